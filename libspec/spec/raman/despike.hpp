#pragma once

#include <cstddef>
#include <span>
#include <spec/raman/parameters.hpp>
#include <vector>

namespace spec::raman {

struct Despiked {
    std::vector<double> intensity;      ///< [n_points], spikes replaced by a straight line between their neighbours
    std::vector<std::size_t> replaced;  ///< indices of the replaced points, ascending
};

/// Removes cosmic spikes of one or two points from a single spectrum.
///
/// A spike stands out by spike_threshold noise standard deviations and leaves its neighbours where they would be
/// without it; a band, even a sharp one, lifts its neighbours (a Gaussian of 1.8 points full width by 16 % of its
/// height).
///
/// intensity : in the order of the axis, the axis nearly even at the scale of a few points
/// source    : after Whitaker & Hayes, Chemom. Intell. Lab. Syst. 179 (2018) 82-84, with a test of the flanks instead
/// of
///             z-scores of differences (docs/methods/raman.md)
Despiked despike(std::span<const double> intensity, const Parameters& parameters);

}  // namespace spec::raman
