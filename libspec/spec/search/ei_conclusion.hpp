#pragma once

#include <optional>
#include <span>
#include <spec/core/result.hpp>
#include <spec/search/ei_ranking.hpp>
#include <string>

namespace spec::search {

/// What one spectrum says, from its best compounds.
///
/// ranked    : at least one; peaks : unit-mass peaks of the query, at least 5
/// set_level : share of candidate sets that are to hold the true compound, in (0, 1)
/// returns   : single_candidate, indistinguishable, class_only or not_in_library with a calibrated probability; an
/// entry of
///             principal ions never makes a single candidate
Conclusion conclude_ei(std::span<const RankedCompound> ranked, const EiReferences& references, std::size_t peaks,
                       double set_level, const EiCalibration& calibration);

/// The answer for a spectrum that cannot be searched.
Conclusion insufficient_signal(std::string reason, double set_level);

/// The answer for a spectrum that shares no ion with any entry.
Conclusion nothing_shared(double set_level);

}  // namespace spec::search
