#pragma once

#include <spec/casework/control_charts.hpp>
#include <string>
#include <vector>

namespace spec::casework {

/// The sequence as one HTML file that needs nothing else: failed checks first, the control charts, then a row an
/// injection with its chromatogram.
///
/// rows   : in the order of acquisition, failed ones included
/// notes  : of reading and evaluating the sequence
std::string sequence_page(const std::string& title, const std::vector<RowSummary>& rows,
                          const std::vector<ControlChart>& charts, const std::vector<std::string>& notes);

}  // namespace spec::casework
