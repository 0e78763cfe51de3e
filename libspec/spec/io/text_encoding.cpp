#include <algorithm>
#include <spec/core/text.hpp>
#include <spec/io/text_encoding.hpp>

namespace spec::io {
namespace {

enum class Encoding { utf8_or_latin1, utf16_little, utf16_big };

/// UTF-16 without a mark: in the first bytes nearly every second one is zero.
Encoding encoding_of(std::string_view bytes) {
    if (bytes.starts_with("\xFF\xFE")) return Encoding::utf16_little;
    if (bytes.starts_with("\xFE\xFF")) return Encoding::utf16_big;
    const std::string_view head = bytes.substr(0, 400);
    std::size_t zero_even = 0, zero_odd = 0;
    for (std::size_t i = 0; i < head.size(); ++i)
        if (head[i] == '\0') ++(i % 2 == 0 ? zero_even : zero_odd);
    if (head.size() >= 8 && zero_even == 0 && zero_odd * 5 > head.size() * 2) return Encoding::utf16_little;
    if (head.size() >= 8 && zero_odd == 0 && zero_even * 5 > head.size() * 2) return Encoding::utf16_big;
    return Encoding::utf8_or_latin1;
}

void append_utf8(std::string& out, char32_t code) {
    const auto put = [&](char32_t value) { out += static_cast<char>(value); };
    if (code < 0x80) {
        put(code);
    } else if (code < 0x800) {
        put(0xC0 | (code >> 6));
        put(0x80 | (code & 0x3F));
    } else if (code < 0x10000) {
        put(0xE0 | (code >> 12));
        put(0x80 | ((code >> 6) & 0x3F));
        put(0x80 | (code & 0x3F));
    } else {
        put(0xF0 | (code >> 18));
        put(0x80 | ((code >> 12) & 0x3F));
        put(0x80 | ((code >> 6) & 0x3F));
        put(0x80 | (code & 0x3F));
    }
}

std::string from_utf16(std::string_view bytes, bool little) {
    const auto unit = [&](std::size_t at) {
        const auto first = static_cast<unsigned char>(bytes[at]), second = static_cast<unsigned char>(bytes[at + 1]);
        return static_cast<char32_t>(little ? first | second << 8 : first << 8 | second);
    };
    std::string out;
    out.reserve(bytes.size() / 2);
    for (std::size_t at = 0; at + 1 < bytes.size(); at += 2) {
        char32_t code = unit(at);
        if (at == 0 && code == 0xFEFF) continue;
        if (code >= 0xD800 && code < 0xDC00 && at + 3 < bytes.size() && unit(at + 2) >= 0xDC00 &&
            unit(at + 2) < 0xE000) {
            code = 0x10000 + ((code - 0xD800) << 10) + (unit(at + 2) - 0xDC00);
            at += 2;
        } else if (code >= 0xD800 && code < 0xE000) {
            code = 0xFFFD;
        }
        append_utf8(out, code);
    }
    return out;
}

}  // namespace

std::string decoded(std::string_view bytes) {
    const Encoding encoding = encoding_of(bytes);
    if (encoding != Encoding::utf8_or_latin1) return from_utf16(bytes, encoding == Encoding::utf16_little);
    if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
    return to_utf8(bytes);
}

bool looks_like_text(std::string_view bytes) {
    if (encoding_of(bytes) != Encoding::utf8_or_latin1) return true;
    return std::none_of(bytes.begin(), bytes.end(), [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return byte < 0x20 && c != '\t' && c != '\n' && c != '\r' && c != '\f' && c != '\x1a';
    });
}

}  // namespace spec::io
