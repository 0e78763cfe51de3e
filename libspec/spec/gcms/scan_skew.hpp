#pragma once

#include <spec/gcms/ion_peaks.hpp>
#include <vector>

namespace spec::gcms {

/// Scan skew: how much later than the highest mass of a scan an ion is measured, in scans per u. Above zero when the
/// analyser scans downwards; the true position of a point of ion m in scan i is i + skew (highest m/z - m).
///
/// peaks   : of all ions
/// returns : median slope of apex against m/z within strong groups of at least 8 ions; 0 when there is no such group or
///           the slope exceeds 1.5 scans over the mass range, which no scan can have
/// source  : docs/methods/gcms.md, "Scan skew"
double fit_scan_skew(const IonMatrix& matrix, const std::vector<IonPeak>& peaks);

}  // namespace spec::gcms
