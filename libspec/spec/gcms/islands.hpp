#pragma once

#include <spec/gcms/perception.hpp>
#include <vector>

namespace spec::gcms {

/// A part of the run that is fitted as one: scans first to last, components sought between from and to.
struct IslandPlan {
    int first_scan = 0, last_scan = 0;
    double from = 0, to = 0;     ///< positions, scans
    std::vector<double> starts;  ///< positions of the perceived components, the strongest first
};

/// Groups perceived components whose surroundings overlap; groups too long to be fitted at once are cut at their widest
/// gap.
///
/// perceived : in the order of time
/// width     : usual full width at half maximum, scans
/// skew      : scans per u, see fit_scan_skew
/// returns   : in the order of time; no scan belongs to two
std::vector<IslandPlan> plan_islands(const std::vector<PerceivedComponent>& perceived, const IonMatrix& matrix,
                                     double width, double skew, const Parameters& parameters);

}  // namespace spec::gcms
