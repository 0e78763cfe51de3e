#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace spec::io {

/// What the arrays of a file may decode to in all: a hundred times its size and 64 MiB. An honest file stays far below.
class DecodingBudget {
 public:
    explicit DecodingBudget(std::size_t file_bytes) : left_(least + expansion * file_bytes) {}
    /// throws : DataError without position when `count` numbers of `size` bytes are more than is left
    void take(std::size_t count, std::size_t size);

 private:
    static constexpr std::size_t expansion = 100, least = std::size_t{64} << 20;
    std::size_t left_;
};

/// The bytes that a base64 text (RFC 4648, blanks and line ends allowed between) stands for.
///
/// throws : DataError without position when a character or the padding is wrong
std::vector<std::byte> from_base64(std::string_view text);

/// Inflates a zlib stream (RFC 1950) that must hold exactly `size` bytes; never writes more than that.
///
/// throws : DataError without position when it is damaged or holds more or fewer bytes
std::vector<std::byte> inflate_zlib(std::span<const std::byte> compressed, std::size_t size);

/// The bytes of a base64 array, inflated where it is a zlib stream.
///
/// size   : bytes stated
/// throws : DataError without position, as the two above, and when there are not as many
std::vector<std::byte> decoded_array(std::string_view base64, bool zlib, std::size_t size);

/// Whether the bytes are a gzip file (RFC 1952).
bool is_gzip(std::span<const std::byte> bytes);

/// Inflates a gzip file of one or several members, to `most` bytes at the most.
///
/// throws : DataError without position when it is damaged, cut short or holds more
std::string gunzip(std::span<const std::byte> compressed, std::size_t most);

}  // namespace spec::io
