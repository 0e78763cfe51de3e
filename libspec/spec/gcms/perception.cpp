#include <algorithm>
#include <cmath>
#include <spec/gcms/perception.hpp>

namespace spec::gcms {
namespace {

constexpr double grid_step = 0.1;      // scans
constexpr double least_spread = 0.15;  // scans; how well the apexes of ions of one compound agree at best

// Sum of the sharpness of all peaks on the time grid, each spread by the uncertainty of its apex.
std::vector<float> sharpness_sum(const std::vector<IonPeak>& peaks, std::size_t n_scans) {
    std::vector<float> sum(static_cast<std::size_t>(static_cast<double>(n_scans) / grid_step) + 2);
    const auto last = static_cast<std::ptrdiff_t>(sum.size()) - 1;
    for (const IonPeak& peak : peaks) {
        const double sd = std::max(peak.u_scan, least_spread) / grid_step, centre = peak.apex_scan / grid_step;
        const auto begin = std::max<std::ptrdiff_t>(0, std::lround(centre - 3 * sd));
        const auto end = std::min(last, static_cast<std::ptrdiff_t>(std::lround(centre + 3 * sd)));
        for (std::ptrdiff_t i = begin; i <= end; ++i) {
            const double x = (static_cast<double>(i) - centre) / sd;
            sum[static_cast<std::size_t>(i)] += static_cast<float>(peak.sharpness * std::exp(-0.5 * x * x));
        }
    }
    return sum;
}

std::vector<PerceivedComponent> maxima_of(const std::vector<float>& sum, double distance_scans) {
    std::vector<PerceivedComponent> maxima;
    for (std::size_t i = 1; i + 1 < sum.size(); ++i)
        if (sum[i] > sum[i - 1] && sum[i] >= sum[i + 1])
            maxima.push_back({static_cast<double>(i) * grid_step, double{sum[i]}, {}});
    std::stable_sort(maxima.begin(), maxima.end(),
                     [](const auto& a, const auto& b) { return a.strength > b.strength; });
    std::vector<PerceivedComponent> kept;
    for (const auto& m : maxima) {
        const bool near = std::any_of(kept.begin(), kept.end(), [&](const auto& k) {
            return std::abs(k.apex_scan - m.apex_scan) < distance_scans;
        });
        if (!near) kept.push_back(m);
    }
    std::sort(kept.begin(), kept.end(), [](const auto& a, const auto& b) { return a.apex_scan < b.apex_scan; });
    return kept;
}

// Gives each peak to the nearest component within three uncertainties.
void assign(const std::vector<IonPeak>& peaks, double distance_scans, std::vector<PerceivedComponent>& components) {
    for (const IonPeak& peak : peaks) {
        const auto right = std::lower_bound(components.begin(), components.end(), peak.apex_scan,
                                            [](const auto& c, double at) { return c.apex_scan < at; });
        auto best = components.end();
        for (auto it = right == components.begin() ? right : right - 1; it != components.end() && it <= right; ++it)
            if (best == components.end() ||
                std::abs(it->apex_scan - peak.apex_scan) < std::abs(best->apex_scan - peak.apex_scan))
                best = it;
        if (best == components.end()) continue;
        if (std::abs(best->apex_scan - peak.apex_scan) <= std::max(distance_scans, 3 * peak.u_scan))
            best->peaks.push_back(peak);
    }
}

}  // namespace

std::vector<PerceivedComponent> perceive(std::vector<IonPeak> peaks, std::size_t n_scans,
                                         const Parameters& parameters) {
    auto components = maxima_of(sharpness_sum(peaks, n_scans), parameters.apex_distance_scans);
    assign(peaks, parameters.apex_distance_scans, components);
    std::erase_if(components, [&](const PerceivedComponent& c) {
        const bool strong = std::any_of(c.peaks.begin(), c.peaks.end(),
                                        [&](const IonPeak& p) { return p.z >= parameters.strong_ion_z; });
        return !strong && c.peaks.size() < static_cast<std::size_t>(parameters.minimum_ions);
    });
    for (auto& c : components)
        std::stable_sort(c.peaks.begin(), c.peaks.end(),
                         [](const IonPeak& a, const IonPeak& b) { return a.sharpness > b.sharpness; });
    return components;
}

}  // namespace spec::gcms
