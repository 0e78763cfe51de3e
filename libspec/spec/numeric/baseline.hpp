#pragma once

#include <span>
#include <vector>

namespace spec::numeric {

/// Settings of arPLS.
struct ArplsSettings {
    double lambda = 1e5;      ///< smoothness; scales with (points per unit of the axis)^4
    double tolerance = 1e-3;  ///< stop when the weights change less than this, relative to their norm
    int maximum_iterations = 50;
};

struct Baseline {
    std::vector<double> values;  ///< [n_points]
    int iterations = 0;
};

/// Background of a spectrum by asymmetrically reweighted penalised least squares.
///
/// y       : at least 3 finite values, evenly spaced
/// returns : the background, below the bands and through the middle of the noise
/// source  : Baek, Park, Ahn & Choo, Analyst 140 (2015) 250-257
Baseline arpls(std::span<const double> y, const ArplsSettings& settings);

}  // namespace spec::numeric
