#pragma once

#include <memory>
#include <optional>
#include <spec/core/mass_spectrum.hpp>
#include <spec/match/accurate_index.hpp>
#include <spec/search/ei_references.hpp>
#include <unordered_map>
#include <vector>

namespace spec::search {

/// Pairing tolerance of accurate masses: an EI time-of-flight instrument with its calibration.
inline constexpr double accurate_tolerance_ppm = 10;

/// Whether m/z are stated more finely than a quadrupole measures: at least half of the peaks need a third decimal.
bool is_accurate(const MassSpectrum& spectrum);

/// The measured entries with accurate masses, searched by accurate m/z; entries are numbered as in EiReferences.
class EiAccurate {
 public:
    /// references : outlives this object
    explicit EiAccurate(const EiReferences& references);

    /// The k entries of the greatest accurate cosine, exactly; ties by number.
    std::vector<match::Found> find_top(const MassSpectrum& query, std::size_t k) const;
    /// Nothing for an entry that is not accurate.
    std::optional<double> cosine(const MassSpectrum& query, std::size_t entry) const;

 private:
    std::vector<std::uint32_t> entries_;  // of each spectrum
    std::vector<MassSpectrum> spectra_;
    std::unordered_map<std::size_t, std::size_t> place_;  // entry -> place in spectra_
    std::unique_ptr<match::AccurateIndex> index_;
};

}  // namespace spec::search
