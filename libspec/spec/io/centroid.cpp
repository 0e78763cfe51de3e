#include <algorithm>
#include <spec/core/error.hpp>
#include <spec/io/centroid.hpp>
#include <vector>

namespace spec::io {
namespace {

constexpr double longest_step = 4;

/// Points [begin, end) that hold one peak.
struct Stretch {
    std::size_t begin, end;
};

/// Stretches of points above zero without gaps.
std::vector<Stretch> islands(std::span<const double> mz, std::span<const double> intensity) {
    std::vector<Stretch> found;
    for (std::size_t i = 0; i < mz.size(); ++i) {
        if (!(intensity[i] > 0)) continue;
        const bool joined = !found.empty() && found.back().end == i;
        const bool gap =
            joined && i - found.back().begin >= 2 && mz[i] - mz[i - 1] > longest_step * (mz[i - 1] - mz[i - 2]);
        if (joined && !gap)
            found.back().end = i + 1;
        else
            found.push_back({i, i + 1});
    }
    return found;
}

/// Cuts an island after the lowest point between two maxima, where that is low enough.
void cut_at_valleys(Stretch island, std::span<const double> intensity, std::vector<Stretch>& peaks) {
    std::size_t begin = island.begin, top = island.begin, low = island.begin;
    for (std::size_t i = island.begin + 1; i < island.end; ++i) {
        if (intensity[i] < intensity[low]) low = i;
        const bool risen = intensity[low] < centroid_valley * std::min(intensity[top], intensity[i]);
        if (risen) {
            peaks.push_back({begin, low + 1});
            begin = low + 1;
            top = low = i;
        } else if (intensity[i] > intensity[top]) {
            top = low = i;
        }
    }
    peaks.push_back({begin, island.end});
}

double centre(Stretch peak, std::span<const double> mz, std::span<const double> intensity) {
    const auto first = intensity.begin() + static_cast<std::ptrdiff_t>(peak.begin);
    const auto last = intensity.begin() + static_cast<std::ptrdiff_t>(peak.end);
    const auto top = static_cast<std::size_t>(std::max_element(first, last) - intensity.begin());
    std::size_t left = top, right = top;
    while (left > peak.begin && 2 * intensity[left - 1] >= intensity[top]) --left;
    while (right + 1 < peak.end && 2 * intensity[right + 1] >= intensity[top]) ++right;
    double weighted = 0, total = 0;
    for (std::size_t i = left; i <= right; ++i) {
        weighted += (mz[i] - mz[top]) * intensity[i];
        total += intensity[i];
    }
    return mz[top] + weighted / total;
}

}  // namespace

MassSpectrum centroid(std::span<const double> mz, std::span<const double> intensity) {
    expect(mz.size() == intensity.size(), "mz and intensity have the same length");
    std::vector<Stretch> peaks;
    for (const Stretch& island : islands(mz, intensity)) cut_at_valleys(island, intensity, peaks);
    MassSpectrum out;
    for (const Stretch& peak : peaks) {
        double sum = 0;
        for (std::size_t i = peak.begin; i < peak.end; ++i) sum += intensity[i];
        out.mz.push_back(centre(peak, mz, intensity));
        out.intensity.push_back(sum);
    }
    return out;
}

}  // namespace spec::io
