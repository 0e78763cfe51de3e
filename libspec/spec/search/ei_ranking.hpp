#pragma once

#include <optional>
#include <span>
#include <spec/search/ei_calibration.hpp>
#include <spec/search/ei_retrieval.hpp>
#include <vector>

namespace spec::search {

/// One compound of the ranking, by its best entry.
struct RankedCompound {
    std::size_t entry = 0;
    std::size_t compound = 0, constitution = 0;
    double cosine = 0;  ///< retrieval score of the entry
    EiFeatures features{};
    double eta = 0;                         ///< ranking score: sum of coefficient x feature, plus the retention term
    double score = 0;                       ///< eta on the printed scale, in [0, 1]
    std::optional<double> delta_ri;         ///< query less entry, where both have an index of one scale and one column
    std::optional<double> accurate_cosine;  ///< where query and entry both have accurate masses
};

/// Candidates as distinct compounds in the order of the fitted ranking score; ties by entry id, bytewise.
std::vector<RankedCompound> rank_compounds(std::span<const EiCandidate> candidates, const EiReferences& references,
                                           const EiCalibration& calibration,
                                           const std::optional<RetentionIndex>& retention_index);

/// The compounds of one constitution, which EI does not tell apart; members best first.
struct RankedConstitution {
    std::vector<std::size_t> members;  ///< indices into the ranking
    double share = 0;  ///< probability of the constitution, given that one of the candidates is the truth
};

/// Constitutions in the order of their best member, with shares that sum to 1.
std::vector<RankedConstitution> group_constitutions(std::span<const RankedCompound> ranked, double temperature);

/// What the presence models rest on.
///
/// ranked : at least one; peaks : unit-mass peaks of the query
PresenceTerms presence_terms(std::span<const RankedCompound> ranked, std::span<const RankedConstitution> constitutions,
                             const EiReferences& references, std::size_t peaks);

/// ln(L / L_background) of a retention index: L = (1 - e) N(query; entry, sd) + e / range, L_background = 1 / range.
///
/// source : methods note of Sarap; the outlier share e keeps a wrong index from vetoing a compound
double retention_term(double delta_ri, const EiCalibration& calibration);

/// ln of the share of the agreement on unit mass that holds at accurate masses, at least ln 0.01: isobaric ions agree
/// on unit mass only. The floor keeps a badly calibrated instrument from vetoing a compound. Not fitted.
///
/// cosine : on unit mass, > 0
double accurate_term(double accurate_cosine, double cosine);

}  // namespace spec::search
