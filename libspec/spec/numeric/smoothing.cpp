#include <algorithm>
#include <cmath>
#include <spec/core/error.hpp>
#include <spec/numeric/smoothing.hpp>
#include <spec/numeric/statistics.hpp>

namespace spec::numeric {

namespace {

// One side of a Gaussian kernel, the middle first, sum of the whole kernel 1.
std::vector<double> half_kernel(double sigma) {
    std::vector<double> out(static_cast<std::size_t>(std::ceil(4 * sigma)) + 1);
    double sum = 0;
    for (std::size_t j = 0; j < out.size(); ++j) {
        out[j] = std::exp(-0.5 * static_cast<double>(j * j) / (sigma * sigma));
        sum += j == 0 ? out[j] : 2 * out[j];
    }
    for (double& weight : out) weight /= sum;
    return out;
}

// A point near an end: the part of the kernel that lies within the data, normalised.
double smoothed_at(std::span<const double> y, const std::vector<double>& kernel, std::size_t i) {
    double total = kernel[0] * y[i], norm = kernel[0];
    for (std::size_t j = 1; j < kernel.size(); ++j) {
        if (j <= i) {
            total += kernel[j] * y[i - j];
            norm += kernel[j];
        }
        if (i + j < y.size()) {
            total += kernel[j] * y[i + j];
            norm += kernel[j];
        }
    }
    return total / norm;
}

}  // namespace

std::vector<double> gaussian_smoothed(std::span<const double> y, double width_points) {
    expect(width_points >= 0, "width_points >= 0");
    const double sigma = width_points / std::sqrt(8 * std::log(2.0));
    std::vector<double> out(y.begin(), y.end());
    if (sigma < 0.05 || y.empty()) return out;
    const std::vector<double> kernel = half_kernel(sigma);
    const std::size_t reach = std::min(kernel.size() - 1, y.size()), inner_end = y.size() - reach;
    for (std::size_t i = 0; i < y.size(); ++i)
        if (i < reach || i >= inner_end) out[i] = smoothed_at(y, kernel, i);
    // The inner points tap by tap, so that the compiler can take several points at once.
    for (std::size_t i = reach; i < inner_end; ++i) out[i] = kernel[0] * y[i];
    for (std::size_t j = 1; j <= reach; ++j)
        for (std::size_t i = reach; i < inner_end; ++i) out[i] += kernel[j] * (y[i - j] + y[i + j]);
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
