#pragma once

#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <span>
#include <spec/core/error.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace spec::io {

/// A number that binary formats store: whole or floating point, 1 to 8 bytes.
template <typename T>
concept Stored = std::integral<T> || std::floating_point<T>;

/// The bytes of one file with access that checks every position against what exists.
///
/// Positions are bytes from the start of the file. Every failing access throws DataError at the position asked for.
class Bytes {
 public:
    Bytes(std::string file, std::span<const std::byte> bytes) : file_(std::move(file)), bytes_(bytes) {}

    const std::string& file() const { return file_; }
    std::size_t size() const { return bytes_.size(); }

    /// Whether length bytes exist from position at on.
    bool holds(std::uint64_t at, std::uint64_t length) const { return at <= size() && length <= size() - at; }

    /// Throws DataError unless length bytes exist from position at on; what names them in the message.
    void need(std::uint64_t at, std::uint64_t length, std::string_view what) const;

    /// The number at position at, little or big endian.
    template <Stored T>
    T le(std::uint64_t at) const {
        return number<T, std::endian::little>(at);
    }
    template <Stored T>
    T be(std::uint64_t at) const {
        return number<T, std::endian::big>(at);
    }

    std::span<const std::byte> part(std::uint64_t at, std::uint64_t length, std::string_view what) const;
    /// A field of fixed length as UTF-8: read as Latin-1 up to its first NUL, blanks at the ends removed.
    std::string text(std::uint64_t at, std::uint64_t length) const;
    /// A text whose first byte is its length, in a field of that many bytes in all.
    std::string counted_text(std::uint64_t at, std::uint64_t field) const;
    bool starts_with(std::string_view magic, std::uint64_t at = 0) const;

    /// Throws DataError at this position; message as error.hpp says.
    [[noreturn]] void fail(std::uint64_t at, const std::string& message) const;

 private:
    template <Stored T, std::endian order>
    T number(std::uint64_t at) const {
        need(at, sizeof(T), "a number");
        return load<T>(bytes_.data() + at, order);
    }

 public:
    /// A number from sizeof(T) bytes that are known to exist.
    template <Stored T>
    static T load(const std::byte* from, std::endian order) {
        std::byte raw[sizeof(T)];
        std::memcpy(raw, from, sizeof(T));
        if (order != std::endian::native)
            for (std::size_t i = 0; i < sizeof(T) / 2; ++i) std::swap(raw[i], raw[sizeof(T) - 1 - i]);
        T value;
        std::memcpy(&value, raw, sizeof(T));
        return value;
    }

 private:
    std::string file_;
    std::span<const std::byte> bytes_;
};

/// count numbers of type T from position at on, as double.
///
/// throws : DataError when the file ends before
template <Stored T>
std::vector<double> numbers(const Bytes& bytes, std::uint64_t at, std::uint64_t count, std::endian order,
                            std::string_view what) {
    if (count > bytes.size()) bytes.need(at, bytes.size() + 1, what);
    const auto raw = bytes.part(at, count * sizeof(T), what);
    std::vector<double> values(count);
    for (std::size_t i = 0; i < count; ++i)
        values[i] = static_cast<double>(Bytes::load<T>(raw.data() + i * sizeof(T), order));
    return values;
}

}  // namespace spec::io
