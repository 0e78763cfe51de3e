#pragma once

#include <cstdint>
#include <span>
#include <spec/core/mass_spectrum.hpp>
#include <spec/match/dense_index.hpp>
#include <vector>

namespace spec::match {

/// Weighted cosine m I^0.5 of two accurate-mass spectra: peaks pair one to one within a tolerance.
///
/// Query peaks are taken by m/z ascending; each pairs with the nearest reference peak within the tolerance that is not
/// paired yet, of two equally near ones the lighter. The order is fixed, so the score is.
///
/// query, reference : m/z ascending; peaks of intensity 0 are left out
/// tolerance_ppm    : of the query's m/z, > 0
/// returns          : in [0, 1]; 0 when a spectrum has no peak above zero
double accurate_cosine(const MassSpectrum& query, const MassSpectrum& reference, double tolerance_ppm);

/// Fragments of all spectra of a library by m/z: an inverted index for accurate masses.
class AccurateIndex {
 public:
    /// spectra : must stay alive as long as the index
    explicit AccurateIndex(std::span<const MassSpectrum> spectra);

    /// The k entries of the greatest accurate_cosine, exactly: score falling, ties by entry rising, none with score 0.
    ///
    /// Every pair within the tolerance adds to an upper bound of its entry, whether or not the pairing takes it;
    /// entries are scored from the greatest bound down until no bound reaches the k-th best score.
    std::vector<Found> find_top(const MassSpectrum& query, std::size_t k, double tolerance_ppm) const;

 private:
    struct Fragment {
        double mz;
        std::uint32_t entry;
        double weight;  ///< of the spectrum scaled to norm 1
    };
    std::span<const MassSpectrum> spectra_;
    std::vector<Fragment> fragments_;  // by m/z, then entry
};

}  // namespace spec::match
