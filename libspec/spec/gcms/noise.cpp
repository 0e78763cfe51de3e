#include <algorithm>
#include <cmath>
#include <map>
#include <span>
#include <spec/gcms/noise.hpp>
#include <spec/numeric/statistics.hpp>

namespace spec::gcms {
namespace {

constexpr std::size_t least_segments = 50;
constexpr std::size_t least_segments_a_bin = 10;
constexpr double assumed_ions_at_threshold = 5;  // when nothing can be measured: the threshold is taken as 5 ions

struct Segment {
    double mean = 0, variance = 0;
};

// Flat means: the stretch crosses its own mean at least `crossings` times, which no flank of a peak does.
bool is_flat(std::span<const float> y, double mean, int crossings) {
    int crossed = 0;
    for (std::size_t j = 1; j < y.size(); ++j) crossed += (y[j - 1] > mean) != (y[j] > mean);
    return crossed >= crossings;
}

Segment measure(std::span<const float> y) {
    Segment segment;
    for (const float value : y) segment.mean += value;
    segment.mean /= static_cast<double>(y.size());
    for (std::size_t j = 1; j + 1 < y.size(); ++j) {
        const double bend = double{y[j - 1]} - 2 * double{y[j]} + double{y[j + 1]};
        segment.variance += bend * bend;
    }
    segment.variance /= 6 * static_cast<double>(y.size() - 2);
    return segment;
}

std::vector<Segment> flat_segments(const IonMatrix& matrix, std::size_t length, int crossings) {
    std::vector<Segment> segments;
    for (std::size_t ion = 0; ion < matrix.ions(); ++ion) {
        const auto scan = matrix.ion_scan(ion);
        const auto counts = matrix.ion_counts(ion);
        for (std::size_t k = 0; k + length <= scan.size();) {
            const auto y = counts.subspan(k, length);
            const bool unbroken = scan[k + length - 1] - scan[k] == static_cast<std::int32_t>(length - 1);
            if (unbroken) {
                const Segment segment = measure(y);
                if (is_flat(y, segment.mean, crossings)) {
                    segments.push_back(segment);
                    k += length;
                    continue;
                }
            }
            ++k;
        }
    }
    return segments;
}

// Weighted straight line of the medians of v in bins of a factor two in mean intensity; a2 is kept at or above zero.
void fit_line(const std::vector<Segment>& segments, double lowest_mean, NoiseModel& noise) {
    std::map<int, std::vector<Segment>> bins;
    for (const Segment& s : segments)
        if (s.mean > lowest_mean) bins[static_cast<int>(std::floor(std::log2(s.mean)))].push_back(s);
    double sw = 0, sx = 0, sy = 0, sxx = 0, sxy = 0;
    std::vector<double> ratios;
    for (const auto& [bin, members] : bins) {
        std::vector<double> mean, variance;
        for (const Segment& s : members) {
            mean.push_back(s.mean);
            variance.push_back(s.variance);
            ratios.push_back(s.variance / s.mean);
        }
        if (members.size() < least_segments_a_bin) continue;
        const double x = numeric::median(mean), v = numeric::median(variance);
        if (!(v > 0)) continue;
        const double w = static_cast<double>(members.size()) / (v * v);
        sw += w, sx += w * x, sy += w * v, sxx += w * x * x, sxy += w * x * v;
    }
    noise.f2 = numeric::median(ratios);
    noise.a2 = 0;
    const double determinant = sw * sxx - sx * sx;
    if (!(determinant > 1e-9 * sw * sxx)) return;
    const double slope = (sw * sxy - sx * sy) / determinant, intercept = (sy - slope * sx) / sw;
    if (slope > 0 && intercept > 0) {
        noise.f2 = slope;
        noise.a2 = intercept;
    }
}

}  // namespace

NoiseModel fit_noise(const IonMatrix& matrix, const Parameters& parameters, std::vector<std::string>& notes) {
    NoiseModel noise;
    noise.rho = parameters.proportional_noise;
    const auto length = static_cast<std::size_t>(parameters.noise_segment_scans);
    const double lowest = 2 * matrix.recording_threshold;
    auto segments = flat_segments(matrix, length, 5);
    std::erase_if(segments, [&](const Segment& s) { return !(s.mean > lowest) || !(s.variance > 0); });
    if (segments.size() >= least_segments) {
        fit_line(segments, lowest, noise);
        noise.segments = segments.size();
        return noise;
    }
    noise.f2 = std::max(matrix.recording_threshold, 1e-6) / assumed_ions_at_threshold;
    notes.push_back("counting noise assumed, not measured: " + std::to_string(segments.size()) +
                    " flat stretches found (expected " + std::to_string(least_segments) + " or more)");
    return noise;
}

}  // namespace spec::gcms
