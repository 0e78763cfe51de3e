#pragma once

#include <spec/core/error.hpp>
#include <spec/core/raman_spectrum.hpp>
#include <string>
#include <vector>

namespace spec::io {

/// Puts a curve as a file holds it into a Raman spectrum: ascending, each shift once, the order of the file remembered.
///
/// shift_cm1, intensity : [n_points] each, n_points >= 2; finite; in the order of the file
/// where                : for messages
/// returns              : notes on what was done: sorted, equal shifts averaged
/// throws               : DataError when a value is not finite, or the axis does not step (fewer than half of the
/// shifts differ)
std::vector<std::string> set_curve(RamanSpectrum& spectrum, std::vector<double> shift_cm1,
                                   std::vector<double> intensity, const Position& where);

}  // namespace spec::io
