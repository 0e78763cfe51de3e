#pragma once

#include <cstddef>
#include <span>
#include <spec/raman/prepare.hpp>
#include <vector>

namespace spec::raman {

/// A prepared spectrum as the coarse search compares it, on every second point of the common grid: square roots of the
/// clipped curve and its first derivative, each with running sums of squares.
struct CoarseSpectrum {
    std::size_t first = 0;                           ///< index of the first point on the coarse grid
    std::vector<float> root, slope;                  ///< [n_points]
    std::vector<double> root_energy, slope_energy;   ///< [n_points + 1] sums of squares of the points before
};

CoarseSpectrum coarse(const Prepared& prepared, const Parameters& parameters);

struct CoarseScore {
    double score = 0;       ///< in [0, 1]
    double shift_cm1 = 0;   ///< by how much the query stands above the reference
    double coverage = 0;    ///< share of the query's signal within the reference's range
};

/// Mean of the cosines of roots and derivatives over the common range, at the best of a few shifts, times the square root
/// of the share of the query's signal that lies in the common range: what a reference does not cover it does not explain.
CoarseScore compare(const CoarseSpectrum& query, const CoarseSpectrum& reference, const Parameters& parameters);

}  // namespace spec::raman
