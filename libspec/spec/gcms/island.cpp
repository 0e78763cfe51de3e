#include <algorithm>
#include <spec/core/error.hpp>
#include <spec/gcms/island.hpp>

namespace spec::gcms {
namespace {

constexpr std::size_t least_points = 3;
constexpr float flat_top_factor = 100;  // a top this many thresholds high does not repeat to the last count by chance

// The least intensity of an ion's saturated points: the format's maximum, or a top that several scans share.
float saturated_from(std::span<const float> counts, double format_maximum, float threshold) {
    const float top = *std::max_element(counts.begin(), counts.end());
    if (format_maximum > 0 && top >= static_cast<float>(format_maximum)) return static_cast<float>(format_maximum);
    const auto shared = std::count(counts.begin(), counts.end(), top);
    return shared >= 3 && top > flat_top_factor * threshold ? top : 0;
}

bool has_neighbours(std::span<const std::int32_t> scan) {
    for (std::size_t k = 1; k < scan.size(); ++k)
        if (scan[k] - scan[k - 1] <= 3) return true;
    return false;
}

}  // namespace

Island cut_island(const IonMatrix& matrix, int first, int last, double skew, double saturation_intensity) {
    expect(0 <= first && first <= last && static_cast<std::size_t>(last) < matrix.scans(),
           "an island lies within the run");
    Island island;
    island.first_scan = first;
    island.n_scans = last - first + 1;
    island.threshold = matrix.recording_threshold;
    const auto n = static_cast<std::size_t>(island.n_scans);
    for (std::size_t ion = 0; ion < matrix.ions(); ++ion) {
        const auto scan = matrix.ion_scan(ion);
        const auto begin = std::lower_bound(scan.begin(), scan.end(), first),
                   end = std::upper_bound(begin, scan.end(), last);
        const auto k = static_cast<std::size_t>(begin - scan.begin()), count = static_cast<std::size_t>(end - begin);
        if (count < least_points || !has_neighbours(scan.subspan(k, count))) continue;
        const auto counts = matrix.ion_counts(ion).subspan(k, count);
        const float limit =
            saturated_from(counts, saturation_intensity, static_cast<float>(matrix.recording_threshold));
        const std::size_t at = island.counts.size();
        island.counts.resize(at + n, 0.0);
        island.state.resize(at + n, PointState::absent);
        for (std::size_t p = 0; p < count; ++p) {
            const std::size_t i = at + static_cast<std::size_t>(scan[k + p] - first);
            island.counts[i] = double{counts[p]};
            island.state[i] = limit > 0 && counts[p] >= limit ? PointState::excluded : PointState::measured;
        }
        for (std::size_t i = 0; i < n; ++i)
            if (matrix.dead[static_cast<std::size_t>(first) + i]) island.state[at + i] = PointState::excluded;
        island.ion.push_back(ion);
        island.offset.push_back(skew * (matrix.mz.back() - matrix.mz[ion]));
        island.saturated.push_back(limit > 0 ? 1 : 0);
    }
    return island;
}

}  // namespace spec::gcms
