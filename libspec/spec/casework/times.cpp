#include <chrono>
#include <cstdio>
#include <spec/casework/times.hpp>

namespace spec::casework {
namespace {

std::optional<long long> seconds_of(const std::string& time) {
    int year = 0, hour = 0, minute = 0, second = 0;
    unsigned month = 0, day = 0;
    if (std::sscanf(time.c_str(), "%4d-%2u-%2uT%2d:%2d:%2d", &year, &month, &day, &hour, &minute, &second) != 6)
        return std::nullopt;
    const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(month), std::chrono::day(day)};
    if (!date.ok()) return std::nullopt;
    const long long days = std::chrono::sys_days(date).time_since_epoch().count();
    return ((days * 24 + hour) * 60 + minute) * 60 + second;
}

}  // namespace

std::optional<double> hours_between(const std::string& from, const std::string& to) {
    const auto first = seconds_of(from), second = seconds_of(to);
    if (!first || !second) return std::nullopt;
    return static_cast<double>(*second - *first) / 3600;
}

}  // namespace spec::casework
