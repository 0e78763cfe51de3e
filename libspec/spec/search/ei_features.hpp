#pragma once

#include <array>
#include <optional>
#include <spec/core/mass_spectrum.hpp>
#include <string_view>

namespace spec::search {

/// What is compared between a query and one entry before they are ranked. Order and names are those of the calibration.
///
/// Cosines and entropies c stand as g(c) = -ln(1 - min(c, 0.9999)). Query and entry are compared from the larger of
/// min(55, lowest m/z) of the two, each scaled to base peak 999 there.
enum class EiFeature {
    cosine,            ///< g of the cosine with m I^0.5
    plain_cosine,      ///< g of the cosine with I^0.5
    entropy,           ///< g of the entropy similarity of I
    mass_entropy,      ///< g of the entropy similarity of m I^0.5
    match_factor,      ///< MF / 999
    reverse_factor,    ///< RMF / 999
    query_only,        ///< share of m I^0.5 of the query on ions that the entry has at 1 per mille or less
    entry_only,        ///< the same of the entry
    tilt,              ///< best g of the cosine when the entry is tilted over mass, less a penalty
    exponent,          ///< best g of the cosine when the entry goes through a detector exponent, less a penalty
    exponent_no_base,  ///< the same without the entry's base peak
    above,             ///< ln(1 + sum / 10) of the query's ions above the entry's mass in excess of the entry's own
    above_largest,     ///< ln(1 + largest / 5) of the same ions
    molecular_ratio,   ///< |ln ratio| of what stands within 2 u of the entry's mass
    difference,        ///< weighted mean difference of asinh(I / 8) after scale and tilt
    count
};
inline constexpr std::size_t n_features = static_cast<std::size_t>(EiFeature::count);
using EiFeatures = std::array<double, n_features>;

/// Names as the calibration writes them, [n_features].
extern const std::array<std::string_view, n_features> ei_feature_names;

/// All features of one pair, each rounded to 10 significant digits.
///
/// query, entry : at least one peak each
/// nominal_mass : of the entry's compound (u); without it the terms on its mass are 0
/// source       : docs/methods/search.md; tilt and exponent are nuisance parameters of the instrument
EiFeatures ei_features(const UnitMassSpectrum& query, const UnitMassSpectrum& entry, std::optional<int> nominal_mass);

}  // namespace spec::search
