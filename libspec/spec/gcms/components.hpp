#pragma once

#include <spec/core/measurement.hpp>
#include <spec/core/result.hpp>
#include <spec/gcms/parameters.hpp>
#include <string>
#include <vector>

namespace spec::gcms {

/// The components of a run: what rises and falls together, separated from background and neighbours.
///
/// run     : scans with strictly ascending times
/// notes   : receives what the reader of a result must know (noise assumed, mass axis doubtful, too few scans ...)
/// returns : ids 1.. in the order of time; spectra on unit masses in counts; area in counts x s; the same for any
/// number
///           of threads; none for a run of fewer than 5 scans, which is noted
/// throws  : ContractError when the run breaks the promises of GcmsRun
/// source  : docs/methods/gcms.md
std::vector<Component> find_components(const GcmsRun& run, const Parameters& parameters,
                                       std::vector<std::string>& notes);

}  // namespace spec::gcms
