#pragma once

#include <optional>
#include <spec/core/mass_spectrum.hpp>
#include <spec/search/ei_query.hpp>
#include <spec/search/ei_references.hpp>
#include <string>

namespace spec::search {

/// The entry that a spectrum of an unknown compound is most like when a difference of mass is allowed for.
struct Analogue {
    std::size_t entry = 0;
    int mass_difference = 0;  ///< u, unknown less entry; never 0
    double similarity = 0;    ///< hybrid similarity, in [0, 1]
};

/// Searches all entries of known mass with hybrid_similarity. The mass of the unknown is a hypothesis: its highest
/// clusters of ions are tried as molecular ions, and only differences that likely_formula_difference() names are looked
/// at.
///
/// least  : similarity below which nothing is returned
/// source : docs/methods/search.md
std::optional<Analogue> find_analogue(const UnitMassSpectrum& unit, const EiQuery& query,
                                      const EiReferences& references, double least);

/// What a difference of nominal mass most often is, "+CH2", "+F -H"; empty when it is no common one. A proposal, no
/// finding.
std::string likely_formula_difference(int mass_difference);

}  // namespace spec::search
