#include <algorithm>
#include <spec/core/error.hpp>
#include <spec/core/text.hpp>
#include <spec/raman/align.hpp>
#include <spec/raman/bands.hpp>
#include <spec/raman/similarity.hpp>
#include <spec/raman/unmix.hpp>
#include <spec/search/raman_calibration.hpp>
#include <spec/search/raman_conclusion.hpp>
#include <spec/search/raman_references.hpp>
#include <spec/search/raman_search.hpp>

namespace spec::search {
namespace {

RamanCalibration calibration_of(std::span<const library::Library* const> libraries) {
    for (const library::Library* library : libraries)
        if (const std::string_view text = library->calibration("raman"); !text.empty()) try {
                return read_raman_calibration(text, library->path().string());
            } catch (const DataError& error) {  // checksums hold, so it is as it was written
                throw DataError(error.position(),
                                "was made by another version of this program, whose calibration this one "
                                "does not read: " +
                                    error.message() + "; make it again with `sarap library import` or `build`");
            }
    return read_raman_calibration(built_in_raman_calibration(), "built-in calibration");
}

raman::Parameters first_step(const raman::Parameters& parameters) {
    raman::Parameters out = raman::thinned(parameters);
    out.refinement_steps = std::min(1, parameters.refinement_steps);
    return out;
}

Json curve_json(const RamanReference& reference, const raman::Parameters& parameters) {
    const numeric::Grid grid = raman::common_grid(parameters);
    Json x = Json::array(), y = Json::array();
    for (std::size_t i = 0; i < reference.intensity.size(); ++i) {
        x.push_back(printed(grid.at(reference.first + i)));
        y.push_back(printed(static_cast<double>(reference.intensity[i])));
    }
    return {{"shift_cm1", x}, {"intensity", y}};
}

}  // namespace

struct RamanSearch::Contents {
    raman::Parameters parameters, quick;  // of all steps, and of the first
    RamanReferences references;
    RamanCalibration calibration;

    std::vector<std::size_t> shortlist(const std::vector<raman::CoarseScore>& scores, std::size_t count) const;
    enum class Pass { quick, full };
    Match refined(const raman::Curve& query, std::size_t index, const raman::CoarseScore& start, Pass pass) const;
    void refine(const raman::Curve& curve, const std::vector<raman::CoarseScore>& scores,
                const std::vector<std::size_t>& chosen, Pass pass, std::span<Match> out) const;
    std::vector<Match> ranked(const raman::Curve& curve) const;
    Answer answer(std::vector<Match> ranking, const RamanEvidence& evidence, const SearchOptions& options) const;
    raman::Mixture unmixed(const raman::Curve& curve, const Match& first) const;
    void bring_forward(std::vector<Match>& ranking, const raman::Member& member) const;
    void hold_open(Answer& own, const SearchOptions& options) const;
    void add_unknown(const raman::Mixture& mixture, std::vector<Constituent>& constituents) const;
    std::vector<Constituent> members_of(const raman::Mixture& mixture, const SearchOptions& options) const;
};

// Indices of references: the best of each compound by the coarse score, best first, ties by entry name; at most
// `count`.
std::vector<std::size_t> RamanSearch::Contents::shortlist(const std::vector<raman::CoarseScore>& scores,
                                                          std::size_t count) const {
    const auto all = references.all();
    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < all.size(); ++i)
        if (scores[i].comparable) order.push_back(i);
    const auto before = [&](std::size_t a, std::size_t b) {
        return scores[a].score != scores[b].score ? scores[a].score > scores[b].score : all[a].entry < all[b].entry;
    };
    std::vector<std::size_t> out;
    std::vector<char> seen(references.compounds(), 0);
    // Sorted piece by piece: mostly the first few hundred hold enough compounds.
    for (std::size_t sorted = 0; sorted < order.size() && out.size() < count;) {
        const std::size_t end = std::min(order.size(), sorted + 8 * count);
        std::partial_sort(order.begin() + static_cast<std::ptrdiff_t>(sorted),
                          order.begin() + static_cast<std::ptrdiff_t>(end), order.end(), before);
        for (; sorted < end && out.size() < count; ++sorted)
            if (!seen[all[order[sorted]].compound]++) out.push_back(order[sorted]);
        sorted = end;
    }
    return out;
}

Match RamanSearch::Contents::refined(const raman::Curve& query, std::size_t index, const raman::CoarseScore& start,
                                     Pass pass) const {
    const RamanReference& reference = references.all()[index];
    const raman::Parameters& how = pass == Pass::quick ? quick : parameters;
    const raman::Curve& curve = pass == Pass::quick ? reference.thin : reference.curve;
    const raman::Alignment alignment = raman::align(query, curve, start.shift_cm1, how);
    const raman::Similarity similarity = raman::similarity(alignment, query, how);
    Match match;
    match.entry = reference.entry;
    match.name = reference.name;
    match.inchikey = reference.inchikey;
    match.kind = reference.kind;
    match.entry_index = index;
    match.score = round_significant(similarity.score);
    if (reference.kind == "band_table" && alignment.possible) {
        // A table says where bands are and nothing of what lies between: all its strong bands count, both ways.
        const raman::BandAgreement bands = raman::band_agreement(alignment, query.noise, how);
        match.score = round_significant(similarity.score * bands.of_reference * bands.of_query);
    }
    match.scores = {{"coarse", start.score},
                    {"windowed", similarity.windowed},
                    {"windowed_root", similarity.windowed_root},
                    {"coverage", alignment.coverage},
                    {"shift_cm1", alignment.shift_cm1},
                    {"stretch", alignment.stretch},
                    {"broadening_cm1", alignment.broadening_cm1}};
    return match;
}

