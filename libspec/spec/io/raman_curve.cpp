#include <algorithm>
#include <cmath>
#include <numeric>
#include <spec/core/text.hpp>
#include <spec/io/raman_curve.hpp>

namespace spec::io {
namespace {

using Values = std::vector<double>;

bool ascends(const Values& x) { return std::adjacent_find(x.begin(), x.end(), std::greater_equal<>()) == x.end(); }
bool descends(const Values& x) { return std::adjacent_find(x.begin(), x.end(), std::less_equal<>()) == x.end(); }

void check_finite(const Values& values, const char* what, const Position& where) {
    for (std::size_t i = 0; i < values.size(); ++i)
        if (!std::isfinite(values[i]))
            throw DataError(where,
                            std::string(what) + " of point " + std::to_string(i + 1) + " is not a finite number");
}

void sort_pairs(Values& x, Values& y) {
    std::vector<std::size_t> order(x.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return x[a] < x[b]; });
    Values sorted_x, sorted_y;
    for (const std::size_t i : order) {
        sorted_x.push_back(x[i]);
        sorted_y.push_back(y[i]);
    }
    x = std::move(sorted_x);
    y = std::move(sorted_y);
}

/// Points with equal x become one with the mean of their y; returns how many went.
std::size_t average_equal(Values& x, Values& y) {
    std::size_t kept = 0;
    for (std::size_t i = 0; i < x.size();) {
        std::size_t next = i;
        double sum = 0;
        for (; next < x.size() && x[next] == x[i]; ++next) sum += y[next];
        x[kept] = x[i];
        y[kept++] = sum / static_cast<double>(next - i);
        i = next;
    }
    const std::size_t gone = x.size() - kept;
    x.resize(kept);
    y.resize(kept);
    return gone;
}

}  // namespace

std::vector<std::string> set_curve(RamanSpectrum& spectrum, Values shift_cm1, Values intensity, const Position& where) {
    expect(shift_cm1.size() == intensity.size(), "as many intensities as shifts");
    if (shift_cm1.size() < 2)
        throw DataError(where, std::to_string(shift_cm1.size()) + " points are no spectrum (expected 2 or more)");
    check_finite(shift_cm1, "x", where);
    check_finite(intensity, "y", where);
    std::vector<std::string> notes;
    if (descends(shift_cm1)) {
        std::reverse(shift_cm1.begin(), shift_cm1.end());
        std::reverse(intensity.begin(), intensity.end());
        spectrum.file_order = AxisOrder::descending;
    } else if (!ascends(shift_cm1)) {
        if (shift_cm1.front() > shift_cm1.back()) spectrum.file_order = AxisOrder::descending;
        const std::size_t points = shift_cm1.size();
        const bool sorted =
            std::is_sorted(shift_cm1.begin(), shift_cm1.end()) || std::is_sorted(shift_cm1.rbegin(), shift_cm1.rend());
        sort_pairs(shift_cm1, intensity);
        const std::size_t gone = average_equal(shift_cm1, intensity);
        if (2 * gone > points)
            throw DataError(where, "x axis does not step: " + std::to_string(points - gone) + " different values in " +
                                       std::to_string(points) +
                                       " points (expected a strictly ascending or descending axis)");
        if (!sorted) notes.push_back("points were not in order of x and were sorted");
        if (gone > 0)
            notes.push_back(std::to_string(gone) + " points with an x that stands twice were averaged into one");
    }
    spectrum.shift_cm1 = std::move(shift_cm1);
    spectrum.intensity = std::move(intensity);
    return notes;
}

}  // namespace spec::io
