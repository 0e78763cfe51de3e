#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <omp.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>
#include <spec/core/error.hpp>
#include <spec/match/weighted_cosine.hpp>
#include <spec/search/ei_calibration.hpp>
#include <spec/search/ei_references.hpp>
#include <spec/search/ei_search.hpp>

namespace {

using spec::MassSpectrum;
using spec::Outcome;
using spec::library::Entry;
using spec::library::EntryKind;
using spec::search::built_in_ei_calibration;
using spec::search::EiQuery;
using spec::search::EiReferences;
using spec::search::EiSearch;
using spec::search::read_ei_calibration;

Entry entry(std::string id, std::string name, std::string inchikey = {}, EntryKind kind = EntryKind::spectrum) {
    Entry out;
    out.id = std::move(id);
    out.name = std::move(name);
    out.inchikey = std::move(inchikey);
    out.kind = kind;
    return out;
}

EiSearch made(EiReferences references) {
    return {std::move(references), read_ei_calibration(built_in_ei_calibration(), "ei.toml")};
}

const MassSpectrum a_spectrum{{41, 58, 77, 91, 105, 148}, {100, 999, 80, 300, 120, 60}};
const MassSpectrum b_spectrum{{41, 72, 79, 93, 135, 190}, {50, 999, 200, 300, 400, 500}};
const MassSpectrum c_spectrum{{43, 58, 77, 92, 105, 163}, {999, 700, 80, 500, 400, 300}};

std::vector<MassSpectrum> random_spectra(std::size_t n, unsigned seed) {
    std::mt19937 random(seed);
    std::vector<MassSpectrum> out(n);
    for (MassSpectrum& spectrum : out)
        for (int mz = 40; mz < 300; ++mz)
            if (random() % 5 == 0) {
                spectrum.mz.push_back(mz);
                spectrum.intensity.push_back(static_cast<double>(1 + random() % 999));
            }
    return out;
}

TEST(EiSearch, FindsTheEntryThatIsTheQuery) {
    const EiSearch search = made(EiReferences({entry("l:1", "A"), entry("l:2", "B")}, {a_spectrum, b_spectrum}));
    const auto answer = search.find(EiQuery{b_spectrum, {}, "", ""}, {});
    ASSERT_EQ(answer.hits.size(), 2u);
    EXPECT_EQ(answer.hits[0].entry, "l:2");
    EXPECT_EQ(answer.hits[0].rank, 1);
    EXPECT_GT(answer.hits[0].score, answer.hits[1].score);
    EXPECT_NEAR(answer.hits[0].scores.at("cosine"), 1, 1e-12);
    EXPECT_EQ(answer.hits[0].scores.at("nist_mf"), 999);
    EXPECT_EQ(answer.hits[0].kind, "spectrum");
}

TEST(EiSearch, GivesEachCompoundOnceByItsBestEntry) {
    const EiSearch search = made(EiReferences(
        {entry("l:1", "A", "KEY-A"), entry("l:2", "Alpha", "KEY-A"), entry("l:3", "C"), entry("l:4", " c ")},
        {c_spectrum, a_spectrum, c_spectrum, b_spectrum}));
    const auto hits = search.find(EiQuery{a_spectrum, {}, "", ""}, {}).hits;
    ASSERT_EQ(hits.size(), 2u);
    EXPECT_EQ(hits[0].entry, "l:2");
    EXPECT_EQ(hits[1].entry, "l:3");
}

TEST(EiSearch, BreaksTiesByEntryBytewise) {
    const EiSearch search = made(EiReferences({entry("l:b", "B"), entry("l:B", "b two"), entry("l:a", "A")},
                                              {a_spectrum, a_spectrum, a_spectrum}));
    const auto hits = search.find(EiQuery{a_spectrum, {}, "", ""}, {}).hits;
    ASSERT_EQ(hits.size(), 3u);
    EXPECT_EQ(hits[0].entry, "l:B");
    EXPECT_EQ(hits[1].entry, "l:a");
    EXPECT_EQ(hits[2].entry, "l:b");
}

TEST(EiSearch, LeavesTheExcludedEntryOut) {
    const EiSearch search = made(EiReferences({entry("l:1", "A"), entry("l:11", "B")}, {a_spectrum, a_spectrum}));
    EXPECT_EQ(search.find(EiQuery{a_spectrum, {}, "", "1"}, {}).hits.at(0).entry, "l:11");
    EXPECT_EQ(search.find(EiQuery{a_spectrum, {}, "", "l:11"}, {}).hits.at(0).entry, "l:1");
}

// An entry of principal ions is compared on those: the query's other ions are weaker, so they do not count.
TEST(EiSearch, ComparesPrincipalIonsOnTheirOwn) {
    MassSpectrum query = a_spectrum;
    for (int mz = 110; mz < 140; ++mz) {
        query.mz.insert(query.mz.end() - 1, mz);
        query.intensity.insert(query.intensity.end() - 1, 20);
    }
    const EiSearch search = made(EiReferences({entry("l:1", "A", "", EntryKind::principal_ions)}, {a_spectrum}));
    const auto answer = search.find(EiQuery{query, {}, "", ""}, {});
    EXPECT_EQ(answer.hits.at(0).kind, "principal_ions");
    EXPECT_NEAR(answer.hits.at(0).scores.at("cosine"), 1, 1e-12);
    EXPECT_NE(answer.conclusion.outcome, Outcome::single_candidate);
}

std::string text_of(const spec::search::Answer& answer) {
    spec::Json out = spec::Json::array();
    for (const auto& hit : answer.hits) out.push_back(to_json(hit));
    return spec::canonical_json({{"hits", out}, {"conclusion", to_json(answer.conclusion)}});
}

TEST(EiSearch, AnswersTheSameBytesWithAnyNumberOfThreadsAndInAnyBatch) {
    const auto spectra = random_spectra(400, 7);
    std::vector<Entry> entries;
    for (std::size_t i = 0; i < spectra.size(); ++i)
        entries.push_back(entry("l:" + std::to_string(i), std::to_string(i)));
    const EiSearch search = made(EiReferences(entries, spectra));
    std::vector<EiQuery> queries;
    for (const auto& spectrum : random_spectra(100, 8)) queries.push_back({spectrum, {}, "", ""});
    std::vector<std::string> alone;
    for (const EiQuery& query : queries) alone.push_back(text_of(search.find(query, {})));
    const int threads = omp_get_max_threads();
    for (const int n : {1, 2, 4}) {
        omp_set_num_threads(n);
        const auto answers = search.find(queries, {});
        for (std::size_t q = 0; q < queries.size(); ++q) EXPECT_EQ(text_of(answers[q]), alone[q]);
    }
    omp_set_num_threads(threads);
}

TEST(EiSearch, LeavesACompoundOutByItsInchikey) {
    const EiSearch search = made(
        EiReferences({entry("l:1", "A", "AAAAAAAAAAAAAA-BBBBBBBBBB-N"), entry("l:2", "B")}, {a_spectrum, a_spectrum}));
    EiQuery query{a_spectrum, {}, "", ""};
    query.exclude_inchikey = "AAAAAAAAAAAAAA";
    const auto hits = search.find(query, {}).hits;
    ASSERT_EQ(hits.size(), 1u);
    EXPECT_EQ(hits[0].entry, "l:2");
}

TEST(EiSearch, GivesTheDifferenceOfRetentionIndicesOfOneScaleAndColumnOnly) {
    std::vector<Entry> entries{entry("l:1", "A"), entry("l:2", "B"), entry("l:3", "C")};
    entries[0].retention_index = spec::RetentionIndex{1500, "n_alkane", "DB-5"};
    entries[1].retention_index = spec::RetentionIndex{1600, "n_alkane", "DB-5"};
    entries[2].retention_index = spec::RetentionIndex{1600, "n_alkane", "WAX"};
    const EiSearch search = made(EiReferences(entries, {a_spectrum, a_spectrum, a_spectrum}));
    const EiQuery query{a_spectrum, spec::RetentionIndex{1605, "n_alkane", "DB-5"}, "", ""};
    const auto hits = search.find(query, {}).hits;
    ASSERT_EQ(hits.size(), 3u);
    EXPECT_EQ(hits[0].entry, "l:2");  // equal spectra: the index decides
    EXPECT_EQ(hits[0].delta_ri, 5);
    EXPECT_EQ(hits[1].entry, "l:3");  // no index to compare: neither helped nor harmed
    EXPECT_FALSE(hits[1].delta_ri.has_value());
    EXPECT_EQ(hits[2].delta_ri, 105);
}

TEST(EiSearch, AnswersInsufficientSignal) {
    const EiSearch search = made(EiReferences({entry("l:1", "A")}, {a_spectrum}));
    const auto few = search.find(EiQuery{{{58, 91}, {1, 2}}, {}, "", ""}, {});
    EXPECT_EQ(few.conclusion.outcome, Outcome::insufficient_signal);
    EXPECT_EQ(few.conclusion.reason, "the spectrum has 2 peaks on unit mass (at least 5 are needed)");
    EXPECT_TRUE(few.hits.empty());
    MassSpectrum endless = a_spectrum;
    endless.intensity[2] = std::numeric_limits<double>::infinity();
    const auto infinite = search.find(EiQuery{endless, {}, "", ""}, {});
    EXPECT_EQ(infinite.conclusion.outcome, Outcome::insufficient_signal);
    EXPECT_EQ(infinite.conclusion.reason, "the spectrum holds a value that is not a finite number");
}

TEST(EiSearch, FindsNothingOutsideTheRangeOfTheLibrary) {
    const EiSearch search = made(EiReferences({entry("l:1", "A")}, {a_spectrum}));
    const auto answer = search.find(EiQuery{{{900, 910, 920, 930, 940}, {1, 2, 3, 4, 5}}, {}, "", ""}, {});
    EXPECT_TRUE(answer.hits.empty());
    EXPECT_EQ(answer.conclusion.outcome, Outcome::not_in_library);
    EXPECT_EQ(answer.conclusion.reason, "no entry of the library shares an ion with the spectrum");
}

TEST(EiSearch, GivesTheReferenceOfTheFirstHitOnRequest) {
    const EiSearch search = made(EiReferences({entry("l:1", "A"), entry("l:2", "B")}, {a_spectrum, b_spectrum}));
    spec::search::SearchOptions options;
    options.with_reference = true;
    const auto hits = search.find(EiQuery{a_spectrum, {}, "", ""}, options).hits;
    ASSERT_TRUE(hits.at(0).reference.has_value());
    EXPECT_EQ(hits[0].reference->at("mz").size(), 6u);
    EXPECT_FALSE(hits.at(1).reference.has_value());
}

TEST(EiSearch, RefusesOptionsThatMeanNothing) {
    const EiSearch search = made(EiReferences({entry("l:1", "A")}, {a_spectrum}));
    spec::search::SearchOptions options;
    options.top = 0;
    try {
        search.find(EiQuery{a_spectrum, {}, "", ""}, options);
        FAIL();
    } catch (const spec::UsageError& error) {
        EXPECT_STREQ(error.what(), "top 0 (expected 1 or more)");
    }
    options = {};
    options.set_level = 1;
    try {
        search.find(EiQuery{a_spectrum, {}, "", ""}, options);
        FAIL();
    } catch (const spec::UsageError& error) {
        EXPECT_STREQ(error.what(), "set level 1 (expected a number between 0 and 1)");
    }
}

}  // namespace
