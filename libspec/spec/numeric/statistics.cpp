#include <algorithm>
#include <cmath>
#include <spec/core/error.hpp>
#include <spec/numeric/statistics.hpp>

namespace spec::numeric {

double quantile(std::vector<double> values, double q) {
    expect(!values.empty(), "a quantile is taken of at least one value");
    expect(q >= 0 && q <= 1, "0 <= q <= 1");
    const double at = q * static_cast<double>(values.size() - 1);
    const auto low = static_cast<std::ptrdiff_t>(std::floor(at));
    std::nth_element(values.begin(), values.begin() + low, values.end());
    const double below = values[static_cast<std::size_t>(low)];
    if (static_cast<double>(low) == at) return below;
    const double above = *std::min_element(values.begin() + low + 1, values.end());
    return below + (at - static_cast<double>(low)) * (above - below);
}

double median(std::vector<double> values) { return quantile(std::move(values), 0.5); }

double robust_sd(std::vector<double> values) {
    const double middle = median(values);
    for (double& value : values) value = std::abs(value - middle);
    return 1.4826 * median(std::move(values));
}

std::pair<double, double> theil_sen(const std::vector<std::pair<double, double>>& points) {
    std::vector<double> slopes, intercepts;
    for (std::size_t i = 0; i < points.size(); ++i)
        for (std::size_t j = i + 1; j < points.size(); ++j)
            if (points[i].first != points[j].first)
                slopes.push_back((points[j].second - points[i].second) / (points[j].first - points[i].first));
    expect(!slopes.empty(), "a line needs two different x");
    const double slope = median(std::move(slopes));
    for (const auto& [x, y] : points) intercepts.push_back(y - slope * x);
    return {median(std::move(intercepts)), slope};
}

}  // namespace spec::numeric
