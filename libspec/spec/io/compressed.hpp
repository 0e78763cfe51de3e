#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace spec::io {

/// The bytes that a base64 text (RFC 4648, blanks and line ends allowed between) stands for.
///
/// throws : DataError without position when a character or the padding is wrong
std::vector<std::byte> from_base64(std::string_view text);

/// Inflates a zlib stream (RFC 1950) that must hold exactly `size` bytes; never writes more than that.
///
/// throws : DataError without position when it is damaged or holds more or fewer bytes
std::vector<std::byte> inflate_zlib(std::span<const std::byte> compressed, std::size_t size);

/// Whether the bytes are a gzip file (RFC 1952).
bool is_gzip(std::span<const std::byte> bytes);

/// Inflates a gzip file of one or several members, to `most` bytes at the most.
///
/// throws : DataError without position when it is damaged, cut short or holds more
std::string gunzip(std::span<const std::byte> compressed, std::size_t most);

}  // namespace spec::io
