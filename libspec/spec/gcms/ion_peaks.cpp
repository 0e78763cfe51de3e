#include <algorithm>
#include <cmath>
#include <spec/gcms/ion_peaks.hpp>
#include <spec/gcms/joint_fit.hpp>
#include <spec/numeric/statistics.hpp>

namespace spec::gcms {
namespace {

constexpr double fwhm_per_sd = 2.3548200450309493;
constexpr std::size_t least_points = 2;  // of a peak: a single point is a stray ion
constexpr std::int32_t bridged_gap = 4;  // scans without a point that do not yet end a stretch

// A stretch of one ion's chromatogram on all scans, with empty scans on both sides; absent points are zero.
struct Stretch {
    std::int32_t first = 0;  // scan of y[0]
    std::vector<double> y, variance;
};

// The negative second derivative of a Gaussian, scaled to unit sum of squares.
std::vector<double> filter_of(double fwhm) {
    const double sd = fwhm / fwhm_per_sd;
    const int reach = std::max(2, static_cast<int>(std::ceil(4 * sd)));
    std::vector<double> h(static_cast<std::size_t>(2 * reach + 1));
    double mean = 0;
    for (int j = -reach; j <= reach; ++j) {
        const double x = j / sd;
        mean += h[static_cast<std::size_t>(j + reach)] = (1 - x * x) * std::exp(-0.5 * x * x);
    }
    mean /= static_cast<double>(h.size());
    double squares = 0;
    for (double& value : h) {
        value -= mean;
        squares += value * value;
    }
    for (double& value : h) value /= std::sqrt(squares);
    return h;
}

// Variance of each scan from the signal smoothed over three scans, so that a low point is not taken as precise. An
// absent point lies somewhere below the threshold and counts as half of it.
void fill_variance(Stretch& s, const NoiseModel& noise, double threshold) {
    s.variance.resize(s.y.size());
    for (std::size_t i = 0; i < s.y.size(); ++i) {
        const double left = s.y[i > 0 ? i - 1 : i], right = s.y[i + 1 < s.y.size() ? i + 1 : i];
        s.variance[i] = noise.variance(std::max((left + s.y[i] + right) / 3, 0.5 * threshold));
    }
}

// Where nothing was measured the signal is taken to run straight from the last scan before to the first behind.
void bridge_dead_scans(const IonMatrix& matrix, Stretch& s) {
    const auto n = static_cast<std::ptrdiff_t>(s.y.size());
    const auto is_dead = [&](std::ptrdiff_t i) {
        const std::ptrdiff_t scan = s.first + i;
        return scan >= 0 && scan < static_cast<std::ptrdiff_t>(matrix.dead.size()) &&
               matrix.dead[static_cast<std::size_t>(scan)];
    };
    for (std::ptrdiff_t i = 0; i < n; ++i) {
        if (!is_dead(i)) continue;
        std::ptrdiff_t end = i;
        while (end < n && is_dead(end)) ++end;
        const bool has_left = i > 0, has_right = end < n;
        const double left = has_left    ? s.y[static_cast<std::size_t>(i - 1)]
                            : has_right ? s.y[static_cast<std::size_t>(end)]
                                        : 0;
        const double right = has_right ? s.y[static_cast<std::size_t>(end)] : left;
        for (std::ptrdiff_t k = i; k < end; ++k)
            s.y[static_cast<std::size_t>(k)] =
                left + (right - left) * static_cast<double>(k - i + 1) / static_cast<double>(end - i + 1);
        i = end;
    }
}

// Calls visit(stretch) for every stretch of an ion, in the order of time.
template <typename Visit>
void for_each_stretch(const IonMatrix& matrix, std::size_t ion, const NoiseModel& noise, int pad, Visit visit) {
    const auto scan = matrix.ion_scan(ion);
    const auto counts = matrix.ion_counts(ion);
    const auto last_scan = static_cast<std::int32_t>(matrix.scans()) - 1;
    Stretch s;
    for (std::size_t k = 0; k < scan.size();) {
        std::size_t end = k + 1;
        while (end < scan.size() && scan[end] - scan[end - 1] <= bridged_gap + pad) ++end;
        if (end - k >= least_points) {
            s.first = scan[k] - pad;
            s.y.assign(static_cast<std::size_t>(scan[end - 1] - scan[k] + 1 + 2 * pad), 0.0);
            for (std::size_t p = k; p < end; ++p) s.y[static_cast<std::size_t>(scan[p] - s.first)] = double{counts[p]};
            // Before the first and behind the last scan of the run the signal is taken to go on as it was there.
            for (std::int32_t i = s.first; i < 0; ++i)
                s.y[static_cast<std::size_t>(i - s.first)] = s.y[static_cast<std::size_t>(-s.first)];
            for (std::size_t i = s.y.size(); i-- > 0 && s.first + static_cast<std::int32_t>(i) > last_scan;)
                s.y[i] = s.y[static_cast<std::size_t>(last_scan - s.first)];
            bridge_dead_scans(matrix, s);
            fill_variance(s, noise, matrix.recording_threshold);
            visit(s);
        }
        k = end;
    }
}

double crossing(const std::vector<double>& y, std::size_t apex, int step, double level) {
    std::size_t i = apex;
    while (y[i] > level) i += static_cast<std::size_t>(step);
    const double above = y[i - static_cast<std::size_t>(step)], below = y[i];
    return static_cast<double>(i) - step * (level - below) / (above - below);
}

// Width at half height of the peak at `apex`, when it stands free: both flanks fall below 30 % of it.
double free_width(const Stretch& s, std::size_t apex) {
    const auto flank = [&](int step) {
        double lowest = s.y[apex];
        for (std::size_t i = apex; i > 0 && i + 1 < s.y.size();) {
            i += static_cast<std::size_t>(step);
            if (s.y[i] > lowest + 3 * std::sqrt(s.variance[i])) break;
            lowest = std::min(lowest, s.y[i]);
        }
        return lowest;
    };
    const double base = std::max(flank(-1), flank(1));
    if (s.y[apex] - base < 50 * std::sqrt(s.variance[apex]) || base > 0.3 * s.y[apex]) return 0;
    const double level = 0.5 * (s.y[apex] + base);
    return crossing(s.y, apex, 1, level) - crossing(s.y, apex, -1, level);
}

bool is_highest_nearby(const std::vector<double>& y, std::size_t i) {
    for (std::size_t k = i >= 2 ? i - 2 : 0; k <= std::min(i + 2, y.size() - 1); ++k)
        if (y[k] > y[i] || (y[k] == y[i] && k < i)) return false;
    return true;
}

double steepest_fall(const Stretch& s, std::size_t apex, int step, std::size_t reach) {
    double steepest = 0;
    for (std::size_t k = 1; k <= reach; ++k) {
        const std::size_t i = apex + static_cast<std::size_t>(step) * k;
        if (i >= s.y.size()) break;
        steepest = std::max(steepest, (s.y[apex] - s.y[i]) / (static_cast<double>(k) * std::sqrt(s.variance[apex])));
    }
    return steepest;
}

// The response of one filter along a stretch.
struct Response {
    std::vector<double> value, z;
};

void respond(const Stretch& s, const std::vector<double>& h, double least_z, Response& out) {
    const std::size_t n = s.y.size(), reach = h.size() / 2;
    out.value.assign(n, 0);
    out.z.assign(n, 0);
    const double least_variance = *std::min_element(s.variance.begin(), s.variance.end());
    std::vector<double> squares;
    for (const double weight : h) squares.push_back(weight * weight);
    std::size_t empty = reach;  // scans since the last point
    for (std::size_t i = reach; i + reach < n; ++i) {
        // A response culminates at a point or beside one; elsewhere none is needed.
        const bool occupied = s.y[i - 1] > 0 || s.y[i] > 0 || s.y[i + 1] > 0 || (i + 2 < n && s.y[i + 2] > 0);
        empty = occupied ? 0 : empty + 1;
        if (empty > 1) continue;
        out.value[i] = dot(h.data(), s.y.data() + i - reach, h.size());
        // No variance is smaller than the least of the stretch: most places cannot reach least_z and need no more.
        if (out.value[i] <= 0 || out.value[i] * out.value[i] < least_z * least_z * least_variance) continue;
        out.z[i] = out.value[i] / std::sqrt(dot(squares.data(), s.variance.data() + i - reach, h.size()));
    }
}

// Apex by a parabola through the filter's response, with the uncertainty that the noise of its slope gives it.
IonPeak locate(const Stretch& s, const std::vector<double>& h, const Response& r, std::size_t i, double fwhm) {
    const double before = r.value[i - 1], at = r.value[i], after = r.value[i + 1], bend = before - 2 * at + after;
    const std::size_t reach = h.size() / 2;
    double slope_variance = 0;
    for (std::size_t j = 0; j < h.size(); ++j) {
        const double weight = 0.5 * ((j + 1 < h.size() ? h[j + 1] : 0) - (j > 0 ? h[j - 1] : 0));
        slope_variance += weight * weight * s.variance[i + j - reach];
    }
    IonPeak peak;
    peak.z = r.z[i];
    peak.filter_fwhm = fwhm;
    peak.apex_scan = s.first + static_cast<double>(i) + std::clamp(0.5 * (before - after) / bend, -1.0, 1.0);
    peak.u_scan = std::sqrt(slope_variance) / std::abs(bend);
    std::size_t top = i;  // highest point within half a filter width
    const auto half = static_cast<std::size_t>(std::lround(0.5 * fwhm));
    for (std::size_t k = i - std::min(half, i); k <= std::min(i + half, s.y.size() - 1); ++k)
        if (s.y[k] > s.y[top]) top = k;
    const auto flank = static_cast<std::size_t>(std::lround(1.5 * fwhm));
    peak.sharpness = 0.5 * (steepest_fall(s, top, -1, flank) + steepest_fall(s, top, 1, flank));
    peak.height = s.y[top] - std::max(s.y[i - std::min(flank, i)], s.y[std::min(i + flank, s.y.size() - 1)]);
    return peak;
}

// Maxima of all filters; of two closer than half the narrower one's width the stronger stays.
void peaks_of_stretch(const Stretch& s, const std::vector<std::vector<double>>& filters,
                      const std::vector<double>& widths, double least_z, std::int32_t ion, std::vector<IonPeak>& out) {
    std::vector<IonPeak> found;
    Response r;
    for (std::size_t f = 0; f < filters.size(); ++f) {
        respond(s, filters[f], least_z, r);
        for (std::size_t i = 1; i + 1 < s.y.size(); ++i)
            if (r.z[i] >= least_z && r.value[i] > r.value[i - 1] && r.value[i] >= r.value[i + 1] &&
                r.value[i - 1] != 0 && r.value[i + 1] != 0)
                found.push_back(locate(s, filters[f], r, i, widths[f]));
    }
    std::stable_sort(found.begin(), found.end(), [](const IonPeak& a, const IonPeak& b) { return a.z > b.z; });
    const std::size_t first = out.size();
    for (IonPeak& peak : found) {
        const bool taken =
            std::any_of(out.begin() + static_cast<std::ptrdiff_t>(first), out.end(), [&](const IonPeak& other) {
                return std::abs(other.apex_scan - peak.apex_scan) <
                       0.5 * std::max(1.0, std::min(other.filter_fwhm, peak.filter_fwhm));
            });
        if (taken) continue;
        peak.ion = ion;
        out.push_back(peak);
    }
    std::sort(out.begin() + static_cast<std::ptrdiff_t>(first), out.end(),
              [](const IonPeak& a, const IonPeak& b) { return a.apex_scan < b.apex_scan; });
}

}  // namespace

std::vector<double> peak_widths(const IonMatrix& matrix, const NoiseModel& noise) {
    std::vector<double> widths;
    for (std::size_t ion = 0; ion < matrix.ions(); ++ion)
        for_each_stretch(matrix, ion, noise, 8, [&](const Stretch& s) {
            for (std::size_t i = 1; i + 1 < s.y.size(); ++i) {
                if (s.y[i] * s.y[i] < 2500 * s.variance[i] || !is_highest_nearby(s.y, i)) continue;
                const double width = free_width(s, i);
                if (width > 0) widths.push_back(width);
            }
        });
    if (widths.size() < 10) return {2.4, 5, 10};
    return {numeric::quantile(widths, 0.1), numeric::quantile(widths, 0.5), numeric::quantile(widths, 0.9)};
}

std::vector<IonPeak> find_ion_peaks(const IonMatrix& matrix, const NoiseModel& noise, const std::vector<double>& widths,
                                    const Parameters& parameters) {
    std::vector<std::vector<double>> filters;
    for (const double width : widths) filters.push_back(filter_of(width));
    std::size_t longest = 0;
    for (const auto& h : filters) longest = std::max(longest, h.size());
    std::vector<IonPeak> peaks;
    for (std::size_t ion = 0; ion < matrix.ions(); ++ion)
        for_each_stretch(matrix, ion, noise, static_cast<int>(longest), [&](const Stretch& s) {
            peaks_of_stretch(s, filters, widths, parameters.detection_z, static_cast<std::int32_t>(ion), peaks);
        });
    return peaks;
}

}  // namespace spec::gcms
