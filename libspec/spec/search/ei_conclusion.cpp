#include <algorithm>
#include <cmath>
#include <spec/core/error.hpp>
#include <spec/core/text.hpp>
#include <spec/search/ei_conclusion.hpp>

namespace spec::search {
namespace {

/// How many constitutions have at least this share; one at least.
std::size_t with_share(std::span<const RankedConstitution> constitutions, double least) {
    std::size_t n = 1;
    while (n < constitutions.size() && constitutions[n].share >= least) ++n;
    return n;
}

/// A set of one that may stand alone is left so; else a runner-up that is not improbable joins it, for then the doubt
/// is which of the two it is. A doubt whether the compound is in the library at all adds nobody.
std::size_t set_size(std::span<const RankedConstitution> constitutions, double present, double set_level,
                     const EiCalibration& calibration) {
    const std::size_t n = with_share(constitutions, least_share(calibration, set_level));
    if (n > 1 || present * constitutions[0].share >= calibration.single_limit) return n;
    return with_share(constitutions, calibration.join_share);
}

/// Members of one constitution share its probability equally: EI does not tell stereoisomers apart.
void add_candidates(const RankedConstitution& constitution, std::span<const RankedCompound> ranked,
                    const EiReferences& references, double present, Conclusion& out) {
    for (const std::size_t member : constitution.members) {
        const library::Entry& entry = references.entry(ranked[member].entry);
        const double probability = present * constitution.share / static_cast<double>(constitution.members.size());
        out.candidates.push_back({entry.name, entry.inchikey, probability});
    }
}

bool retention_indices_differ(std::span<const RankedConstitution> set, std::span<const RankedCompound> ranked,
                              const EiReferences& references, double sd) {
    double least = 0, greatest = 0;
    std::string scale;
    for (const RankedConstitution& constitution : set)
        for (const std::size_t member : constitution.members) {
            const auto& index = references.entry(ranked[member].entry).retention_index;
            if (!index || (!scale.empty() && index->scale + "/" + index->column != scale)) return false;
            if (scale.empty()) least = greatest = index->value;
            scale = index->scale + "/" + index->column;
            least = std::min(least, index->value);
            greatest = std::max(greatest, index->value);
        }
    return greatest - least > 4 * sd;
}

std::vector<std::string> separable_by(std::span<const RankedConstitution> set, std::span<const RankedCompound> ranked,
                                      const EiReferences& references, const EiCalibration& calibration) {
    std::vector<std::string> out;
    if (retention_indices_differ(set, ranked, references, calibration.retention_sd))
        out.push_back("retention index (those of the library lie apart)");
    else
        out.push_back("retention index");
    const auto first = references.nominal_mass(ranked[set[0].members[0]].entry);
    if (std::any_of(set.begin(), set.end(), [&](const RankedConstitution& other) {
            const auto mass = references.nominal_mass(ranked[other.members[0]].entry);
            return first && mass && *mass != *first;
        }))
        out.push_back("molecular mass by soft ionisation");
    if (set.size() > 1) out.push_back("Raman spectrum");
    out.push_back("reference standard measured the same day");
    return out;
}

Conclusion not_in_library(double present, double set_level) {
    Conclusion out;
    out.outcome = Outcome::not_in_library;
    out.set_level = set_level;
    out.probability = 1 - present;
    out.reason = "no entry of the library explains the spectrum";
    return out;
}

bool holds_principal_ions(const RankedCompound& compound, const EiReferences& references) {
    return references.entry(compound.entry).kind == library::EntryKind::principal_ions;
}

// The calibration rests on whole spectra: for an entry of principal ions there is no probability. What agrees on its
// ions is named, as a class only, and nothing else is said.
Conclusion conclude_principal_ions(std::span<const RankedCompound> ranked, const EiReferences& references,
                                   double set_level) {
    constexpr double least_cosine = 0.95;
    Conclusion out = not_in_library(0, set_level);
    out.probability.reset();
    if (ranked[0].cosine < least_cosine) return out;
    out.outcome = Outcome::class_only;
    out.reason = "compared on the principal ions of the entry alone";
    for (const RankedCompound& compound : ranked) {
        if (compound.cosine < least_cosine) continue;
        const library::Entry& entry = references.entry(compound.entry);
        out.candidates.push_back({entry.name, entry.inchikey, std::nullopt});
    }
    return out;
}

void conclude_single(double isomer, double isomer_limit, const EiCalibration& calibration, Conclusion& out) {
    if (*out.probability < calibration.single_limit) {
        out.outcome = Outcome::class_only;
        out.reason = "one compound fits best, but a compound that is not in the library is not ruled out";
    } else if (isomer < isomer_limit) {
        out.outcome = Outcome::class_only;
        out.reason = "one compound fits best, but an isomer of it that is not in the library is not ruled out";
    } else {
        out.outcome = Outcome::single_candidate;
        out.reason = "one compound of the library explains the spectrum, and no other does";
    }
}

}  // namespace

Conclusion conclude_ei(std::span<const RankedCompound> ranked, const EiReferences& references, std::size_t peaks,
                       double set_level, const EiCalibration& calibration) {
    if (holds_principal_ions(ranked[0], references)) return conclude_principal_ions(ranked, references, set_level);
    const auto constitutions = group_constitutions(ranked, calibration.temperature);
    const PresenceModels& models = presence_models(calibration, references.size());
    const PresenceTerms terms = presence_terms(ranked, constitutions, references, peaks);
    const double present = probability(models.presence, terms);
    if (1 - present > calibration.absent_limit) return not_in_library(present, set_level);
    const std::size_t n = set_size(constitutions, present, set_level, calibration);
    Conclusion out;
    out.set_level = set_level;
    double share = 0;
    for (std::size_t i = 0; i < n; ++i) {
        add_candidates(constitutions[i], ranked, references, present, out);
        share += constitutions[i].share;
    }
    out.probability = std::min(1.0, present * share);
    if (out.candidates.size() == 1) {
        conclude_single(probability(models.new_isomer, terms), models.new_isomer_limit, calibration, out);
        return out;
    }
    out.outcome = Outcome::indistinguishable;
    out.separable_by = separable_by(std::span(constitutions).first(n), ranked, references, calibration);
    out.reason = n == 1 ? "the candidates are stereoisomers, which electron ionisation does not tell apart"
                        : std::to_string(out.candidates.size()) +
                              " compounds of the library explain the spectrum about equally well";
    return out;
}

Conclusion nothing_shared(double set_level) {
    Conclusion out = not_in_library(0, set_level);
    out.reason = "no entry of the library shares an ion with the spectrum";
    return out;
}

Conclusion insufficient_signal(std::string reason, double set_level) {
    Conclusion out;
    out.outcome = Outcome::insufficient_signal;
    out.set_level = set_level;
    out.reason = std::move(reason);
    return out;
}

}  // namespace spec::search
