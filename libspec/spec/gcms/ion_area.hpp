#pragma once

#include <spec/core/measurement.hpp>

namespace spec::gcms {

/// Where to integrate an ion's chromatogram.
struct IonPeakPlace {
    double mz = 0;             ///< nominal, a whole number
    double apex_s = 0;         ///< retention time of the component
    double width_s = 0;        ///< its full width at half maximum, > 0
    double bin_offset = 0.38;  ///< u; a unit-mass bin is floor(m/z + bin_offset)
};

/// Area of one ion's peak in the run itself, counts x s: trapezoids between the feet of the peak, above the line that
/// joins them. A foot is where the signal, going down from the apex, first falls to one hundredth of the apex or turns
/// up again by more than a twentieth of it; at most six widths away. Nothing is shared with neighbours: this is what a
/// chemist integrates by hand, and what a quantity rests on.
///
/// run     : scans with ascending times
/// returns : 0 when the ion shows no peak there
double ion_peak_area(const GcmsRun& run, const IonPeakPlace& place);

}  // namespace spec::gcms
