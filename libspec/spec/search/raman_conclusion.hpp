#pragma once

#include <spec/raman/prepare.hpp>
#include <spec/search/answer.hpp>
#include <spec/search/raman_calibration.hpp>

namespace spec::search {

/// What a ranking rests on beside its scores.
struct RamanEvidence {
    std::optional<std::string> insufficient;  ///< why nothing can be said, where that is so
    double noise = 0;                         ///< smoothed noise over the tallest band of the query
};

/// What one Raman spectrum says, from its ranked compounds.
///
/// ranked    : distinct compounds, best first; the best 20 at least, so that the contrast to other compounds is seen
/// set_level : in (0, 1)
Conclusion conclude_raman(const std::vector<Match>& ranked, const RamanEvidence& evidence,
                          const RamanCalibration& calibration, double set_level);

}  // namespace spec::search
