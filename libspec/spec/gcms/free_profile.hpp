#pragma once

#include <spec/gcms/shape_fit.hpp>
#include <vector>

namespace spec::gcms {

/// Replaces the shape of one peak by a free one: a cubic spline, not below zero and with a single maximum, fitted to
/// what all ions leave for that component; alternates with the areas.
///
/// fit    : fitted with `peaks`; the profile is fitted to its shape ions, and all ions to the result
/// peaks  : the peak `k` becomes free; the others stay
/// source : alternating least squares with unimodality (Bro & Sidiropoulos, J. Chemometrics 12 (1998) 223); a spline
/// with
///          unimodal coefficients is unimodal (de Boor, A Practical Guide to Splines, chapter XI)
void free_peak(JointFit& fit, std::vector<Peak>& peaks, std::size_t k, int rounds);

/// The unimodal sequence nearest to `values` in weighted least squares, with its maximum where the fit is best.
///
/// weights : as many, each >= 0
/// source  : pool adjacent violators (Barlow et al. 1972)
std::vector<double> unimodal(const std::vector<double>& values, const std::vector<double>& weights);

}  // namespace spec::gcms
