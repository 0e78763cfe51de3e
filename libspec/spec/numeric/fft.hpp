#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace spec::numeric {

/// Cross-correlation of two series at all shifts from -largest to largest: out[largest + s] = sum over i of a[i + s]
/// b[i], with zeros outside, by one transform of each, zero-padded so that nothing wraps around.
///
/// a, b    : [n >= 1] each, lengths may differ
/// returns : [2 * largest + 1]
std::vector<double> cross_correlation(std::span<const double> a, std::span<const double> b, std::size_t largest);

/// Position of the greatest value, between points by the parabola through it and its neighbours.
///
/// values : at least one
double peak_position(std::span<const double> values);

}  // namespace spec::numeric
