#pragma once

#include <charconv>
#include <cmath>
#include <cstdint>

namespace spec::io {

/// Powers of ten that a double holds exactly.
inline constexpr double exact_powers_of_ten[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                                                 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};

inline bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// A decimal number at `at`, by from_chars, with an optional plus sign before it; finite numbers only.
/// returns : the first byte after the number, or `at` itself when there is none
inline const char* parse_any_number(const char* at, const char* end, double& value) {
    const char* first = at != end && *at == '+' ? at + 1 : at;
    const char* digits = first != end && *first == '-' && first == at ? first + 1 : first;
    if (digits == end || (!is_digit(*digits) && *digits != '.')) return at;
    const auto [after, error] = std::from_chars(first, end, value);
    return error == std::errc() && std::isfinite(value) ? after : at;
}

/// A decimal number at `at`, exactly the double that from_chars gives, faster for plain decimals: up to 15 digits make
/// a whole number below 2^53, which a power of ten up to 10^22 divides with one correct rounding (Clinger 1990).
///
/// returns : the first byte after the number, or `at` itself when no finite number stands there ("nan" and "inf" are
/// none)
inline const char* parse_number(const char* at, const char* end, double& value) {
    std::uint64_t digits = 0;
    const char* p = at;
    while (p != end && is_digit(*p)) digits = digits * 10 + static_cast<std::uint64_t>(*p++ - '0');
    std::ptrdiff_t count = p - at, decimals = 0;
    if (p != end && *p == '.') {
        const char* point = p++;
        while (p != end && is_digit(*p)) digits = digits * 10 + static_cast<std::uint64_t>(*p++ - '0');
        decimals = p - point - 1;
        count += decimals;
    }
    if (count == 0 || count > 15 || (p != end && (*p == 'e' || *p == 'E'))) return parse_any_number(at, end, value);
    value = static_cast<double>(digits);
    if (decimals > 0) value /= exact_powers_of_ten[decimals];
    return p;
}

}  // namespace spec::io
