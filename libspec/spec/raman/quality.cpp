#include <algorithm>
#include <cmath>
#include <numeric>
#include <spec/core/text.hpp>
#include <spec/numeric/smoothing.hpp>
#include <spec/raman/curve.hpp>
#include <spec/raman/quality.hpp>

namespace spec::raman {
namespace {

// Noise of the grid points: averaging n points of the data divides it by sqrt(n), interpolating leaves it.
double grid_noise(std::span<const double> intensity, double step_ratio) {
    return numeric::noise_of_second_differences(intensity) * std::sqrt(std::min(1.0, step_ratio));
}

// Local maxima of the smoothed curve above a level that fall below half their height on both sides before a higher one.
int count_bands(const std::vector<double>& y, double level) {
    int bands = 0;
    double valley = 0, peak = 0;
    bool rising = true;
    for (const double value : y) {
        if (rising) {
            peak = std::max(peak, value);
            if (peak >= level && peak - valley >= level && value < peak - level) {
                ++bands;
                rising = false;
                valley = value;
            }
            valley = std::min(valley, value);
        } else {
            valley = std::min(valley, value);
            if (value > valley + level) {
                rising = true;
                peak = value;
            }
        }
    }
    return bands + (rising && peak >= level && peak - valley >= level && y.back() < peak - level ? 1 : 0);
}

// A plateau at the greatest value with steep sides: the detector was full. (The top of a broad background is flat too,
// but its sides are not steep.)
bool is_saturated(std::span<const double> y, const Parameters& parameters) {
    const auto [lowest, highest] = std::minmax_element(y.begin(), y.end());
    const auto least = lowest, greatest = highest;  // clang-16 captures no structured binding under OpenMP
    const double range = *greatest - *least;
    const double limit = *greatest - parameters.saturation_share * range;
    const auto steep = [&](std::size_t i) {
        return i >= y.size() || *greatest - y[i] > 10 * parameters.saturation_share * range;
    };
    for (std::size_t begin = 0; begin < y.size(); ++begin) {
        if (y[begin] < limit) continue;
        std::size_t end = begin;
        while (end < y.size() && y[end] >= limit) ++end;
        if (range > 0 && end - begin >= static_cast<std::size_t>(parameters.saturation_points) && steep(begin - 1) &&
            steep(end))
            return true;
        begin = end;
    }
    return false;
}

double covered_part(const std::vector<double>& x) {
    return std::max(0.0, std::min(1800.0, x.back()) - std::max(200.0, x.front()));
}

void judge(Quality& quality, double smoothed_share, const Parameters& parameters, std::vector<std::string>& notes) {
    const bool few =
        quality.bands < parameters.least_bands && quality.snr < parameters.strong_band_snr * smoothed_share;
    if (quality.coverage_cm1 < parameters.least_coverage_cm1)
        quality.insufficient = "only " + shortest(std::round(quality.coverage_cm1)) +
                               " cm-1 of 200 to 1800 cm-1 were measured (expected " +
                               shortest(parameters.least_coverage_cm1) + " or more)";
    else if (quality.saturated)
        quality.insufficient = "the strongest band is saturated";
    else if (quality.bands == 0)
        quality.insufficient = "no band stands out of the noise";
    else if (quality.snr < parameters.least_snr)
        quality.insufficient = "signal to noise is below " + shortest(parameters.least_snr);
    else if (few)
        quality.insufficient = "fewer than " + std::to_string(parameters.least_bands) + " bands stand out of the noise";
    else if (quality.snr < parameters.noted_snr)
        notes.push_back("signal to noise is below " + shortest(parameters.noted_snr));
}

}  // namespace

void assess_quality(Prepared& prepared, std::span<const double> intensity, const Parameters& parameters) {
    Quality& quality = prepared.quality;
    quality.noise = grid_noise(intensity, prepared.step_ratio);
    const std::vector<double> smooth =
        numeric::gaussian_smoothed(prepared.spectrum.intensity, parameters.resolution_cm1 / parameters.grid_step_cm1);
    const double tallest = std::max(0.0, *std::max_element(smooth.begin(), smooth.end()));
    const double floor = std::max(quality.noise, 1e-6 * tallest);  // a spectrum without noise is computed, not measured
    const std::vector<double>& background = prepared.background;
    const double least = *std::min_element(background.begin(), background.end());
    const double mean =
        std::accumulate(background.begin(), background.end(), 0.0) / static_cast<double>(background.size());
    quality.snr = tallest > 0 ? tallest / floor : 0;
    quality.fluorescence_ratio = tallest > 0 ? (mean - least) / tallest : 0;
    const double smoothed_share = smoothed_noise_share(prepared.step_ratio, parameters);
    const double level = parameters.band_threshold * floor * smoothed_share;
    quality.bands = tallest > 0 ? count_bands(smooth, std::max(level, 0.01 * tallest)) : 0;
    quality.saturated = is_saturated(intensity, parameters);
    quality.coverage_cm1 = covered_part(prepared.spectrum.shift_cm1);
    judge(quality, smoothed_share, parameters, prepared.notes);
}

}  // namespace spec::raman
