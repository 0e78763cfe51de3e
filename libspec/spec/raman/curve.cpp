#include <algorithm>
#include <cmath>
#include <spec/numeric/smoothing.hpp>
#include <spec/raman/curve.hpp>

namespace spec::raman {
namespace {

// Number of points at the front of a curve along which it only falls: half of something whose other half was not
// measured. Fewer than three, or more than the limit, are left.
std::size_t falling(const std::vector<double>& y, bool from_back, std::size_t limit) {
    const auto at = [&](std::size_t i) { return from_back ? y[y.size() - 1 - i] : y[i]; };
    std::size_t count = 0;
    while (count + 1 < y.size() && count < limit && at(count + 1) < at(count)) ++count;
    return count < 3 ? 0 : count;
}

}  // namespace

double smoothed_noise_share(double step_ratio, const Parameters& parameters) {
    const double sigma_points = parameters.resolution_cm1 / parameters.grid_step_cm1 / std::sqrt(8 * std::log(2.0));
    const double independent = 2 * std::sqrt(3.141592653589793) * sigma_points / std::max(1.0, step_ratio);
    return 1 / std::sqrt(std::max(1.0, independent));
}

Curve comparison_curve(const Prepared& prepared, const Parameters& parameters) {
    std::vector<double> y =
        numeric::gaussian_smoothed(prepared.spectrum.intensity, parameters.resolution_cm1 / parameters.grid_step_cm1);
    Curve out;
    out.first = prepared.first;
    if (y.empty()) return out;
    const auto limit = static_cast<std::size_t>(parameters.largest_edge_cm1 / parameters.grid_step_cm1);
    const std::size_t front = falling(y, false, limit), back = falling(y, true, limit);
    if (front + back + 2 * limit < y.size()) {
        y.erase(y.end() - static_cast<std::ptrdiff_t>(back), y.end());
        y.erase(y.begin(), y.begin() + static_cast<std::ptrdiff_t>(front));
        out.first += front;
    }
    const double tallest = *std::max_element(y.begin(), y.end());
    const double scale = tallest > 0 ? 1 / tallest : 0;
    for (double& value : y) value *= scale;
    out.values = std::move(y);
    const std::vector<double> background =
        numeric::gaussian_smoothed(prepared.background, parameters.resolution_cm1 / parameters.grid_step_cm1);
    for (std::size_t i = 0; i < out.values.size(); ++i)
        out.with_background.push_back(out.values[i] + scale * background[out.first - prepared.first + i]);
    out.noise = scale * prepared.quality.noise * smoothed_noise_share(prepared.step_ratio, parameters);
    return out;
}

Curve thinned(const Curve& curve) {
    Curve out;
    out.first = (curve.first + 1) / 2;
    out.noise = curve.noise;
    out.values.reserve(curve.values.size() / 2 + 1);
    for (std::size_t i = curve.first % 2; i < curve.values.size(); i += 2) out.values.push_back(curve.values[i]);
    return out;
}

Parameters thinned(Parameters parameters) {
    parameters.grid_step_cm1 *= 2;
    return parameters;
}

}  // namespace spec::raman
