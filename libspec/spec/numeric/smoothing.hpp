#pragma once

#include <span>
#include <vector>

namespace spec::numeric {

/// Convolution with a Gaussian of the given full width at half maximum, in points; the kernel is cut at the ends of the
/// data and normalised there, so that a constant stays a constant.
///
/// width_points : >= 0; 0 gives the data back
std::vector<double> gaussian_smoothed(std::span<const double> y, double width_points);

/// First derivative per point by a least-squares parabola over 2 * half_window + 1 points; ends by one-sided
/// differences.
///
/// half_window : >= 1
/// source      : Savitzky & Golay, Anal. Chem. 36 (1964) 1627-1639
std::vector<double> first_derivative(std::span<const double> y, int half_window);

/// Standard deviation of white noise on a smooth curve, from the median absolute second difference.
///
/// y      : [n]; below 5 points the answer is 0
/// source : 1.4826 median|y[i-1] - 2 y[i] + y[i+1]| / sqrt(6)
double noise_of_second_differences(std::span<const double> y);

}  // namespace spec::numeric
