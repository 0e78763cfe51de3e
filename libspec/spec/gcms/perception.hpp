#pragma once

#include <spec/gcms/ion_peaks.hpp>
#include <vector>

namespace spec::gcms {

/// A point in time where the peaks of several ions culminate together.
struct PerceivedComponent {
    double apex_scan = 0;        ///< position in scans
    double strength = 0;         ///< sum of the sharpness that meets there
    std::vector<IonPeak> peaks;  ///< the ion peaks that belong to it, by falling sharpness
};

/// Components perceived from coinciding ion peaks, in the order of time.
///
/// peaks    : any order
/// n_scans  : scans of the run
/// returns  : each with at least minimum_ions ion peaks or one of strong_ion_z, at least apex_distance_scans apart
/// source   : sharpness summed on a fine time axis after Stein 1999 and Dromey 1976; docs/methods/gcms.md, "Perception"
std::vector<PerceivedComponent> perceive(std::vector<IonPeak> peaks, std::size_t n_scans, const Parameters& parameters);

}  // namespace spec::gcms
