#pragma once

#include <spec/core/mass_spectrum.hpp>
#include <spec/match/weighted_cosine.hpp>

namespace spec::match {

/// Where the comparison of two spectra begins.
enum class LowestMass {
    larger_of_both,  ///< at the larger of the two lowest m/z, as the identity search does without given limits
    every_peak       ///< at the lowest peak of either
};

/// Match factors on NIST's scale, each in [0, 999].
struct MatchFactors {
    double match_factor = 0;          ///< MF
    double reverse_match_factor = 0;  ///< RMF: peaks of the query alone are left out of the norm
    double simple = 0;                ///< Simple: cosine of sqrt(I) alone
};

/// NIST-compatible identity match factors of two unit-mass spectra with base peak 999.
///
/// With M the matched m/z, u and l query and library, v = sqrt(I), w = peak weight:
///     T1 = (sum_M w_u w_l)^2 / (sum w_u^2 sum w_l^2)
///     T2 = sum_M m_i min(r_i, 1/r_i) / sum_M m_i,  r_i = v_u(i) v_l(i-1) / (v_u(i-1) v_l(i)),  i-1 the matched peak
///     before i MF = 1000 (n1 T1 + n2 T2) / (n1 + n2) - 0.5,  n1 matched peaks, n2 ratios;  1000 T1 - 0.5 without
///     ratios
/// A pair with I <= 1 in both is skipped; an unmatched peak counts in its norm, and breaks the chain of ratios, only if
/// I > 1. For RMF the query's unmatched peaks are left out of the norm but still break the chain. Simple = 1000 T1 -
/// 0.5 with w = sqrt(I). Negative values become 0.
///
/// weights : NIST uses w = sqrt(m I), the default; {1.3, 0.53} is the identity form fitted by Kim et al. (2012)
/// source  : Stein & Scott, J. Am. Soc. Mass Spectrom. 5 (1994) 859-866, in the form of A. Samokhin's open
///           re-implementation (R package mssearchr); not checked against NIST's own program
MatchFactors match_factors(const UnitMassSpectrum& query, const UnitMassSpectrum& reference,
                           LowestMass lowest = LowestMass::larger_of_both, Weights weights = {0.5, 0.5});

/// Exponents of the identity form m^1.3 I^0.53.
/// source : Kim et al., Bioinformatics 28 (2012) 1158-1163
inline constexpr Weights identity_form_weights{1.3, 0.53};

}  // namespace spec::match
