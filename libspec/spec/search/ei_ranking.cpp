#include <algorithm>
#include <cmath>
#include <numbers>
#include <spec/core/error.hpp>
#include <spec/core/json.hpp>
#include <spec/search/ei_ranking.hpp>
#include <unordered_map>

namespace spec::search {
namespace {

constexpr double greatest_gap = 8, least_neighbour = 0.7, close_neighbour = 0.85;
constexpr double least_accurate_share = 0.01;

std::optional<double> delta_ri(const std::optional<RetentionIndex>& query, const std::optional<RetentionIndex>& entry) {
    if (!query || !entry || query->scale != entry->scale || query->column != entry->column) return std::nullopt;
    return query->value - entry->value;
}

RankedCompound ranked_compound(const EiCandidate& candidate, const EiReferences& references,
                               const EiCalibration& calibration, const std::optional<RetentionIndex>& retention_index) {
    RankedCompound out;
    out.entry = candidate.entry;
    out.compound = references.compound(candidate.entry);
    out.constitution = references.constitution(candidate.entry);
    out.cosine = candidate.cosine;
    out.features = candidate.features;
    out.accurate_cosine = candidate.accurate_cosine;
    out.delta_ri = delta_ri(retention_index, references.entry(candidate.entry).retention_index);
    double eta = 0;
    for (std::size_t i = 0; i < n_features; ++i) eta += calibration.ranking[i] * candidate.features[i];
    // The term is calibrated on the scale of the n-alkanes alone.
    if (out.delta_ri && retention_index->scale == "n_alkane")
        eta += calibration.temperature * retention_term(*out.delta_ri, calibration);
    if (out.accurate_cosine) eta += calibration.temperature * accurate_term(*out.accurate_cosine, out.cosine);
    out.eta = round_significant(eta);
    out.score = round_significant(1 / (1 + std::exp(-(eta - calibration.score_centre) / calibration.score_width)));
    return out;
}

/// Weighted cosine m I^0.5 of one entry with others.
class NeighbourScan {
 public:
    NeighbourScan(const EiReferences& references, std::size_t entry) : references_(references) {
        const auto mz = references.mz(entry), intensity = references.intensity(entry);
        weight_.resize(mz.empty() ? 0 : mz.back() + std::size_t{1});
        for (std::size_t i = 0; i < mz.size(); ++i) {
            weight_[mz[i]] = mz[i] * std::sqrt(static_cast<double>(intensity[i]));
            square_ += weight_[mz[i]] * weight_[mz[i]];
        }
    }

    double cosine(std::size_t other) const {
        const auto mz = references_.mz(other), intensity = references_.intensity(other);
        double product = 0, square = 0;
        for (std::size_t i = 0; i < mz.size(); ++i) {
            const double weight = mz[i] * std::sqrt(static_cast<double>(intensity[i]));
            square += weight * weight;
            if (mz[i] < weight_.size()) product += weight * weight_[mz[i]];
        }
        return product / std::sqrt(square_ * square);
    }

 private:
    const EiReferences& references_;
    std::vector<double> weight_;
    double square_ = 0;
};

}  // namespace

double retention_term(double delta_ri, const EiCalibration& c) {
    const double off = delta_ri / c.retention_sd;
    const double normal = std::exp(-off * off / 2) / (c.retention_sd * std::sqrt(2 * std::numbers::pi));
    return std::log(((1 - c.retention_outlier) * normal + c.retention_outlier / c.retention_range) * c.retention_range);
}

double accurate_term(double accurate_cosine, double cosine) {
    return std::log(std::clamp(accurate_cosine / cosine, least_accurate_share, 1.0));
}

std::vector<RankedCompound> rank_compounds(std::span<const EiCandidate> candidates, const EiReferences& references,
                                           const EiCalibration& calibration,
                                           const std::optional<RetentionIndex>& retention_index) {
    std::vector<RankedCompound> out;
    for (const EiCandidate& candidate : candidates)
        out.push_back(ranked_compound(candidate, references, calibration, retention_index));
    std::sort(out.begin(), out.end(), [&](const RankedCompound& a, const RankedCompound& b) {
        if (a.score != b.score) return a.score > b.score;
        return references.entry(a.entry).id < references.entry(b.entry).id;
    });
    std::vector<std::size_t> seen;
    std::erase_if(out, [&](const RankedCompound& ranked) {
        if (std::find(seen.begin(), seen.end(), ranked.compound) != seen.end()) return true;
        seen.push_back(ranked.compound);
        return false;
    });
    return out;
}

std::vector<RankedConstitution> group_constitutions(std::span<const RankedCompound> ranked, double temperature) {
    std::vector<RankedConstitution> out;
    std::unordered_map<std::size_t, std::size_t> place;
    for (std::size_t i = 0; i < ranked.size(); ++i) {
        const auto [found, is_new] = place.try_emplace(ranked[i].constitution, out.size());
        if (is_new) out.emplace_back();
        out[found->second].members.push_back(i);
    }
    double sum = 0;
    for (RankedConstitution& constitution : out)
        sum += constitution.share = std::exp((ranked[constitution.members[0]].eta - ranked[0].eta) / temperature);
    for (RankedConstitution& constitution : out) constitution.share = round_significant(constitution.share / sum);
    return out;
}

PresenceTerms presence_terms(std::span<const RankedCompound> ranked, std::span<const RankedConstitution> constitutions,
                             const EiReferences& references, std::size_t peaks) {
    expect(!ranked.empty() && !constitutions.empty(), "a ranking has at least one compound");
    PresenceTerms out{};
    const RankedCompound& first = ranked[0];
    for (std::size_t i = 0; i < n_features; ++i) {
        out[i] = first.features[i];
        out[n_features + i] = first.features[i] * first.features[i];
    }
    const NeighbourScan scan(references, first.entry);
    const library::Entry& entry = references.entry(first.entry);
    const auto mass = references.nominal_mass(first.entry);
    double nearest = least_neighbour;
    int formulas = 0, masses = 0, close = 0;
    for (std::size_t i = 1; i < constitutions.size(); ++i) {
        const std::size_t other = ranked[constitutions[i].members[0]].entry;
        const double cosine = scan.cosine(other);
        nearest = std::max(nearest, cosine);
        close += cosine > close_neighbour;
        formulas += !entry.formula.empty() && references.entry(other).formula == entry.formula;
        masses += mass && references.nominal_mass(other) == mass;
    }
    const auto set = [&](PresenceTerm term, double value) {
        out[static_cast<std::size_t>(term)] = round_significant(value);
    };
    const double second = constitutions.size() > 1 ? ranked[constitutions[1].members[0]].eta : -1e9;
    set(PresenceTerm::gap, std::min(first.eta - second, greatest_gap));
    set(PresenceTerm::log_peaks, std::log(static_cast<double>(peaks)));
    set(PresenceTerm::nearest, -std::log(1 - std::min(nearest, 0.9999)));
    set(PresenceTerm::same_formula, std::log1p(formulas));
    set(PresenceTerm::same_mass, std::log1p(masses));
    set(PresenceTerm::close, std::log1p(close));
    return out;
}

}  // namespace spec::search
