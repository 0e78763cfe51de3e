#pragma once

#include <cstddef>
#include <span>
#include <spec/raman/align.hpp>
#include <spec/raman/coarse.hpp>
#include <utility>
#include <vector>

namespace spec::raman {

/// A reference that takes part in a mixture.
struct Member {
    std::size_t reference = 0;           ///< index among the references
    double height = 0;                   ///< of its tallest band, on the scale of the query's tallest
    double share = 0;                    ///< of the fitted signal (area); not of mass
    std::pair<double, double> interval;  ///< 95 % interval of the share
    double own_similarity = 0;           ///< windows of the residual without it, weighted by its own bands
    int own_bands = 0;                   ///< its bands that stand out of the residual without it
    double f_statistic = 0;              ///< loss of fit without it
    double misfit = 0;                   ///< chi squared over freedom of the fit with all members
    Curve partial;                       ///< the query without the other members: what identifies this one
};

/// A spectrum explained by several references at once.
struct Mixture {
    std::vector<Member> members;  ///< by falling share
    Alignment corrections;        ///< shared by all: one instrument, one axis
    double explained = 0;         ///< share of the query's amplitude that the fit explains
    int unknown_bands = 0;        ///< bands that no member explains
    double unexplained_band = 0;  ///< the tallest of them, in standard deviations
    double unexplained_cm1 = 0;   ///< where it stands
    double noise = 0;             ///< standard deviation that the fit leaves, on the query's scale
};

/// Finds the references that together explain a spectrum, by joint non-negative least squares with a cubic background:
/// forward steps, each by the reference that lowers the chi squared of the joint fit most; then every member is tried
/// against its neighbours; then members that fail a test are dropped. A member must pass the F-test at 1e-4 over the
/// pool, lower the Bayesian information criterion by 10, show own bands in the residual without it, and resemble that
/// residual.
///
/// query      : comparison curve
/// references : comparison curves; `index` holds them for the coarse search, `compound` numbers their compounds
/// start      : alignment with the best single reference: its corrections are shared
/// first      : that reference
Mixture unmix(const Curve& query, std::span<const Curve* const> references, std::span<const std::size_t> compound,
              const CoarseIndex& index, std::size_t first, const Alignment& start, const Parameters& parameters);

}  // namespace spec::raman
