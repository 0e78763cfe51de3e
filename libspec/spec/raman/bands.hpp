#pragma once

#include <cstddef>
#include <spec/raman/align.hpp>
#include <vector>

namespace spec::raman {

/// A band of a curve: a local maximum that falls by at least half of the asked height on both sides.
struct CurveBand {
    std::size_t point = 0;  ///< index among the curve's points
    double height = 0;      ///< of the maximum
};

/// The bands of a curve that stand `least_height` above the valleys beside them.
std::vector<CurveBand> bands_of(const std::vector<double>& curve, double least_height);

/// How far the strong bands of a query and of a reference laid over it are the same ones, by position alone.
struct BandAgreement {
    double of_reference =
        0;                ///< share of the reference's strong bands, by the root of their height, that the query has
    double of_query = 0;  ///< share of the query's strong bands that the reference has
};

/// Judges the strong bands (strong_band_share of the tallest of each, in the common range, above the noise) both ways.
///
/// alignment : a possible one
/// returns   : zeros where one of the two has no strong band in the common range
BandAgreement band_agreement(const Alignment& alignment, double noise, const Parameters& parameters);

}  // namespace spec::raman
