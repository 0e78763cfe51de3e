#include <algorithm>
#include <cmath>
#include <spec/core/error.hpp>
#include <spec/numeric/resample.hpp>

namespace spec::numeric {
namespace {

void expect_within(std::span<const double> x, std::span<const double> y, const Grid& grid) {
    expect(x.size() == y.size() && x.size() >= 2, "x and y have one length of at least 2");
    const double slack = 1e-9 * grid.step;
    expect(grid.points == 0 || (grid.first >= x.front() - slack && grid.at(grid.points - 1) <= x.back() + slack),
           "the grid lies within the data");
}

double slope(std::span<const double> x, std::span<const double> y, std::size_t i) {
    return (y[i + 1] - y[i]) / (x[i + 1] - x[i]);
}

// Slope at an end by the three-point formula, limited so that the curve stays monotone.
double end_slope(double h0, double h1, double d0, double d1) {
    double out = ((2 * h0 + h1) * d0 - h0 * d1) / (h0 + h1);
    if (out * d0 <= 0) return 0;
    if (d0 * d1 <= 0 && std::abs(out) > 3 * std::abs(d0)) out = 3 * d0;
    return out;
}

std::vector<double> monotone_slopes(std::span<const double> x, std::span<const double> y) {
    const std::size_t n = x.size();
    std::vector<double> out(n);
    if (n == 2) {
        out[0] = out[1] = slope(x, y, 0);
        return out;
    }
    for (std::size_t i = 1; i + 1 < n; ++i) {
        const double before = slope(x, y, i - 1), after = slope(x, y, i);
        if (before * after <= 0) continue;
        const double h0 = x[i] - x[i - 1], h1 = x[i + 1] - x[i];
        const double w0 = 2 * h1 + h0, w1 = h1 + 2 * h0;
        out[i] = (w0 + w1) / (w0 / before + w1 / after);
    }
    out[0] = end_slope(x[1] - x[0], x[2] - x[1], slope(x, y, 0), slope(x, y, 1));
    out[n - 1] = end_slope(x[n - 1] - x[n - 2], x[n - 2] - x[n - 3], slope(x, y, n - 2), slope(x, y, n - 3));
    return out;
}

}  // namespace

std::vector<double> cell_averages(std::span<const double> x, std::span<const double> y, const Grid& grid) {
    expect_within(x, y, grid);
    std::vector<double> area(x.size(), 0.0);  // under the straight lines, from the first point on
    for (std::size_t i = 1; i < x.size(); ++i) area[i] = area[i - 1] + 0.5 * (y[i] + y[i - 1]) * (x[i] - x[i - 1]);
    std::size_t segment = 0;
    const auto area_to = [&](double at) {
        while (segment + 2 < x.size() && x[segment + 1] <= at) ++segment;
        const double inside = at - x[segment];
        return area[segment] + inside * (y[segment] + 0.5 * inside * slope(x, y, segment));
    };
    std::vector<double> out(grid.points);
    for (std::size_t k = 0; k < grid.points; ++k) {
        const double low = std::max(grid.at(k) - grid.step / 2, x.front());
        const double high = std::min(grid.at(k) + grid.step / 2, x.back());
        const double below = area_to(low);
        out[k] = (area_to(high) - below) / (high - low);
    }
    return out;
}

std::vector<double> monotone_cubic(std::span<const double> x, std::span<const double> y, const Grid& grid) {
    expect_within(x, y, grid);
    const std::vector<double> slopes = monotone_slopes(x, y);
    std::vector<double> out(grid.points);
    std::size_t i = 0;
    for (std::size_t k = 0; k < grid.points; ++k) {
        const double at = std::clamp(grid.at(k), x.front(), x.back());
        while (i + 2 < x.size() && x[i + 1] <= at) ++i;
        const double h = x[i + 1] - x[i], t = (at - x[i]) / h;
        out[k] = (1 + 2 * t) * (1 - t) * (1 - t) * y[i] + t * (1 - t) * (1 - t) * h * slopes[i] +
                 t * t * (3 - 2 * t) * y[i + 1] - t * t * (1 - t) * h * slopes[i + 1];
    }
    return out;
}

}  // namespace spec::numeric
