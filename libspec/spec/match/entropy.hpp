#pragma once

#include <spec/core/mass_spectrum.hpp>
#include <spec/match/weighted_cosine.hpp>

namespace spec::match {

/// Spectral entropy similarity of two unit-mass spectra.
///
/// With p and q the peak weights of the two, each summing to 1:
///     E = 1 - (2 S((p+q)/2) - S(p) - S(q)) / ln 4 = 1/2 sum over matched m/z of (p+q) log2(p+q) - p log2 p - q log2 q
///
/// weights : {0, 1} compares the intensities themselves; {1, 0.5} the weights of the weighted cosine
/// returns : in [0, 1]; 1 when proportional, 0 when no m/z is shared
/// throws  : ContractError when a spectrum has no peak
/// source  : Li et al., Nat. Methods 18 (2021) 1524-1531, without its weighting of spectra of low entropy
double entropy_similarity(const UnitMassSpectrum& query, const UnitMassSpectrum& reference, Weights weights = {0, 1});

}  // namespace spec::match
