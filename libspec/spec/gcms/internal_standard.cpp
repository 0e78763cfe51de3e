#include <algorithm>
#include <cmath>
#include <cstdio>
#include <spec/core/error.hpp>
#include <spec/gcms/compare.hpp>
#include <spec/gcms/internal_standard.hpp>
#include <spec/numeric/statistics.hpp>

namespace spec::gcms {
namespace {

struct Common {
    const Component* first = nullptr;
    double time_s = 0, area = 0, spread = 0, time_spread_s = 0;
};

std::optional<Common> follow(const Component& c, const std::vector<std::vector<Component>>& runs, double window_s,
                             double least_cosine) {
    std::vector<double> times, areas;
    for (const auto& run : runs) {
        const Component* same = find_component(run, c.retention_time_s, 2 * window_s, c.spectrum, least_cosine);
        if (!same) return std::nullopt;
        times.push_back(same->retention_time_s);
        areas.push_back(same->area);
    }
    Common common{&c, numeric::median(times), numeric::median(areas), 0, 0};
    for (const double t : times) common.time_spread_s = std::max(common.time_spread_s, std::abs(t - common.time_s));
    if (common.time_spread_s > window_s) return std::nullopt;
    common.spread = numeric::robust_sd(areas) / common.area;
    return common;
}

}  // namespace

const Component* find_internal_standard(const std::vector<Component>& components, const InternalStandard& standard) {
    if (!standard.spectrum.mz.empty()) {
        const Component* found = find_component(components, standard.retention_time_s, standard.window_s,
                                                standard.spectrum, standard.least_cosine);
        return found && (standard.mz == 0 || ion_area(*found, standard.mz) > 0) ? found : nullptr;
    }
    const Component* best = nullptr;
    for (const Component& c : components) {
        if (std::abs(c.retention_time_s - standard.retention_time_s) > standard.window_s ||
            base_mz(c.spectrum) != standard.mz)
            continue;
        if (!best || ion_area(c, standard.mz) > ion_area(*best, standard.mz)) best = &c;
    }
    return best;
}

std::optional<InternalStandard> common_component(const std::vector<std::vector<Component>>& runs, double window_s,
                                                 double least_cosine) {
    expect(window_s > 0, "window_s > 0");
    if (runs.size() < 2) return std::nullopt;
    std::vector<Common> common;
    const auto& fewest =
        *std::min_element(runs.begin(), runs.end(), [](const auto& a, const auto& b) { return a.size() < b.size(); });
    for (const Component& c : fewest)
        if (const auto found = follow(c, runs, window_s, least_cosine)) common.push_back(*found);
    if (common.empty()) return std::nullopt;
    double greatest = 0;
    for (const Common& c : common) greatest = std::max(greatest, c.area);
    const Common* best = nullptr;
    for (const Common& c : common)
        if (c.area >= 0.1 * greatest && (!best || c.spread < best->spread)) best = &c;
    InternalStandard standard;
    standard.retention_time_s = best->time_s;
    standard.window_s = window_s;
    standard.spectrum = best->first->spectrum;
    standard.mz = base_mz(standard.spectrum);
    standard.least_cosine = least_cosine;
    char text[200];
    std::snprintf(text, sizeof text,
                  "component of m/z %.0f at %.2f s, found in all %zu runs within %.2f s, area spread %.1f %%",
                  standard.mz, best->time_s, runs.size(), best->time_spread_s, 100 * best->spread);
    standard.described = text;
    return standard;
}

}  // namespace spec::gcms
