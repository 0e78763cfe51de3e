#include <algorithm>
#include <cmath>
#include <spec/core/error.hpp>
#include <spec/numeric/banded.hpp>
#include <spec/numeric/baseline.hpp>

namespace spec::numeric {
namespace {

struct Moments {
    double mean = 0, deviation = 0;
    std::size_t count = 0;
};

// Mean and standard deviation of the residuals below zero.
Moments negative_moments(std::span<const double> y, std::span<const double> z) {
    double sum = 0, squares = 0;
    std::size_t count = 0;
    for (std::size_t i = 0; i < y.size(); ++i) {
        const double d = y[i] - z[i];
        if (d >= 0) continue;
        sum += d;
        squares += d * d;
        ++count;
    }
    if (count == 0) return {};
    const double mean = sum / static_cast<double>(count);
    return {mean, std::sqrt(std::max(0.0, squares / static_cast<double>(count) - mean * mean)), count};
}

// New weights by the logistic of the paper; returns the change relative to the norm of the old ones.
double reweight(std::span<const double> y, std::span<const double> z, const Moments& below, std::span<double> weight) {
    double change = 0, norm = 0;
    for (std::size_t i = 0; i < y.size(); ++i) {
        const double argument = 2 * (y[i] - z[i] - (2 * below.deviation - below.mean)) / below.deviation;
        const double updated = 1 / (1 + std::exp(std::clamp(argument, -50.0, 50.0)));
        change += (updated - weight[i]) * (updated - weight[i]);
        norm += weight[i] * weight[i];
        weight[i] = updated;
    }
    return std::sqrt(change / norm);
}

}  // namespace

Baseline arpls(std::span<const double> y, const ArplsSettings& settings) {
    expect(y.size() >= 3 && settings.lambda > 0, "arPLS has 3 points and lambda > 0");
    Baseline out{std::vector<double>(y.size()), 0};
    std::vector<double> weight(y.size(), 1.0);
    SecondDifferenceSmoother smoother(y.size());
    const auto [least, greatest] = std::minmax_element(y.begin(), y.end());
    const double negligible = 1e-12 * std::max(std::abs(*least), std::abs(*greatest));
    while (out.iterations < settings.maximum_iterations) {
        smoother.solve(weight, y, settings.lambda, out.values);
        ++out.iterations;
        const Moments below = negative_moments(y, out.values);
        if (below.count < 2 || below.deviation <= negligible) break;  // nothing lies below: the fit is exact
        if (reweight(y, out.values, below, weight) < settings.tolerance) break;
    }
    return out;
}

}  // namespace spec::numeric