void RamanSearch::Contents::refine(const raman::Curve& curve, const std::vector<raman::CoarseScore>& scores,
                                   const std::vector<std::size_t>& chosen, Pass pass, std::span<Match> out) const {
    const auto count = static_cast<std::ptrdiff_t>(chosen.size());
#pragma omp parallel for schedule(dynamic, 2)
    for (std::ptrdiff_t i = 0; i < count; ++i) {
        const auto k = static_cast<std::size_t>(i);
        out[k] = refined(curve, chosen[k], scores[chosen[k]], pass);
    }
}

// Distinct compounds, best first; ties by entry name. One step of the alignment on every second point for all, all
// steps on all points for the best of them.
std::vector<Match> RamanSearch::Contents::ranked(const raman::Curve& curve) const {
    const std::vector<raman::CoarseScore> scores = references.index().scores(raman::coarse(curve, parameters));
    const std::vector<std::size_t> best = shortlist(scores, static_cast<std::size_t>(std::max(parameters.refined, 50)));
    std::vector<Match> out(best.size());
    refine(raman::thinned(curve), scores, best, Pass::quick, out);
    const auto before = [](const Match& x, const Match& y) {
        return x.score != y.score ? x.score > y.score : x.entry < y.entry;
    };
    std::sort(out.begin(), out.end(), before);
    std::vector<std::size_t> front;
    for (std::size_t i = 0; i < std::min(out.size(), static_cast<std::size_t>(std::max(1, parameters.refined_fully)));
         ++i)
        front.push_back(out[i].entry_index);
    refine(curve, scores, front, Pass::full, std::span(out).first(front.size()));
    std::sort(out.begin(), out.end(), before);
    for (std::size_t i = 0; i < out.size(); ++i) out[i].rank = static_cast<int>(i) + 1;
    return out;
}

raman::Mixture RamanSearch::Contents::unmixed(const raman::Curve& curve, const Match& first) const {
    const raman::Alignment start =
        raman::align(curve, references.all()[first.entry_index].curve, first.scores.at("shift_cm1"), parameters);
    return raman::unmix(curve, references.curves(), references.compound_numbers(), references.index(),
                        first.entry_index, start, parameters);
}

// The joint fit chose this member among all: it stands first when it is nearly the best match of its own rest.
void RamanSearch::Contents::bring_forward(std::vector<Match>& ranking, const raman::Member& member) const {
    const std::size_t compound = references.all()[member.reference].compound;
    for (std::size_t i = 1; i < std::min<std::size_t>(ranking.size(), 10); ++i) {
        if (references.all()[ranking[i].entry_index].compound != compound) continue;
        ranking[i].score = ranking[0].score;
        std::rotate(ranking.begin(), ranking.begin() + static_cast<std::ptrdiff_t>(i),
                    ranking.begin() + static_cast<std::ptrdiff_t>(i) + 1);
        break;
    }
    for (std::size_t i = 0; i < ranking.size(); ++i) ranking[i].rank = static_cast<int>(i) + 1;
}

// Needed by the joint fit, but its own rest alone would not name it: the first hits stand as a set, without a
// probability.
void RamanSearch::Contents::hold_open(Answer& own, const SearchOptions& options) const {
    own.conclusion = Conclusion{};
    own.conclusion.outcome = Outcome::indistinguishable;
    own.conclusion.set_level = options.set_level;
    for (std::size_t i = 0; i < std::min<std::size_t>(own.hits.size(), 3); ++i)
        own.conclusion.candidates.push_back({own.hits[i].name, own.hits[i].inchikey, std::nullopt});
    own.conclusion.reason =
        "the mixture needs a constituent like these; what the others leave of the spectrum is too little to tell them "
        "apart";
    own.conclusion.separable_by = {"GC-MS, or a spectrum of the constituent alone"};
}

RamanSearch::RamanSearch(std::span<const library::Library* const> libraries, const raman::Parameters& parameters)
    : contents_(new Contents{parameters, first_step(parameters), RamanReferences(libraries, parameters),
                             calibration_of(libraries)}) {}

RamanSearch::RamanSearch(RamanReferences references, const raman::Parameters& parameters)
    : contents_(new Contents{parameters, first_step(parameters), std::move(references), calibration_of({})}) {}

RamanSearch::RamanSearch(RamanSearch&&) noexcept = default;
RamanSearch& RamanSearch::operator=(RamanSearch&&) noexcept = default;
RamanSearch::~RamanSearch() = default;

