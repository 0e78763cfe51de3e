#include <algorithm>
#include <cmath>
#include <exception>
#include <numeric>
#include <spec/core/error.hpp>
#include <spec/core/text.hpp>
#include <spec/match/entropy.hpp>
#include <spec/match/nist.hpp>
#include <spec/match/weighted_cosine.hpp>
#include <spec/search/ei_calibration.hpp>
#include <spec/search/ei_conclusion.hpp>
#include <spec/search/ei_references.hpp>
#include <spec/search/ei_search.hpp>

namespace spec::search {
namespace {

constexpr std::size_t least_peaks = 5;
constexpr std::size_t least_considered = 50;  ///< compounds that the conclusion looks at
constexpr match::Weights retrieval_weights{1, 0.5};

struct Scored {
    std::size_t entry = 0;
    double score = 0;
};

bool finite(const MassSpectrum& spectrum) {
    const auto is_finite = [](double value) { return std::isfinite(value); };
    return std::all_of(spectrum.mz.begin(), spectrum.mz.end(), is_finite) &&
           std::all_of(spectrum.intensity.begin(), spectrum.intensity.end(), is_finite);
}

/// The peaks of the query that compare with an entry of N principal ions: those ions, and the query's own N strongest,
/// so that a strong ion which the entry does not have counts against it.
UnitMassSpectrum principal_part(const UnitMassSpectrum& query, const UnitMassSpectrum& entry) {
    std::vector<double> strongest = query.intensity;
    const std::size_t n = std::min(entry.mz.size(), strongest.size());
    std::nth_element(strongest.begin(), strongest.begin() + static_cast<std::ptrdiff_t>(n - 1), strongest.end(),
                     std::greater<>());
    UnitMassSpectrum out;
    for (std::size_t i = 0; i < query.mz.size(); ++i)
        if (query.intensity[i] >= strongest[n - 1] ||
            std::binary_search(entry.mz.begin(), entry.mz.end(), query.mz[i])) {
            out.mz.push_back(query.mz[i]);
            out.intensity.push_back(query.intensity[i]);
        }
    return out;
}

bool excluded(const std::string& entry, const std::string& id) {
    if (id.empty() || !entry.ends_with(id)) return false;
    return entry.size() == id.size() || entry[entry.size() - id.size() - 1] == ':';
}

}  // namespace

struct EiSearch::Contents {
    EiReferences references;
    EiCalibration calibration;
    std::vector<double> weight;  ///< of every peak, end to end
    std::vector<std::size_t> begin{0};
    std::vector<double> squared_norm;
    int largest_mz = 0;

    Contents(EiReferences r, EiCalibration c) : references(std::move(r)), calibration(std::move(c)) {
        for (std::size_t i = 0; i < references.size(); ++i) add_weights(i);
    }

    void add_weights(std::size_t index) {
        const auto mz = references.mz(index), intensity = references.intensity(index);
        double sum = 0;
        for (std::size_t i = 0; i < mz.size(); ++i) {
            weight.push_back(match::peak_weight(mz[i], intensity[i], retrieval_weights));
            sum += weight.back() * weight.back();
            largest_mz = std::max<int>(largest_mz, mz[i]);
        }
        squared_norm.push_back(sum);
        begin.push_back(weight.size());
    }

    bool principal(std::size_t index) const {
        return references.entry(index).kind == library::EntryKind::principal_ions;
    }

    /// The part of the query that is compared with an entry.
    UnitMassSpectrum compared(const UnitMassSpectrum& query, std::size_t index) const {
        return principal(index) ? principal_part(query, references.spectrum(index)) : query;
    }

