#include <algorithm>
#include <cmath>
#include <exception>
#include <optional>
#include <spec/core/error.hpp>
#include <spec/core/text.hpp>
#include <spec/match/entropy.hpp>
#include <spec/match/nist.hpp>
#include <spec/match/weighted_cosine.hpp>
#include <spec/search/ei_analogue.hpp>
#include <spec/search/ei_conclusion.hpp>
#include <spec/search/ei_search.hpp>

namespace spec::search {
namespace {

constexpr std::size_t least_peaks = 5;
constexpr std::size_t batch = 32;             ///< queries that share a pass over the library
constexpr std::size_t least_considered = 50;  ///< compounds that ranking and conclusion look at

bool finite(const MassSpectrum& spectrum) {
    const auto is_finite = [](double value) { return std::isfinite(value); };
    return std::all_of(spectrum.mz.begin(), spectrum.mz.end(), is_finite) &&
           std::all_of(spectrum.intensity.begin(), spectrum.intensity.end(), is_finite);
}

EiCalibration calibration_of(std::span<const library::Library* const> libraries) {
    for (const library::Library* library : libraries)
        if (const auto text = library->calibration("ei"); !text.empty()) try {
                return read_ei_calibration(text, library->path().string());
            } catch (const DataError& error) {  // checksums hold, so it is as it was written
                throw DataError(error.position(),
                                "was made by another version of this program, whose calibration this one "
                                "does not read: " +
                                    error.message() + "; make it again with `sarap library import` or `build`");
            }
    return read_ei_calibration(built_in_ei_calibration(), "ei.toml");
}

}  // namespace

struct EiSearch::Contents {
    EiRetrieval retrieval;
    EiCalibration calibration;

