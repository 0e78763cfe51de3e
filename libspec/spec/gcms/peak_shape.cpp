#include <algorithm>
#include <cmath>
#include <numbers>
#include <spec/core/error.hpp>
#include <spec/gcms/peak_shape.hpp>

namespace spec::gcms {
namespace {

constexpr double least_tail = 1e-3;  // asymmetry below which the shape is a Gaussian to the last useful digit
constexpr double reach_sd = 9;       // beyond this many standard deviations the profile is zero

double gaussian(double u, double sigma) { return std::exp(-0.5 * u * u) / (sigma * std::sqrt(2 * std::numbers::pi)); }

// exp(z^2) erfc(z) for z >= 0; by its asymptotic series where erfc would underflow.
double scaled_erfc(double z) {
    if (z < 20) return std::exp(z * z) * std::erfc(z);
    const double q = 1 / (z * z);
    return (1 - q / 2 + 3 * q * q / 4) / (z * std::sqrt(std::numbers::pi));
}

// Exponentially modified Gaussian of area 1 with a trailing exponential of time constant tau, x from the Gaussian's
// centre.
double trailing(double x, double sigma, double tau) {
    const double u = x / sigma, z = (sigma / tau - u) / std::numbers::sqrt2;
    if (z < 0) return std::exp(0.5 * (sigma / tau) * (sigma / tau) - x / tau) * std::erfc(z) / (2 * tau);
    return std::exp(-0.5 * u * u) * scaled_erfc(z) / (2 * tau);
}

}  // namespace

double value_of(const PeakShape& shape, double x) {
    const double tail = std::abs(shape.asymmetry), from_mean = shape.asymmetry < 0 ? shape.mean - x : x - shape.mean;
    if (std::abs(from_mean) > reach_sd * shape.sd) return 0;
    if (tail < least_tail) return gaussian(from_mean / shape.sd, shape.sd);
    const double tau = tail * shape.sd, sigma = shape.sd * std::sqrt(1 - tail * tail);
    return trailing(from_mean + tau, sigma, tau);
}

Profile::Profile(int first_scan, int n_scans, int oversample)
    : first_scan_(first_scan),
      oversample_(oversample),
      values_(static_cast<std::size_t>((n_scans - 1) * oversample + 1), 0.0) {
    expect(n_scans > 0 && oversample > 0, "a profile covers at least one scan");
}

Profile Profile::of(const PeakShape& shape, int first_scan, int n_scans, int oversample) {
    Profile profile(first_scan, n_scans, oversample);
    for (std::size_t j = 0; j < profile.values_.size(); ++j) profile.values_[j] = value_of(shape, profile.position(j));
    return profile;
}

void Profile::sample(int first, double offset, std::span<double> out) const {
    const double start = (first - first_scan_ + offset) * oversample_;
    const auto whole = static_cast<std::ptrdiff_t>(std::floor(start));
    const double f = start - static_cast<double>(whole);
    // Weights of the cubic through four neighbouring grid points (Lagrange).
    const double w0 = -f * (f - 1) * (f - 2) / 6, w1 = (f + 1) * (f - 1) * (f - 2) / 2;
    const double w2 = -(f + 1) * f * (f - 2) / 2, w3 = (f + 1) * f * (f - 1) / 6;
    const auto n = static_cast<std::ptrdiff_t>(values_.size());
    const auto value = [&](std::ptrdiff_t j) { return j >= 0 && j < n ? values_[static_cast<std::size_t>(j)] : 0.0; };
    const auto at = [&](std::ptrdiff_t j) {
        return w0 * value(j - 1) + w1 * value(j) + w2 * value(j + 1) + w3 * value(j + 2);
    };
    const auto count = static_cast<std::ptrdiff_t>(out.size());
    // Points whose four neighbours all lie on the grid need no checks.
    const std::ptrdiff_t begin =
        std::clamp<std::ptrdiff_t>(whole >= 1 ? 0 : (1 - whole + oversample_ - 1) / oversample_, 0, count);
    const std::ptrdiff_t end = std::clamp<std::ptrdiff_t>((n - 3 - whole) / oversample_ + 1, begin, count);
    for (std::ptrdiff_t i = 0; i < begin; ++i) out[static_cast<std::size_t>(i)] = at(whole + i * oversample_);
    const double* v = values_.data() + whole + begin * oversample_;
    double* inside = out.data();
    for (std::ptrdiff_t i = begin; i < end; ++i, v += oversample_)
        inside[i] = w0 * v[-1] + w1 * v[0] + w2 * v[1] + w3 * v[2];
    for (std::ptrdiff_t i = end; i < count; ++i) out[static_cast<std::size_t>(i)] = at(whole + i * oversample_);
}

Profile Profile::derivative() const {
    Profile slope(*this);
    const auto n = static_cast<std::ptrdiff_t>(values_.size());
    const auto value = [&](std::ptrdiff_t j) { return j >= 0 && j < n ? values_[static_cast<std::size_t>(j)] : 0.0; };
    for (std::ptrdiff_t j = 0; j < n; ++j)
        slope.values_[static_cast<std::size_t>(j)] =
            (8 * (value(j + 1) - value(j - 1)) - (value(j + 2) - value(j - 2))) / 12 * oversample_;
    return slope;
}

std::pair<double, double> Profile::apex() const {
    const auto top = static_cast<std::size_t>(std::max_element(values_.begin(), values_.end()) - values_.begin());
    if (top == 0 || top + 1 == values_.size()) return {position(top), values_[top]};
    const double before = values_[top - 1], at = values_[top], after = values_[top + 1], bend = before - 2 * at + after;
    if (!(bend < 0)) return {position(top), at};
    const double shift = 0.5 * (before - after) / bend;
    return {position(top) + shift / oversample_, at - 0.25 * (before - after) * shift};
}

Profile::Widths Profile::widths() const {
    const auto [at, height] = apex();
    const auto top = static_cast<std::size_t>(std::max_element(values_.begin(), values_.end()) - values_.begin());
    const double level = 0.5 * height;
    std::size_t left = top, right = top;
    while (left > 0 && values_[left] > level) --left;
    while (right + 1 < values_.size() && values_[right] > level) ++right;
    const auto between = [&](std::size_t low, std::size_t high) {  // values_[low] <= level < values_[high]
        const double rise = values_[high] - values_[low];
        const double share = rise > 0 ? std::clamp((level - values_[low]) / rise, 0.0, 1.0) : 0;
        return position(low) + share * (position(high) - position(low));
    };
    Widths w;
    w.leading = at - (left < top ? between(left, left + 1) : position(left));
    w.trailing = (right > top ? between(right, right - 1) : position(right)) - at;
    w.full = w.leading + w.trailing;
    return w;
}

void Profile::normalise() {
    double sum = 0;
    for (const double value : values_) sum += value;
    if (!(sum > 0)) return;
    for (double& value : values_) value *= oversample_ / sum;
}

}  // namespace spec::gcms
