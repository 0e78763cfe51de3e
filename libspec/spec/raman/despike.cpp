#include <algorithm>
#include <cmath>
#include <spec/numeric/smoothing.hpp>
#include <spec/raman/despike.hpp>

namespace spec::raman {
namespace {

struct Limits {
    double height;    // least height of a spike
    double shoulder;  // share of the height by which a neighbour may stand out
    double noise;
};

// Whether the points [i, i + width) are a spike: tall above the line between their neighbours, and each neighbour where
// the line between the points around it, without the spike, has it.
bool is_spike(const std::vector<double>& y, std::size_t i, std::size_t width, const Limits& limits) {
    const std::size_t before = i - 1, after = i + width;
    const double run = static_cast<double>(width + 1);
    double tallest = 0, least = y[i];
    for (std::size_t k = 0; k < width; ++k) {
        const double line = y[before] + (y[after] - y[before]) * static_cast<double>(k + 1) / run;
        tallest = std::max(tallest, y[i + k] - line);
        least = std::min(least, y[i + k] - line);
    }
    if (tallest < limits.height || (width > 1 && least < 0.25 * tallest)) return false;
    const double allowed = std::max(limits.shoulder * tallest, 3 * limits.noise);
    const double left = y[before - 1] + (y[after] - y[before - 1]) / (run + 1);
    const double right = y[after + 1] + (y[before] - y[after + 1]) / (run + 1);
    return std::abs(y[before] - left) < allowed && std::abs(y[after] - right) < allowed && tallest > 2 * allowed;
}

void bridge(std::vector<double>& y, std::size_t i, std::size_t width, std::vector<std::size_t>& replaced) {
    const double from = y[i - 1], to = y[i + width];
    for (std::size_t k = 0; k < width; ++k) {
        y[i + k] = from + (to - from) * static_cast<double>(k + 1) / static_cast<double>(width + 1);
        replaced.push_back(i + k);
    }
}

}  // namespace

Despiked despike(std::span<const double> intensity, const Parameters& parameters) {
    Despiked out{{intensity.begin(), intensity.end()}, {}};
    std::vector<double>& y = out.intensity;
    if (y.size() < 7) return out;
    const double noise = numeric::noise_of_second_differences(y);
    const auto [least, greatest] = std::minmax_element(y.begin(), y.end());
    const Limits limits{std::max(parameters.spike_threshold * noise, 1e-3 * (*greatest - *least)),
                        parameters.spike_shoulder, noise};
    for (int pass = 0; pass < parameters.spike_passes; ++pass) {
        const std::size_t known = out.replaced.size();
        for (std::size_t i = 2; i + 4 < y.size(); ++i)
            for (const std::size_t width : {std::size_t{1}, std::size_t{2}})
                if (is_spike(y, i, width, limits)) {
                    bridge(y, i, width, out.replaced);
                    break;
                }
        if (out.replaced.size() == known) break;
    }
    std::sort(out.replaced.begin(), out.replaced.end());
    out.replaced.erase(std::unique(out.replaced.begin(), out.replaced.end()), out.replaced.end());
    return out;
}

}  // namespace spec::raman
