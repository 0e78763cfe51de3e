#pragma once

#include <span>
#include <spec/core/result.hpp>
#include <spec/search/ei_calibration.hpp>
#include <vector>

namespace spec::search {

/// What the conclusion rests on: one compound of the ranking, by its best entry.
struct RankedCompound {
    Candidate candidate;
    double cosine = 0;      ///< ranking score, in [0, 1]
    double reverse = 0;     ///< RMF / 999
    bool principal_ions = false;
};

/// What one spectrum says, from its best compounds.
///
/// ranked  : best first, distinct compounds; at least one
/// peaks   : unit-mass peaks of the query, at least 5
/// returns : single_candidate, indistinguishable, class_only or not_in_library with a calibrated probability
Conclusion conclude_ei(std::span<const RankedCompound> ranked, std::size_t peaks, double set_level,
                       const EiCalibration& calibration);

/// The answer for a spectrum that cannot be searched.
Conclusion insufficient_signal(std::string reason, double set_level);

}  // namespace spec::search
