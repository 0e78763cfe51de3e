#pragma once

#include <optional>
#include <spec/core/result.hpp>
#include <string>
#include <vector>

namespace spec::gcms {

/// How the internal standard of a method is known: its time, its own ion and its spectrum.
struct InternalStandard {
    double retention_time_s = 0;
    double window_s = 1;    ///< greatest distance from that time
    double mz = 0;          ///< ion that is measured
    MassSpectrum spectrum;  ///< unit masses, any scale; empty: the ion alone must be the base peak
    double least_cosine = 0.9;
    std::string described;  ///< how it was found, one sentence
};

/// The internal standard among the components of one run: inside the window, by its ion and its spectrum, never as the
/// tallest peak. nullptr when it is not there.
const Component* find_internal_standard(const std::vector<Component>& components, const InternalStandard& standard);

/// The component that is found in every run of a sequence at constant time with the same spectrum; of several the one
/// whose area repeats best among those of at least a tenth of the greatest median area.
///
/// runs     : components of each run, at least two runs
/// window_s : greatest distance from the median time (the first injection of a sequence may be late)
/// returns  : nothing when no component is common to all runs
/// source   : docs/methods/gcms.md, "Internal standard"
std::optional<InternalStandard> common_component(const std::vector<std::vector<Component>>& runs, double window_s = 1.0,
                                                 double least_cosine = 0.9);

}  // namespace spec::gcms
