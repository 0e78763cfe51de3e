#pragma once

#include <charconv>
#include <span>
#include <spec/core/error.hpp>
#include <string>
#include <string_view>

namespace spec::io {

/// Appends the number with the fewest digits that read back as the same double.
inline void append_number(std::string& out, double value) {
    char digits[40];
    out.append(digits, std::to_chars(digits, digits + sizeof digits, value).ptr);
}

/// Text on one line: line ends and other control characters become blanks.
inline std::string one_line(std::string_view text) {
    std::string out(text);
    for (char& c : out)
        if (static_cast<unsigned char>(c) < 0x20) c = ' ';
    return out;
}

}  // namespace spec::io
