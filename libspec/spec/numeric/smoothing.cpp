#include <algorithm>
#include <cmath>
#include <spec/core/error.hpp>
#include <spec/numeric/smoothing.hpp>
#include <spec/numeric/statistics.hpp>

namespace spec::numeric {

std::vector<double> gaussian_smoothed(std::span<const double> y, double width_points) {
    expect(width_points >= 0, "width_points >= 0");
    std::vector<double> out(y.begin(), y.end());
    const double sigma = width_points / std::sqrt(8 * std::log(2.0));
    const auto half = static_cast<std::ptrdiff_t>(std::ceil(4 * sigma));
    if (sigma < 0.05) return out;
    std::vector<double> kernel(static_cast<std::size_t>(2 * half + 1));
    for (std::ptrdiff_t j = -half; j <= half; ++j)
        kernel[static_cast<std::size_t>(j + half)] = std::exp(-0.5 * static_cast<double>(j * j) / (sigma * sigma));
    const auto n = static_cast<std::ptrdiff_t>(y.size());
    for (std::ptrdiff_t i = 0; i < n; ++i) {
        double total = 0, norm = 0;
        for (std::ptrdiff_t j = std::max(-half, -i); j <= std::min(half, n - 1 - i); ++j) {
            const double weight = kernel[static_cast<std::size_t>(j + half)];
            total += weight * y[static_cast<std::size_t>(i + j)];
            norm += weight;
        }
        out[static_cast<std::size_t>(i)] = total / norm;
    }
    return out;
}

std::vector<double> first_derivative(std::span<const double> y, int half_window) {
    expect(half_window >= 1, "half_window >= 1");
    const auto n = static_cast<std::ptrdiff_t>(y.size());
    const std::ptrdiff_t half = half_window;
    std::vector<double> out(y.size(), 0.0);
    for (std::ptrdiff_t i = 0; i < n; ++i) {
        const std::ptrdiff_t reach = std::min({half, i, n - 1 - i});
        double total = 0, norm = 0;
        for (std::ptrdiff_t j = 1; j <= reach; ++j) {
            total += static_cast<double>(j) * (y[static_cast<std::size_t>(i + j)] - y[static_cast<std::size_t>(i - j)]);
            norm += 2 * static_cast<double>(j * j);
        }
        if (reach > 0) out[static_cast<std::size_t>(i)] = total / norm;
    }
    if (n >= 2) {
        out.front() = y[1] - y[0];
        out.back() = y[static_cast<std::size_t>(n - 1)] - y[static_cast<std::size_t>(n - 2)];
    }
    return out;
}

double noise_of_second_differences(std::span<const double> y) {
    if (y.size() < 5) return 0;
    std::vector<double> differences(y.size() - 2);
    for (std::size_t i = 1; i + 1 < y.size(); ++i) differences[i - 1] = std::abs(y[i - 1] - 2 * y[i] + y[i + 1]);
    return 1.4826 * median(std::move(differences)) / std::sqrt(6.0);
}

}  // namespace spec::numeric
