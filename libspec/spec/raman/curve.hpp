#pragma once

#include <cstddef>
#include <spec/raman/prepare.hpp>
#include <vector>

namespace spec::raman {

/// A prepared spectrum as curves are compared: smoothed to the common resolution, cut where a band or the filter's edge
/// falls off the end of the range, tallest point 1.
struct Curve {
    std::size_t first = 0;       ///< index on the common grid of the first point
    std::vector<double> values;  ///< [n_points]
    /// The same points and scale with the background left in: the sum of spectra gives the sum of these, which no
    /// estimated background does. Mixtures are fitted on them.
    std::vector<double> with_background;
    double noise = 0;  ///< standard deviation of the smoothed noise, relative to the tallest point

    std::size_t end() const { return first + values.size(); }
};

Curve comparison_curve(const Prepared& prepared, const Parameters& parameters);

/// Every second point of a curve, on the grid of twice the spacing (`thinned` of the parameters), without the
/// background: what the first step of the refinement compares.
Curve thinned(const Curve& curve);
Parameters thinned(Parameters parameters);

/// Share of the standard deviation of white noise that the smoothing to the common resolution leaves.
///
/// step_ratio : spacing of the measured points over that of the grid
double smoothed_noise_share(double step_ratio, const Parameters& parameters);

}  // namespace spec::raman
