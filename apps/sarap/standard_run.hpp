#pragma once

#include <optional>
#include <spec/core/measurement.hpp>
#include <string>
#include <vector>

namespace sarap {

/// The spectrum of a reference material as the library takes it: a file of spectra as it is; of a GC-MS run the
/// spectrum of the component at a time.
///
/// time_s : of the standard's peak; needed for a run alone
/// checks : gets what a person should look at (another component beside it, low purity)
/// throws : UsageError when a run is given without a time, naming its largest components; DataError when no component
/// is
///          there
spec::Measurement read_standard(const std::string& file, std::optional<double> time_s,
                                std::vector<std::string>& checks);

}  // namespace sarap