    Contents(EiReferences references, EiCalibration c) : retrieval(std::move(references)), calibration(std::move(c)) {}
    Match match(const UnitMassSpectrum& query, const RankedCompound& ranked) const;
    std::optional<Answer> refused(const EiQuery& query, const UnitMassSpectrum& unit, double set_level) const;
    Answer answer(const EiQuery& query, const UnitMassSpectrum& unit, std::span<const EiCandidate> candidates,
                  const SearchOptions& options) const;
    void add_analogue(const UnitMassSpectrum& unit, const EiQuery& query, Conclusion& conclusion) const;
    void find(std::span<const EiQuery> queries, const SearchOptions& options, std::span<Answer> out) const;
};

Match EiSearch::Contents::match(const UnitMassSpectrum& query, const RankedCompound& ranked) const {
    const EiReferences& references = retrieval.references();
    const library::Entry& entry = references.entry(ranked.entry);
    const UnitMassSpectrum reference = references.spectrum(ranked.entry),
                           part = retrieval.compared(query, ranked.entry);
    const auto factors = match::match_factors(part, reference);
    const auto identity =
        match::match_factors(part, reference, match::LowestMass::larger_of_both, match::identity_form_weights);
    Match out;
    out.entry = entry.id;
    out.name = entry.name;
    out.inchikey = entry.inchikey;
    out.score = ranked.score;
    out.kind = to_string(entry.kind);
    out.entry_index = references.index_in_library(ranked.entry);
    out.delta_ri = ranked.delta_ri;
    out.scores = {{"cosine", ranked.cosine},
                  {"nist_mf", std::round(factors.match_factor)},
                  {"nist_rmf", std::round(factors.reverse_match_factor)},
                  {"nist_simple", std::round(factors.simple)},
                  {"identity", std::round(identity.match_factor)},
                  {"entropy", match::entropy_similarity(part, reference)}};
    if (ranked.accurate_cosine) out.scores["accurate_cosine"] = *ranked.accurate_cosine;
    return out;
}

/// A query that cannot be searched is answered at once; the others wait for the scan that they share.
std::optional<Answer> EiSearch::Contents::refused(const EiQuery& query, const UnitMassSpectrum& unit,
                                                  double set_level) const {
    if (!finite(query.spectrum))
        return Answer{{}, insufficient_signal("the spectrum holds a value that is not a finite number", set_level)};
    if (unit.mz.size() < least_peaks)
        return Answer{{},
                      insufficient_signal("the spectrum has " + std::to_string(unit.mz.size()) +
                                              " peaks on unit mass (at least 5 are needed)",
                                          set_level)};
    return std::nullopt;
}

/// Names the entry that is related, if one is: the answer stays "not in the library".
void EiSearch::Contents::add_analogue(const UnitMassSpectrum& unit, const EiQuery& query,
                                      Conclusion& conclusion) const {
    const auto analogue = find_analogue(unit, query, retrieval.references(), calibration.analogue_limit);
    if (!analogue) return;
    const library::Entry& entry = retrieval.references().entry(analogue->entry);
    conclusion.outcome = Outcome::analogue;
    conclusion.related = RelatedCompound{entry.name, entry.inchikey, static_cast<double>(analogue->mass_difference),
                                         likely_formula_difference(analogue->mass_difference)};
    conclusion.reason =
        "not in the library; ions and losses are like those of the related compound, if the highest ion is the "
        "molecular ion (hybrid similarity " +
        shortest(round_significant(analogue->similarity, 3)) + ")";
}

Answer EiSearch::Contents::answer(const EiQuery& query, const UnitMassSpectrum& unit,
                                  std::span<const EiCandidate> candidates, const SearchOptions& options) const {
    if (candidates.empty()) return {{}, nothing_shared(options.set_level)};
    const auto ranked = rank_compounds(candidates, retrieval.references(), calibration, query.retention_index);
    Answer out;
    for (std::size_t i = 0; i < std::min(static_cast<std::size_t>(options.top), ranked.size()); ++i) {
        out.hits.push_back(match(unit, ranked[i]));
        out.hits.back().rank = static_cast<int>(i + 1);
    }
    if (options.with_reference)
        out.hits[0].reference = to_json(retrieval.references().stored_spectrum(ranked[0].entry));
    out.conclusion = conclude_ei(ranked, retrieval.references(), unit.mz.size(), options.set_level, calibration);
    if (out.conclusion.outcome == Outcome::not_in_library) add_analogue(unit, query, out.conclusion);
    return out;
}

/// Queries that share their passes over the library, on one thread.
void EiSearch::Contents::find(std::span<const EiQuery> queries, const SearchOptions& options,
                              std::span<Answer> out) const {
    std::vector<UnitMassSpectrum> unit(queries.size());
    std::vector<EiRetrieval::Request> requests;
    std::vector<std::size_t> place;
    for (std::size_t i = 0; i < queries.size(); ++i) {
        if (finite(queries[i].spectrum)) unit[i] = to_unit_mass(queries[i].spectrum);
        if (auto refusal = refused(queries[i], unit[i], options.set_level)) {
            out[i] = std::move(*refusal);
            continue;
        }
        requests.push_back({&queries[i], &unit[i]});
        place.push_back(i);
    }
    const auto candidates =
        retrieval.candidates(requests, std::max(least_considered, static_cast<std::size_t>(options.top)));
    for (std::size_t n = 0; n < place.size(); ++n)
        out[place[n]] = answer(queries[place[n]], unit[place[n]], candidates[n], options);
}

EiSearch::EiSearch(std::span<const library::Library* const> libraries)
    : EiSearch(EiReferences(libraries), calibration_of(libraries)) {}

EiSearch::EiSearch(EiReferences references, EiCalibration calibration)
    : contents_(std::make_unique<Contents>(std::move(references), std::move(calibration))) {}

EiSearch::EiSearch(EiSearch&&) noexcept = default;
EiSearch& EiSearch::operator=(EiSearch&&) noexcept = default;
EiSearch::~EiSearch() = default;

std::vector<Answer> EiSearch::find(std::span<const EiQuery> queries, const SearchOptions& options) const {
    if (options.top < 1) throw UsageError("top " + std::to_string(options.top) + " (expected 1 or more)");
    if (!(options.set_level > 0 && options.set_level < 1))
        throw UsageError("set level " + shortest(options.set_level) + " (expected a number between 0 and 1)");
    std::vector<Answer> answers(queries.size());
    const std::size_t batches = (queries.size() + batch - 1) / batch;
    std::vector<std::exception_ptr> failures(batches);
#pragma omp parallel for schedule(dynamic)
    for (std::ptrdiff_t n = 0; n < static_cast<std::ptrdiff_t>(batches); ++n) {
        const std::size_t first = static_cast<std::size_t>(n) * batch, count = std::min(batch, queries.size() - first);
        try {
            contents_->find(queries.subspan(first, count), options, std::span(answers).subspan(first, count));
        } catch (...) {
            failures[static_cast<std::size_t>(n)] = std::current_exception();
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
std::size_t EiSearch::entries() const { return contents_->retrieval.references().size(); }

}  // namespace spec::search
