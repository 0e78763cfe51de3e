#pragma once

#include <span>
#include <spec/core/mass_spectrum.hpp>

namespace spec::io {

/// How far the signal must fall between two maxima for them to be two peaks, as a share of the lower maximum.
inline constexpr double centroid_valley = 0.75;

/// The peaks of a profile spectrum.
///
/// mz, intensity : [n_points] m/z ascending, intensity >= 0
/// returns       : one peak a maximum. Two maxima are two peaks when a point between them is lower than
/// `centroid_valley` of
///                 the lower maximum; zeros, and steps of m/z more than four times the step before, separate peaks.
///                 m/z: intensity-weighted mean over the points around the maximum that reach half of it.
///                 intensity: sum of all points from valley to valley (a valley's lowest point counts to the left), so
///                 that the sum of a spectrum, its total ion current, is kept
/// source        : docs/methods/centroid.md
MassSpectrum centroid(std::span<const double> mz, std::span<const double> intensity);

}  // namespace spec::io
