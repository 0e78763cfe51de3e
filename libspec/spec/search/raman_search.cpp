#include <algorithm>
#include <spec/core/error.hpp>
#include <spec/core/text.hpp>
#include <spec/search/raman_calibration.hpp>
#include <spec/search/raman_conclusion.hpp>
#include <spec/search/raman_references.hpp>
#include <spec/search/raman_search.hpp>

namespace spec::search {
namespace {

RamanCalibration calibration_of(std::span<const library::Library* const> libraries) {
    for (const library::Library* library : libraries)
        if (const std::string_view text = library->calibration("raman"); !text.empty())
            return read_raman_calibration(text, library->path().string());
    return read_raman_calibration(built_in_raman_calibration(), "built-in calibration");
}

Json curve(const raman::Prepared& prepared) {
    Json x = Json::array(), y = Json::array();
    for (std::size_t i = 0; i < prepared.spectrum.shift_cm1.size(); ++i) {
        x.push_back(printed(prepared.spectrum.shift_cm1[i]));
        y.push_back(printed(prepared.spectrum.intensity[i]));
    }
    return {{"shift_cm1", x}, {"intensity", y}};
}

}  // namespace

struct RamanSearch::Contents {
    raman::Parameters parameters;
    RamanReferences references;
    RamanCalibration calibration;

    std::vector<Match> ranked(const raman::Prepared& query) const;
};

// The best entry of each compound, best compound first; ties by entry name.
std::vector<Match> RamanSearch::Contents::ranked(const raman::Prepared& query) const {
    const auto all = references.all();
    std::vector<raman::CoarseScore> scores(all.size());
    const raman::CoarseSpectrum coarse = raman::coarse(query, parameters);
    const auto count = static_cast<std::ptrdiff_t>(all.size());
#pragma omp parallel for schedule(static)
    for (std::ptrdiff_t i = 0; i < count; ++i)
        scores[static_cast<std::size_t>(i)] = raman::compare(coarse, all[static_cast<std::size_t>(i)].coarse, parameters);
    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < all.size(); ++i)
        if (scores[i].score > 0) order.push_back(i);
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        if (scores[a].score != scores[b].score) return scores[a].score > scores[b].score;
        return all[a].entry < all[b].entry;
    });
    std::vector<Match> out;
    std::vector<char> seen(references.compounds(), 0);
    for (const std::size_t i : order) {
        if (seen[all[i].compound]++) continue;
        Match match;
        match.rank = static_cast<int>(out.size()) + 1;
        match.entry = all[i].entry;
        match.name = all[i].name;
        match.inchikey = all[i].inchikey;
        match.kind = all[i].kind;
        match.entry_index = i;
        match.score = round_significant(scores[i].score);
        match.scores = {{"root_derivative_cosine", match.score}, {"shift_cm1", scores[i].shift_cm1}, {"coverage", scores[i].coverage}};
        out.push_back(std::move(match));
    }
    return out;
}

RamanSearch::RamanSearch(std::span<const library::Library* const> libraries, const raman::Parameters& parameters)
    : contents_(new Contents{parameters, RamanReferences(libraries, parameters), calibration_of(libraries)}) {}

RamanSearch::RamanSearch(RamanReferences references, const raman::Parameters& parameters)
    : contents_(new Contents{parameters, std::move(references), calibration_of({})}) {}

RamanSearch::RamanSearch(RamanSearch&&) noexcept = default;
RamanSearch& RamanSearch::operator=(RamanSearch&&) noexcept = default;
RamanSearch::~RamanSearch() = default;

std::vector<Answer> RamanSearch::find(std::span<const RamanSpectrum> queries, const SearchOptions& options) const {
    if (options.top < 1) throw UsageError("--top " + std::to_string(options.top) + " is not allowed (expected 1 or more)");
    if (!(options.set_level > 0 && options.set_level < 1)) throw UsageError("--set-level " + shortest(options.set_level) + " is not allowed (expected a share between 0 and 1)");
    std::vector<Answer> out;
    for (const RamanSpectrum& query : queries) {
        const raman::Prepared prepared = raman::prepare(query, contents_->parameters);
        Answer answer;
        answer.hits = contents_->ranked(prepared);
        answer.conclusion = conclude_raman(answer.hits, prepared.quality, contents_->calibration, options.set_level);
        if (answer.hits.size() > static_cast<std::size_t>(options.top)) answer.hits.resize(static_cast<std::size_t>(options.top));
        if (options.with_reference && !answer.hits.empty())
            answer.hits[0].reference = curve(contents_->references.all()[answer.hits[0].entry_index].prepared);
        for (Match& match : answer.hits) match.entry_index = contents_->references.all()[match.entry_index].entry_index;
        out.push_back(std::move(answer));
    }
    return out;
}

std::vector<Constituent> RamanSearch::constituents(const RamanSpectrum& query, const SearchOptions& options) const {
    std::vector<Answer> answers = find(std::span(&query, 1), options);
    Constituent one;
    one.id = 1;
    one.coefficient = 1;
    one.hits = std::move(answers[0].hits);
    one.conclusion = std::move(answers[0].conclusion);
    return {std::move(one)};
}

const std::string& RamanSearch::calibration_sha256() const { return contents_->calibration.sha256; }

std::size_t RamanSearch::entries() const { return contents_->references.all().size(); }

}  // namespace spec::search
