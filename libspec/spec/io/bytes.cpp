#include <algorithm>
#include <spec/core/text.hpp>
#include <spec/io/bytes.hpp>

namespace spec::io {

void Bytes::need(std::uint64_t at, std::uint64_t length, std::string_view what) const {
    if (holds(at, length)) return;
    fail(at, "the file ends within " + std::string(what) + " (expected " + std::to_string(length) +
                 " bytes here, the file has " + std::to_string(size()) + "; truncated copy?)");
}

std::span<const std::byte> Bytes::part(std::uint64_t at, std::uint64_t length, std::string_view what) const {
    need(at, length, what);
    return bytes_.subspan(static_cast<std::size_t>(at), static_cast<std::size_t>(length));
}

std::string Bytes::text(std::uint64_t at, std::uint64_t length) const {
    const auto field = part(at, length, "a text");
    const std::string_view all(reinterpret_cast<const char*>(field.data()), field.size());
    return latin1_to_utf8(trimmed(all.substr(0, all.find('\0'))));
}

std::string Bytes::counted_text(std::uint64_t at, std::uint64_t field) const {
    const auto length = std::min<std::uint64_t>(le<std::uint8_t>(at), field - 1);
    return text(at + 1, length);
}

bool Bytes::starts_with(std::string_view magic, std::uint64_t at) const {
    if (!holds(at, magic.size())) return false;
    return std::memcmp(bytes_.data() + at, magic.data(), magic.size()) == 0;
}

void Bytes::fail(std::uint64_t at, const std::string& message) const {
    throw DataError(Position::at_byte(file_, static_cast<std::size_t>(at)), message);
}

}  // namespace spec::io
