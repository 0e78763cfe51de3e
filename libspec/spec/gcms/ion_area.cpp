#include <algorithm>
#include <cmath>
#include <spec/core/error.hpp>
#include <spec/gcms/ion_area.hpp>
#include <vector>

namespace spec::gcms {
namespace {

constexpr double reach_widths = 6;
constexpr double foot_share = 0.01;
constexpr double valley_share = 0.05;

struct Trace {
    std::vector<double> time_s, counts;
};

double counts_of(const GcmsRun& run, std::size_t scan, const IonPeakPlace& place) {
    const auto mz = run.scan_mz(scan);
    const auto counts = run.scan_intensity(scan);
    const auto first = std::lower_bound(mz.begin(), mz.end(), place.mz - place.bin_offset - 1e-9);
    double sum = 0;
    for (auto it = first; it != mz.end() && std::floor(*it + place.bin_offset) <= place.mz; ++it)
        if (std::floor(*it + place.bin_offset) == place.mz) sum += counts[static_cast<std::size_t>(it - mz.begin())];
    return sum;
}

Trace trace_around(const GcmsRun& run, const IonPeakPlace& place) {
    const auto& times = run.retention_time_s;
    const double reach = reach_widths * place.width_s;
    const auto first = std::lower_bound(times.begin(), times.end(), place.apex_s - reach);
    const auto last = std::upper_bound(first, times.end(), place.apex_s + reach);
    Trace trace;
    for (auto it = first; it != last; ++it) {
        trace.time_s.push_back(*it);
        trace.counts.push_back(counts_of(run, static_cast<std::size_t>(it - times.begin()), place));
    }
    return trace;
}

// The highest scan within one width of the component's time.
std::size_t apex_of(const Trace& trace, const IonPeakPlace& place) {
    std::size_t apex = 0;
    double highest = -1;
    for (std::size_t i = 0; i < trace.counts.size(); ++i) {
        if (std::abs(trace.time_s[i] - place.apex_s) > place.width_s || trace.counts[i] <= highest) continue;
        highest = trace.counts[i];
        apex = i;
    }
    return apex;
}

// Walks from the apex in one direction (step +1 or -1) to the foot of the peak.
std::size_t foot_of(const Trace& trace, std::size_t apex, std::ptrdiff_t step) {
    const double height = trace.counts[apex];
    std::size_t lowest = apex;
    for (auto i = static_cast<std::ptrdiff_t>(apex) + step; i >= 0 && i < std::ssize(trace.counts); i += step) {
        const double counts = trace.counts[static_cast<std::size_t>(i)];
        if (counts > trace.counts[lowest] + valley_share * height) break;
        if (counts < trace.counts[lowest]) lowest = static_cast<std::size_t>(i);
        if (counts <= foot_share * height) break;
    }
    return lowest;
}

}  // namespace

double ion_peak_area(const GcmsRun& run, const IonPeakPlace& place) {
    expect(place.width_s > 0, "width_s > 0");
    const Trace trace = trace_around(run, place);
    if (trace.counts.empty()) return 0;
    const std::size_t apex = apex_of(trace, place);
    if (!(trace.counts[apex] > 0)) return 0;
    const std::size_t left = foot_of(trace, apex, -1), right = foot_of(trace, apex, +1);
    double area = 0;
    for (std::size_t i = left; i < right; ++i)
        area += 0.5 * (trace.counts[i] + trace.counts[i + 1]) * (trace.time_s[i + 1] - trace.time_s[i]);
    area -= 0.5 * (trace.counts[left] + trace.counts[right]) * (trace.time_s[right] - trace.time_s[left]);
    return std::max(area, 0.0);
}

}  // namespace spec::gcms