    std::vector<Scored> score_all(const UnitMassSpectrum& query) const;
    std::vector<Scored> best_of_each_compound(const EiQuery& query, std::vector<Scored> all, std::size_t count) const;
    Match match(const EiQuery& query, const UnitMassSpectrum& unit, Scored scored) const;
    Answer find(const EiQuery& query, const SearchOptions& options) const;
};

std::vector<Scored> EiSearch::Contents::score_all(const UnitMassSpectrum& query) const {
    std::vector<double> table(static_cast<std::size_t>(std::max(largest_mz, query.mz.back())) + 1, 0.0);
    double query_norm = 0;
    for (std::size_t i = 0; i < query.mz.size(); ++i) {
        const double w = match::peak_weight(query.mz[i], query.intensity[i], retrieval_weights);
        table[static_cast<std::size_t>(query.mz[i])] = w;
        query_norm += w * w;
    }
    std::vector<Scored> all(references.size());
    for (std::size_t entry = 0; entry < all.size(); ++entry) {
        if (principal(entry)) {
            const auto reference = references.spectrum(entry);
            all[entry] = {entry, match::weighted_cosine(principal_part(query, reference), reference, retrieval_weights)};
            continue;
        }
        const auto mz = references.mz(entry);
        double product = 0;
        for (std::size_t i = 0; i < mz.size(); ++i) product += table[mz[i]] * weight[begin[entry] + i];
        all[entry] = {entry, std::min(1.0, product / std::sqrt(query_norm * squared_norm[entry]))};
    }
    return all;
}

std::vector<Scored> EiSearch::Contents::best_of_each_compound(const EiQuery& query, std::vector<Scored> all,
                                                              std::size_t count) const {
    const auto better = [&](const Scored& a, const Scored& b) {
        return a.score != b.score ? a.score > b.score : references.entry(a.entry).id < references.entry(b.entry).id;
    };
    std::vector<Scored> out;
    std::vector<std::size_t> taken;
    for (std::size_t sorted = 0; sorted < all.size() && out.size() < count;) {
        const std::size_t next = std::min(all.size(), sorted + 4 * count);
        std::partial_sort(all.begin() + static_cast<std::ptrdiff_t>(sorted), all.begin() + static_cast<std::ptrdiff_t>(next),
                          all.end(), better);
        for (; sorted < next && out.size() < count; ++sorted) {
            const std::size_t compound = references.compound(all[sorted].entry);
            if (all[sorted].score <= 0 || excluded(references.entry(all[sorted].entry).id, query.exclude_entry) ||
                std::find(taken.begin(), taken.end(), compound) != taken.end())
                continue;
            taken.push_back(compound);
            out.push_back(all[sorted]);
        }
    }
    return out;
}

Match EiSearch::Contents::match(const EiQuery& query, const UnitMassSpectrum& unit, Scored scored) const {
    const library::Entry& entry = references.entry(scored.entry);
    const UnitMassSpectrum reference = references.spectrum(scored.entry), part = compared(unit, scored.entry);
    Match out;
    out.entry = entry.id;
    out.name = entry.name;
    out.inchikey = entry.inchikey;
    out.score = scored.score;
    out.kind = to_string(entry.kind);
    out.entry_index = references.index_in_library(scored.entry);
    const auto factors = match::match_factors(part, reference);
    out.scores = {{"cosine", match::weighted_cosine(part, reference, retrieval_weights)},
                  {"nist_mf", std::round(factors.match_factor)},
                  {"nist_rmf", std::round(factors.reverse_match_factor)},
                  {"nist_simple", std::round(factors.simple)},
                  {"entropy", match::entropy_similarity(part, reference)}};
    const auto& a = query.retention_index;
    const auto& b = entry.retention_index;
    if (a && b && a->scale == b->scale && a->column == b->column) out.delta_ri = a->value - b->value;
    return out;
}

Answer EiSearch::Contents::find(const EiQuery& query, const SearchOptions& options) const {
    if (!finite(query.spectrum))
        return {{}, insufficient_signal("the spectrum holds a value that is not a finite number", options.set_level)};
    const UnitMassSpectrum unit = to_unit_mass(query.spectrum);
    if (unit.mz.size() < least_peaks)
        return {{}, insufficient_signal("the spectrum has " + std::to_string(unit.mz.size()) +
                                            " peaks on unit mass (at least 5 are needed)",
                                        options.set_level)};
    const auto top = static_cast<std::size_t>(options.top);
    const auto best = best_of_each_compound(query, score_all(unit), std::max(least_considered, top));
    if (best.empty()) {
        Conclusion none;
        none.outcome = Outcome::not_in_library;
        none.set_level = options.set_level;
        none.probability = 1;
        none.reason = "no entry of the library shares an ion with the spectrum";
        return {{}, none};
    }
    Answer answer;
    std::vector<RankedCompound> ranked;
    for (const Scored& scored : best) {
        if (answer.hits.size() < top) {
            answer.hits.push_back(match(query, unit, scored));
            answer.hits.back().rank = static_cast<int>(answer.hits.size());
        }
        const library::Entry& entry = references.entry(scored.entry);
        ranked.push_back({{entry.name, entry.inchikey, {}}, scored.score, 0, principal(scored.entry)});
    }
    if (options.with_reference) answer.hits[0].reference = to_json(references.stored_spectrum(best[0].entry));
    ranked[0].reverse = answer.hits[0].scores.at("nist_rmf") / 999;
    answer.conclusion = conclude_ei(ranked, unit.mz.size(), options.set_level, calibration);
    return answer;
}

namespace {

EiCalibration calibration_of(std::span<const library::Library* const> libraries) {
    for (const library::Library* library : libraries)
        if (const auto text = library->calibration("ei"); !text.empty())
            return read_ei_calibration(text, library->path().string());
    return read_ei_calibration(built_in_ei_calibration(), "ei.toml");
}

}  // namespace

EiSearch::EiSearch(std::span<const library::Library* const> libraries)
    : contents_(std::make_unique<Contents>(EiReferences(libraries), calibration_of(libraries))) {}

EiSearch::EiSearch(EiReferences references)
    : contents_(std::make_unique<Contents>(std::move(references),
                                           read_ei_calibration(built_in_ei_calibration(), "ei.toml"))) {}

EiSearch::EiSearch(EiSearch&&) noexcept = default;
EiSearch& EiSearch::operator=(EiSearch&&) noexcept = default;
EiSearch::~EiSearch() = default;

std::vector<Answer> EiSearch::find(std::span<const EiQuery> queries, const SearchOptions& options) const {
    if (options.top < 1) throw UsageError("top " + std::to_string(options.top) + " (expected 1 or more)");
    if (!(options.set_level > 0 && options.set_level < 1))
        throw UsageError("set level " + shortest(options.set_level) + " (expected a number between 0 and 1)");
    std::vector<Answer> answers(queries.size());
    std::vector<std::exception_ptr> failures(queries.size());
    const auto n = static_cast<std::ptrdiff_t>(queries.size());
#pragma omp parallel for schedule(dynamic, 4)
    for (std::ptrdiff_t i = 0; i < n; ++i) {
        try {
            answers[static_cast<std::size_t>(i)] = contents_->find(queries[static_cast<std::size_t>(i)], options);
        } catch (...) {
            failures[static_cast<std::size_t>(i)] = std::current_exception();
        }
    }
    for (const std::exception_ptr& failure : failures)
        if (failure) std::rethrow_exception(failure);
    return answers;
}

Answer EiSearch::find(const EiQuery& query, const SearchOptions& options) const {
    return std::move(find(std::span(&query, 1), options).front());
}

const std::string& EiSearch::calibration_sha256() const { return contents_->calibration.sha256; }
std::size_t EiSearch::entries() const { return contents_->references.size(); }

}  // namespace spec::search
