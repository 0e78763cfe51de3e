#pragma once

#include <cstdint>
#include <spec/gcms/ion_matrix.hpp>
#include <spec/gcms/noise.hpp>
#include <vector>

namespace spec::gcms {

/// What is known of one scan of one ion.
enum class PointState : std::uint8_t {
    measured,
    absent,    ///< not recorded: below the threshold
    excluded,  ///< saturated, or nothing was measured: says nothing
};

/// A stretch of a run in which components overlap, on all scans, for the ions that have enough points in it.
struct Island {
    int first_scan = 0;
    int n_scans = 0;
    double threshold = 0;           ///< counts below which nothing is recorded
    std::vector<std::size_t> ion;   ///< [n_ions] index into the matrix
    std::vector<double> offset;     ///< [n_ions] scan skew: the true position of scan i is i + offset, scans
    std::vector<double> counts;     ///< [n_ions x n_scans], absent points 0
    std::vector<PointState> state;  ///< [n_ions x n_scans]
    std::vector<char> saturated;    ///< [n_ions] whether points were left out

    std::size_t ions() const { return ion.size(); }
    std::span<const double> ion_counts(std::size_t m) const {
        return std::span(counts).subspan(m * static_cast<std::size_t>(n_scans), static_cast<std::size_t>(n_scans));
    }
    std::span<const PointState> ion_state(std::size_t m) const {
        return std::span(state).subspan(m * static_cast<std::size_t>(n_scans), static_cast<std::size_t>(n_scans));
    }
};

/// Cuts scans first to last (inclusive) out of a run.
///
/// first, last           : within the run, first <= last
/// skew                  : scans per u, see fit_scan_skew
/// saturation_intensity  : counts at and above which a point is saturated; 0: none is known. Flat tops (the two highest
///                         points of a strong peak equal) are taken as saturated too
/// returns               : ions with at least three points, two of them within three scans of each other
Island cut_island(const IonMatrix& matrix, int first, int last, double skew, double saturation_intensity);

}  // namespace spec::gcms
