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

}  // namespace spec::io
