#pragma once

#include <cstdint>
#include <spec/gcms/ion_matrix.hpp>
#include <spec/gcms/noise.hpp>
#include <spec/gcms/parameters.hpp>
#include <vector>

namespace spec::gcms {

/// A peak of one ion chromatogram. Positions count in scans from the first one, between scans as fractions.
struct IonPeak {
    std::int32_t ion = 0;    ///< index into the matrix
    double apex_scan = 0;    ///< position of the apex
    double u_scan = 0;       ///< standard uncertainty of the apex
    double z = 0;            ///< matched-filter response in standard deviations
    double sharpness = 0;    ///< steepest fall per scan on both sides, in standard deviations
    double height = 0;       ///< counts above the higher of the two flanks
    double filter_fwhm = 0;  ///< full width at half maximum of the filter that responded best, scans
};

/// Full widths at half maximum, in scans, that peaks of this run have: quantiles 10, 50 and 90 % of its strong ion
/// peaks. A run with fewer than 10 strong peaks gets 2.4, 5 and 10.
std::vector<double> peak_widths(const IonMatrix& matrix, const NoiseModel& noise);

/// All ion peaks with a response of at least detection_z, ion by ion, in the order of time.
///
/// widths : full widths at half maximum of the filters, scans, each > 0
/// source : negative second derivative of a Gaussian as matched filter; docs/methods/gcms.md, "Ion peaks"
std::vector<IonPeak> find_ion_peaks(const IonMatrix& matrix, const NoiseModel& noise, const std::vector<double>& widths,
                                    const Parameters& parameters);

}  // namespace spec::gcms
