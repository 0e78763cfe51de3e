#include <algorithm>
#include <cmath>
#include <numeric>
#include <spec/core/error.hpp>
#include <spec/match/accurate_index.hpp>
#include <spec/match/weighted_cosine.hpp>

namespace spec::match {
namespace {

constexpr double margin = 1e-9;  ///< above the roundings of two sums of products in different order

struct Peak {
    double mz, weight;
};

/// Peaks above zero with their weights, and the norm of these.
struct Weighted {
    std::vector<Peak> peaks;
    double norm = 0;

    explicit Weighted(const MassSpectrum& spectrum) {
        expect(spectrum.mz.size() == spectrum.intensity.size(), "each peak has an m/z and an intensity");
        double square = 0;
        for (std::size_t i = 0; i < spectrum.mz.size(); ++i) {
            if (!(spectrum.intensity[i] > 0)) continue;
            peaks.push_back({spectrum.mz[i], peak_weight(spectrum.mz[i], spectrum.intensity[i], {1, 0.5})});
            square += peaks.back().weight * peaks.back().weight;
        }
        norm = std::sqrt(square);
    }
};

double score(const Weighted& query, const Weighted& reference, double tolerance_ppm) {
    if (!(query.norm > 0 && reference.norm > 0)) return 0;
    std::vector<bool> paired(reference.peaks.size());
    double sum = 0;
    std::size_t first = 0;
    for (const Peak& peak : query.peaks) {
        const double tolerance = peak.mz * tolerance_ppm * 1e-6;
        while (first < paired.size() && reference.peaks[first].mz < peak.mz - tolerance) ++first;
        std::size_t nearest = paired.size();
        for (std::size_t j = first; j < paired.size() && reference.peaks[j].mz <= peak.mz + tolerance; ++j)
            if (!paired[j] && (nearest == paired.size() || std::abs(reference.peaks[j].mz - peak.mz) <
                                                               std::abs(reference.peaks[nearest].mz - peak.mz)))
                nearest = j;
        if (nearest == paired.size()) continue;
        paired[nearest] = true;
        sum += peak.weight * reference.peaks[nearest].weight;
    }
    return std::min(1.0, sum / (query.norm * reference.norm));
}

}  // namespace

double accurate_cosine(const MassSpectrum& query, const MassSpectrum& reference, double tolerance_ppm) {
    expect(tolerance_ppm > 0, "tolerance_ppm > 0");
    return score(Weighted(query), Weighted(reference), tolerance_ppm);
}

AccurateIndex::AccurateIndex(std::span<const MassSpectrum> spectra) : spectra_(spectra) {
    for (std::uint32_t entry = 0; entry < spectra.size(); ++entry) {
        const Weighted weighted(spectra[entry]);
        for (const Peak& peak : weighted.peaks) fragments_.push_back({peak.mz, entry, peak.weight / weighted.norm});
    }
    std::sort(fragments_.begin(), fragments_.end(),
              [](const Fragment& a, const Fragment& b) { return a.mz != b.mz ? a.mz < b.mz : a.entry < b.entry; });
}

std::vector<Found> AccurateIndex::find_top(const MassSpectrum& query, std::size_t k, double tolerance_ppm) const {
    expect(k >= 1, "k >= 1");
    expect(tolerance_ppm > 0, "tolerance_ppm > 0");
    const Weighted weighted(query);
    std::vector<double> upper(spectra_.size(), 0.0);
    for (const Peak& peak : weighted.peaks) {
        const double tolerance = peak.mz * tolerance_ppm * 1e-6;
        auto at = std::lower_bound(fragments_.begin(), fragments_.end(), peak.mz - tolerance,
                                   [](const Fragment& f, double mz) { return f.mz < mz; });
        for (; at != fragments_.end() && at->mz <= peak.mz + tolerance; ++at)
            upper[at->entry] += peak.weight / weighted.norm * at->weight;
    }
    std::vector<std::uint32_t> order;
    for (std::uint32_t entry = 0; entry < upper.size(); ++entry)
        if (upper[entry] > 0) order.push_back(entry);
    std::sort(order.begin(), order.end(),
              [&](std::uint32_t a, std::uint32_t b) { return upper[a] != upper[b] ? upper[a] > upper[b] : a < b; });
    const auto better = [](const Found& a, const Found& b) {
        return a.score != b.score ? a.score > b.score : a.entry < b.entry;
    };
    std::vector<Found> best;  // falling
    for (const std::uint32_t entry : order) {
        if (best.size() == k && upper[entry] + margin < best.back().score) break;
        const Found found{entry, score(weighted, Weighted(spectra_[entry]), tolerance_ppm)};
        if (found.score <= 0) continue;
        best.insert(std::upper_bound(best.begin(), best.end(), found, better), found);
        if (best.size() > k) best.pop_back();
    }
    return best;
}

}  // namespace spec::match
