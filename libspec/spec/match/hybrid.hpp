#pragma once

#include <spec/core/mass_spectrum.hpp>
#include <spec/match/weighted_cosine.hpp>

namespace spec::match {

/// Similarity of two unit-mass spectra whose compounds differ by a mass: every peak of the reference may pair with the
/// query's peak at its own m/z (fragment kept) or at m/z + mass_difference (neutral loss kept), every peak pairs once.
/// Of all such pairings the greatest sum of w_u w_l is taken, over both norms. Pairings form chains, so the greatest is
/// found exactly.
///
/// query, reference : at least one peak each
/// mass_difference  : mass of the query's compound less that of the reference's (u); 0 gives the weighted cosine
/// returns          : in [0, 1], never below the weighted cosine
/// throws           : ContractError when a spectrum has no peak
/// source           : idea of Moorthy et al., Anal. Chem. 89 (2017) 13261-13268; this form is our own
double hybrid_similarity(const UnitMassSpectrum& query, const UnitMassSpectrum& reference, int mass_difference,
                         Weights weights = {});

}  // namespace spec::match
