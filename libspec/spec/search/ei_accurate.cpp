#include <algorithm>
#include <cmath>
#include <spec/search/ei_accurate.hpp>

namespace spec::search {

bool is_accurate(const MassSpectrum& spectrum) {
    const auto fine = [](double mz) { return std::abs(mz * 100 - std::round(mz * 100)) > 1e-4; };
    const auto n = std::count_if(spectrum.mz.begin(), spectrum.mz.end(), fine);
    return n > 0 && 2 * static_cast<std::size_t>(n) >= spectrum.mz.size();
}

EiAccurate::EiAccurate(const EiReferences& references) {
    for (std::size_t i = 0; i < references.size(); ++i) {
        if (references.entry(i).kind != library::EntryKind::spectrum) continue;
        MassSpectrum spectrum = references.stored_spectrum(i);
        if (!is_accurate(spectrum)) continue;
        place_.emplace(i, spectra_.size());
        entries_.push_back(static_cast<std::uint32_t>(i));
        spectra_.push_back(std::move(spectrum));
    }
    index_ = std::make_unique<match::AccurateIndex>(spectra_);
}

std::vector<match::Found> EiAccurate::find_top(const MassSpectrum& query, std::size_t k) const {
    auto found = index_->find_top(query, k, accurate_tolerance_ppm);
    for (match::Found& one : found) one.entry = entries_[one.entry];
    return found;
}

std::optional<double> EiAccurate::cosine(const MassSpectrum& query, std::size_t entry) const {
    const auto at = place_.find(entry);
    if (at == place_.end()) return std::nullopt;
    return match::accurate_cosine(query, spectra_[at->second], accurate_tolerance_ppm);
}

}  // namespace spec::search
