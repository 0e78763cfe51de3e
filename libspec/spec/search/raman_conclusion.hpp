#pragma once

#include <spec/raman/prepare.hpp>
#include <spec/search/answer.hpp>
#include <spec/search/raman_calibration.hpp>

namespace spec::search {

/// What one Raman spectrum says, from its ranked compounds.
///
/// ranked      : distinct compounds, best first; more than are returned, so that candidate sets are complete
/// set_level   : in (0, 1)
Conclusion conclude_raman(const std::vector<Match>& ranked, const raman::Quality& quality, const RamanCalibration& calibration,
                          double set_level);

}  // namespace spec::search
