#pragma once

#include <cstdint>
#include <span>
#include <spec/core/measurement.hpp>
#include <string>
#include <vector>

namespace spec::gcms {

/// A run as ion chromatograms on unit masses. Only recorded points are kept: a scan without a point of an ion means
/// "below the recording threshold", not zero.
struct IonMatrix {
    std::vector<double> time_s;      ///< [n_scans] nominal scan times
    double scan_step_s = 0;          ///< median distance of scans; 0 with fewer than two scans
    double recording_threshold = 0;  ///< counts; smallest intensity above zero in the run
    double boundary_share = 0;       ///< share of the counts within 0.05 u of a bin boundary, 0 to 1
    std::vector<char> dead;  ///< [n_scans] whether the scan lies in a stretch without any point: nothing was measured
    std::vector<int> mz;     ///< [n_ions] unit masses, ascending
    std::vector<std::size_t> begin{0};  ///< [n_ions + 1] first point of each ion
    std::vector<std::int32_t> scan;     ///< [n_points] scans of an ion's points, ascending
    std::vector<float> counts;          ///< [n_points] above zero; points of one scan and ion are summed

    std::size_t scans() const { return time_s.size(); }
    std::size_t ions() const { return mz.size(); }
    std::span<const std::int32_t> ion_scan(std::size_t ion) const {
        return std::span(scan).subspan(begin[ion], begin[ion + 1] - begin[ion]);
    }
    std::span<const float> ion_counts(std::size_t ion) const {
        return std::span(counts).subspan(begin[ion], begin[ion + 1] - begin[ion]);
    }
};

/// Sorts the points of a run into unit-mass ion chromatograms.
///
/// run        : any number of scans; points outside m/z 1 to 4000 are left out, which is noted
/// bin_offset : u; bin = floor(m/z + bin_offset)
/// notes      : receives "mass axis doubtful ..." when more than 1 % of the counts lie within 0.05 u of a boundary
///              "no point from ... s to ... s ..." for each of the first three stretches of 5 or more empty scans that
///              follow or precede recorded ones
/// source     : docs/methods/gcms.md, "Unit masses"
IonMatrix to_ion_matrix(const GcmsRun& run, double bin_offset, std::vector<std::string>& notes);

}  // namespace spec::gcms
