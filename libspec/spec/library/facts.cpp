#include <algorithm>
#include <chrono>
#include <spec/core/text.hpp>
#include <spec/library/facts.hpp>

namespace spec::library {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

}  // namespace

bool is_date(std::string_view text) {
    if (text.size() != 10 || text[4] != '-' || text[7] != '-') return false;
    for (std::size_t i = 0; i < text.size(); ++i)
        if (i != 4 && i != 7 && !is_digit(text[i])) return false;
    const auto number = [&](std::size_t at, std::size_t length) {
        return static_cast<int>(*to_long(text.substr(at, length)));
    };
    return std::chrono::year_month_day(std::chrono::year(number(0, 4)),
                                       std::chrono::month(static_cast<unsigned>(number(5, 2))),
                                       std::chrono::day(static_cast<unsigned>(number(8, 2))))
        .ok();
}

bool is_cas_number(std::string_view text) {
    if (text.size() < 7 || text.size() > 12 || text[text.size() - 2] != '-' || text[text.size() - 5] != '-')
        return false;
    int sum = 0, weight = 0;
    for (std::size_t i = text.size() - 2; i-- > 0;) {
        if (i + 5 == text.size()) continue;
        if (!is_digit(text[i])) return false;
        sum += ++weight * (text[i] - '0');
    }
    return is_digit(text.back()) && sum % 10 == text.back() - '0';
}

bool is_inchikey(std::string_view text) {
    if (text.size() != 27 || text[14] != '-' || text[25] != '-') return false;
    for (std::size_t i = 0; i < text.size(); ++i)
        if (i != 14 && i != 25 && (text[i] < 'A' || text[i] > 'Z')) return false;
    return true;
}

}  // namespace spec::library
