#include <cctype>
#include <spec/casework/names.hpp>
#include <spec/core/sha256.hpp>

namespace spec::casework {

std::string file_name_of(std::string_view name) {
    constexpr char digits[] = "0123456789ABCDEF";
    constexpr std::size_t longest = 80;
    std::string out;
    for (const char c : name) {
        const auto byte = static_cast<unsigned char>(c);
        const bool plain = byte < 0x80 && (std::isalnum(byte) || c == '-' || c == '_' || (c == '.' && !out.empty()));
        if (plain) {
            out += c;
        } else {
            out += '%';
            out += digits[byte >> 4];
            out += digits[byte & 15];
        }
    }
    if (out.size() > longest) out = out.substr(0, longest) + "-" + sha256_hex(name).substr(0, 16);
    return out.empty() ? "_" : out;
}

}  // namespace spec::casework