namespace {

void check(const SearchOptions& options) {
    if (options.top < 1)
        throw UsageError("--top " + std::to_string(options.top) + " is not allowed (expected 1 or more)");
    if (!(options.set_level > 0 && options.set_level < 1))
        throw UsageError("--set-level " + shortest(options.set_level) +
                         " is not allowed (expected a share between 0 and 1)");
}

}  // namespace

// The answer to one curve: hits cut to what was asked for, the conclusion from all that were ranked.
Answer RamanSearch::Contents::answer(std::vector<Match> ranking, const RamanEvidence& evidence,
                                     const SearchOptions& options) const {
    Answer out;
    out.conclusion = conclude_raman(ranking, evidence, calibration, options.set_level);
    out.hits = std::move(ranking);
    if (out.hits.size() > static_cast<std::size_t>(options.top)) out.hits.resize(static_cast<std::size_t>(options.top));
    if (options.with_reference && !out.hits.empty())
        out.hits[0].reference = curve_json(references.all()[out.hits[0].entry_index], parameters);
    for (Match& match : out.hits) match.entry_index = references.all()[match.entry_index].entry_index;
    return out;
}

std::vector<Answer> RamanSearch::find(std::span<const RamanSpectrum> queries, const SearchOptions& options) const {
    check(options);
    std::vector<Answer> out;
    for (const RamanSpectrum& query : queries) {
        const raman::Prepared prepared = raman::prepare(query, contents_->parameters);
        const raman::Curve curve = raman::comparison_curve(prepared, contents_->parameters);
        out.push_back(
            contents_->answer(contents_->ranked(curve), {prepared.quality.insufficient, curve.noise}, options));
    }
    return out;
}

// The members of a mixture, each identified by the spectrum without the others. A member that the joint fit needs is
// named with its neighbours even where its own rest is too poor to stand alone.
std::vector<Constituent> RamanSearch::Contents::members_of(const raman::Mixture& mixture,
                                                           const SearchOptions& options) const {
    std::vector<Constituent> out;
    for (const raman::Member& member : mixture.members) {
        std::vector<Match> ranking = ranked(member.partial);
        bring_forward(ranking, member);
        Answer own = answer(std::move(ranking), {std::nullopt, member.partial.noise}, options);
        if (own.conclusion.outcome == Outcome::not_in_library) hold_open(own, options);
        Constituent constituent;
        constituent.id = static_cast<int>(out.size()) + 1;
        constituent.coefficient = round_significant(member.share);
        constituent.coefficient_interval = {round_significant(member.interval.first),
                                            round_significant(member.interval.second)};
        constituent.hits = std::move(own.hits);
        constituent.conclusion = std::move(own.conclusion);
        out.push_back(std::move(constituent));
    }
    return out;
}

// What the named members leave unexplained, as a constituent of its own without a name. Where nothing is named, the
// whole spectrum is unknown already.
void RamanSearch::Contents::add_unknown(const raman::Mixture& mixture, std::vector<Constituent>& constituents) const {
    const bool named = std::any_of(constituents.begin(), constituents.end(),
                                   [](const Constituent& one) { return !one.conclusion.candidates.empty(); });
    if (!named || mixture.unknown_bands < parameters.unknown_least_bands) return;
    Constituent unknown;
    unknown.id = static_cast<int>(constituents.size()) + 1;
    unknown.coefficient = round_significant(1 - mixture.explained);
    unknown.conclusion.outcome = Outcome::not_in_library;
    unknown.conclusion.reason = "unknown constituent: no reference explains " + std::to_string(mixture.unknown_bands) +
                                " bands, the tallest at " + shortest(std::round(mixture.unexplained_cm1)) + " cm-1, " +
                                shortest(std::round(mixture.unexplained_band)) + " standard deviations above the fit";
    constituents.push_back(std::move(unknown));
}

std::vector<Constituent> RamanSearch::constituents(const RamanSpectrum& query, const SearchOptions& options) const {
    check(options);
    const Contents& contents = *contents_;
    const raman::Prepared prepared = raman::prepare(query, contents.parameters);
    const raman::Curve curve = raman::comparison_curve(prepared, contents.parameters);
    std::vector<Match> ranking = contents.ranked(curve);
    raman::Mixture mixture;
    if (!prepared.quality.insufficient && !ranking.empty()) mixture = contents.unmixed(curve, ranking[0]);
    std::vector<Constituent> out;
    if (mixture.members.size() > 1) {
        out = contents.members_of(mixture, options);
    } else {
        Answer alone = contents.answer(std::move(ranking), {prepared.quality.insufficient, curve.noise}, options);
        out.emplace_back();
        out[0].id = 1;
        out[0].coefficient = 1;
        out[0].hits = std::move(alone.hits);
        out[0].conclusion = std::move(alone.conclusion);
    }
    contents.add_unknown(mixture, out);
    return out;
}

const std::string& RamanSearch::calibration_sha256() const { return contents_->calibration.sha256; }

std::size_t RamanSearch::entries() const { return contents_->references.all().size(); }

}  // namespace spec::search
