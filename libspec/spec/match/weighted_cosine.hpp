#pragma once

#include <spec/core/mass_spectrum.hpp>

namespace spec::match {

/// Exponents of the peak weight w = m^mass I^intensity.
struct Weights {
    double mass = 1;
    double intensity = 0.5;
};

/// The weight of one peak. The exponents 0, 0.5 and 1 are computed with multiplication and square root alone, so that
/// they are the same number on every machine.
double peak_weight(double mz, double intensity, Weights weights);

/// Cosine of two unit-mass spectra: C = sum over matched m/z of w_u w_l / sqrt(sum w_u^2 sum w_l^2).
///
/// query, reference : at least one peak each; intensities on any scale
/// returns          : similarity in [0, 1]; 1 when proportional, 0 when no m/z is shared; sums run in the order of m/z
/// throws           : ContractError when a spectrum has no peak
/// source           : Stein & Scott, J. Am. Soc. Mass Spectrom. 5 (1994) 859-866
double weighted_cosine(const UnitMassSpectrum& query, const UnitMassSpectrum& reference, Weights weights = {});

}  // namespace spec::match
