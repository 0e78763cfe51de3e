#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <spec/core/json.hpp>
#include <spec/match/hybrid.hpp>
#include <spec/search/ei_analogue.hpp>
#include <utility>

namespace spec::search {
namespace {

constexpr int greatest_difference = 150;   ///< u
constexpr double least_molecular_ion = 5;  ///< of 999
constexpr std::size_t most_hypotheses = 2;
constexpr double least_gain = 0.1;  ///< of the hybrid similarity over the cosine, else nothing was shifted

/// Strongest ions of the highest clusters (ions at most 2 u apart): an M+1 or M+2 is weaker than its M.
std::vector<int> mass_hypotheses(const UnitMassSpectrum& unit) {
    std::vector<int> out;
    for (std::size_t i = unit.mz.size(); i-- > 0 && out.size() < most_hypotheses;) {
        if (unit.intensity[i] < least_molecular_ion) continue;
        std::size_t strongest = i, last = i;
        while (last > 0 && unit.mz[last] - unit.mz[last - 1] <= 2) {
            --last;
            if (unit.intensity[last] > unit.intensity[strongest]) strongest = last;
            if (unit.mz[i] - unit.mz[last] > 6) break;
        }
        out.push_back(unit.mz[strongest]);
        i = last;
    }
    return out;
}

/// The query's weights by m/z, zero beyond.
class Weights {
 public:
    explicit Weights(const UnitMassSpectrum& unit) : by_mz_(static_cast<std::size_t>(unit.mz.back()) + 1) {
        for (std::size_t i = 0; i < unit.mz.size(); ++i) {
            const double weight = match::peak_weight(unit.mz[i], unit.intensity[i], {1, 0.5});
            if (unit.mz[i] >= 0) by_mz_[static_cast<std::size_t>(unit.mz[i])] = weight;
            square_ += weight * weight;
        }
    }
    double at(int mz) const {
        return mz >= 0 && static_cast<std::size_t>(mz) < by_mz_.size() ? by_mz_[static_cast<std::size_t>(mz)] : 0;
    }
    double square() const { return square_; }

 private:
    std::vector<double> by_mz_;
    double square_ = 0;
};

/// The hybrid similarity is at most the fragment product plus the shifted product; and the cosine itself.
std::pair<double, double> bound_and_cosine(const Weights& query, const EiReferences& references, std::size_t entry,
                                           int difference) {
    const auto mz = references.mz(entry), intensity = references.intensity(entry);
    double kept = 0, shifted = 0, square = 0;
    for (std::size_t i = 0; i < mz.size(); ++i) {
        const double weight = mz[i] * std::sqrt(static_cast<double>(intensity[i]));
        square += weight * weight;
        kept += weight * query.at(mz[i]);
        shifted += weight * query.at(mz[i] + difference);
    }
    const double norm = std::sqrt(query.square() * square);
    return {(kept + shifted) / norm, kept / norm};
}

bool usable(const library::Entry& entry, const EiQuery& query) {
    if (entry.kind != library::EntryKind::spectrum) return false;
    if (!query.exclude_entry.empty() && entry.id.ends_with(query.exclude_entry)) return false;
    return query.exclude_inchikey.empty() || !entry.inchikey.starts_with(query.exclude_inchikey);
}

}  // namespace

std::optional<Analogue> find_analogue(const UnitMassSpectrum& unit, const EiQuery& query,
                                      const EiReferences& references, double least) {
    const Weights weights(unit);
    std::optional<Analogue> best;
    for (const int mass : mass_hypotheses(unit))
        for (std::size_t entry = 0; entry < references.size(); ++entry) {
            const auto of_entry = references.nominal_mass(entry);
            if (!of_entry || *of_entry == mass || std::abs(mass - *of_entry) > greatest_difference) continue;
            const double needed = best ? best->similarity : least;
            const auto [bound, cosine] = bound_and_cosine(weights, references, entry, mass - *of_entry);
            if (bound < needed || likely_formula_difference(mass - *of_entry).empty() ||
                !usable(references.entry(entry), query))
                continue;
            const double similarity =
                round_significant(match::hybrid_similarity(unit, references.spectrum(entry), mass - *of_entry));
            if (similarity >= least && similarity - cosine >= least_gain && (!best || similarity > best->similarity))
                best = {entry, mass - *of_entry, similarity};
        }
    return best;
}

std::string likely_formula_difference(int mass_difference) {
    static constexpr std::array<std::pair<int, const char*>, 17> known{{{1, "+NH -CH2 or +OH -NH2"},
                                                                        {2, "+H2"},
                                                                        {12, "+C"},
                                                                        {14, "+CH2"},
                                                                        {15, "+NH"},
                                                                        {16, "+O"},
                                                                        {18, "+F -H"},
                                                                        {28, "+C2H4 or +CO"},
                                                                        {30, "+CH2O"},
                                                                        {34, "+Cl -H"},
                                                                        {42, "+C3H6 or +C2H2O"},
                                                                        {44, "+C2H4O or +CO2"},
                                                                        {45, "+NO2 -H"},
                                                                        {56, "+C4H8"},
                                                                        {68, "+CF3 -H"},
                                                                        {72, "+C3H8Si (trimethylsilyl)"},
                                                                        {78, "+Br -H"}}};
    const auto found =
        std::find_if(known.begin(), known.end(), [&](const auto& k) { return k.first == std::abs(mass_difference); });
    if (found == known.end()) return {};
    std::string out = found->second;
    if (mass_difference < 0)
        for (char& c : out) c = c == '+' ? '-' : c == '-' ? '+' : c;
    return out;
}

}  // namespace spec::search
