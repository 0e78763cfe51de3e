#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <omp.h>

#include <spec/core/error.hpp>
#include <spec/search/raman_calibration.hpp>
#include <spec/search/raman_references.hpp>
#include <spec/search/raman_search.hpp>

#include "../raman/spectra.hpp"

namespace {

using spec::Outcome;
using spec::RamanSpectrum;
using spec::search::RamanReferences;
using spec::search::RamanSearch;
using spec::test::drawn;
using spec::test::Look;
using spec::test::made_up;

RamanSpectrum named(RamanSpectrum spectrum, const std::string& name, const std::string& id) {
    spectrum.title = name;
    spectrum.id = id;
    return spectrum;
}

std::vector<RamanSpectrum> library_of(std::uint64_t count) {
    std::vector<RamanSpectrum> out;
    for (std::uint64_t i = 0; i < count; ++i)
        out.push_back(named(drawn(made_up(i), Look{.seed = 100 + i}), "substance " + std::to_string(i),
                            "t:" + std::to_string(i)));
    return out;
}

RamanSearch search_in(const std::vector<RamanSpectrum>& references) {
    const spec::raman::Parameters parameters;
    return {RamanReferences(references, parameters), parameters};
}

TEST(RamanSearch, FindsEverySubstanceAgainOnAnotherInstrument) {
    const RamanSearch search = search_in(library_of(40));
    std::vector<RamanSpectrum> queries;
    for (std::uint64_t i = 0; i < 40; ++i)
        queries.push_back(
            drawn(made_up(i), Look{.step_cm1 = 2.3, .noise = 0.01, .shift_cm1 = 3, .fluorescence = 5, .seed = i + 1}));
    const auto answers = search.find(queries, {});
    ASSERT_EQ(answers.size(), 40u);
    for (std::size_t i = 0; i < answers.size(); ++i) {
        ASSERT_EQ(answers[i].hits.size(), 10u);
        EXPECT_EQ(answers[i].hits[0].name, "substance " + std::to_string(i));
        EXPECT_EQ(answers[i].hits[0].rank, 1);
        EXPECT_GT(answers[i].hits[0].score, answers[i].hits[1].score);
        EXPECT_EQ(answers[i].hits[0].kind, "spectrum");
    }
}

TEST(RamanSearch, GivesTheSameAnswersWithAnyNumberOfThreads) {
    const RamanSearch search = search_in(library_of(20));
    const std::vector<RamanSpectrum> queries{drawn(made_up(7), Look{.noise = 0.05, .seed = 9})};
    const int threads = omp_get_max_threads();
    omp_set_num_threads(1);
    const auto one = search.find(queries, {});
    omp_set_num_threads(4);
    const auto four = search.find(queries, {});
    omp_set_num_threads(threads);
    for (std::size_t k = 0; k < one[0].hits.size(); ++k)
        EXPECT_EQ(spec::canonical_json(to_json(one[0].hits[k])), spec::canonical_json(to_json(four[0].hits[k])));
    EXPECT_EQ(spec::canonical_json(to_json(one[0].conclusion)), spec::canonical_json(to_json(four[0].conclusion)));
}

TEST(RamanSearch, ReturnsEachCompoundOnceByItsBestEntry) {
    std::vector<RamanSpectrum> references = library_of(3);
    references.push_back(named(drawn(made_up(1), Look{.noise = 0.2, .seed = 77}), "Substance 1 ", "t:other"));
    const auto answer = search_in(references).find(std::vector{drawn(made_up(1), Look{.seed = 5})}, {})[0];
    ASSERT_EQ(answer.hits.size(), 3u);
    EXPECT_EQ(answer.hits[0].entry, "t:1");
}

TEST(RamanSearch, SaysThatASpectrumIsTooWeak) {
    const RamanSearch search = search_in(library_of(3));
    const auto answer = search.find(std::vector{drawn({}, Look{.noise = 1})}, {})[0];
    EXPECT_EQ(answer.conclusion.outcome, Outcome::insufficient_signal);
    EXPECT_EQ(answer.conclusion.reason, "no band stands out of the noise");
    EXPECT_TRUE(answer.conclusion.candidates.empty());
    const auto empty = search.find(std::vector{RamanSpectrum{}}, {})[0];
    EXPECT_EQ(empty.conclusion.outcome, Outcome::insufficient_signal);
    EXPECT_TRUE(empty.hits.empty());
}

TEST(RamanSearch, SaysThatASubstanceIsNotInTheLibrary) {
    const RamanSearch search = search_in(library_of(20));
    int absent = 0;
    for (std::uint64_t i = 500; i < 540; ++i) {
        const auto answer = search.find(std::vector{drawn(made_up(i), Look{.seed = i})}, {})[0];
        EXPECT_NE(answer.conclusion.outcome, Outcome::single_candidate) << i;
        ASSERT_TRUE(answer.conclusion.probability);
        absent += answer.conclusion.outcome == Outcome::not_in_library;
    }
    EXPECT_GE(absent, 25);
}

// A table of bands is searched like a spectrum, is marked, and alone never makes a single candidate.
TEST(RamanSearch, SearchesTablesOfBandsAndNeverTrustsThemAlone) {
    std::vector<RamanSpectrum> references = library_of(5);
    RamanSpectrum table;
    table.band_table = true;
    for (const auto& band : made_up(30)) table.shift_cm1.push_back(band.position_cm1);
    std::sort(table.shift_cm1.begin(), table.shift_cm1.end());
    for (const double at : table.shift_cm1)
        for (const auto& band : made_up(30))
            if (band.position_cm1 == at) table.intensity.push_back(band.height);
    references.push_back(named(table, "tabled", "t:table"));
    const auto answer = search_in(references).find(std::vector{drawn(made_up(30), Look{.seed = 5})}, {})[0];
    EXPECT_EQ(answer.hits[0].name, "tabled");
    EXPECT_EQ(answer.hits[0].kind, "band_table");
    EXPECT_EQ(answer.conclusion.outcome, Outcome::class_only);
    ASSERT_EQ(answer.conclusion.candidates.size(), 1u);
    EXPECT_FALSE(answer.conclusion.candidates[0].probability);
    EXPECT_EQ(answer.conclusion.reason, "compared with the bands of a table alone, which agree both ways");
}

// A table of one band that coincides with one of a spectrum's many explains next to nothing of it.
TEST(RamanSearch, LetsNoTableIntoASetForOneBand) {
    std::vector<RamanSpectrum> references = library_of(5);
    RamanSpectrum table;
    table.band_table = true;
    table.shift_cm1 = {1001};
    table.intensity = {1};
    references.push_back(named(table, "one band", "t:one"));
    const std::vector<spec::test::Band> bands{{480, 12, 0.6},  {640, 12, 0.7},  {1001, 12, 1},
                                              {1200, 14, 0.5}, {1450, 14, 0.6}, {1602, 12, 0.8}};
    const auto answer = search_in(references).find(std::vector{drawn(bands, {})}, {})[0];
    for (const auto& hit : answer.hits) {
        if (hit.name == "one band") {
            EXPECT_LT(hit.score, 0.3);
        }
    }
    for (const auto& candidate : answer.conclusion.candidates) EXPECT_NE(candidate.name, "one band");
}

TEST(RamanSearch, GivesTheReferenceOfTheFirstHitForFigures) {
    const RamanSearch search = search_in(library_of(3));
    const auto answer = search.find(std::vector{drawn(made_up(2), {})}, {.with_reference = true})[0];
    ASSERT_TRUE(answer.hits[0].reference);
    EXPECT_EQ(answer.hits[0].reference->at("shift_cm1").size(), answer.hits[0].reference->at("intensity").size());
    EXPECT_FALSE(answer.hits[1].reference);
}

TEST(RamanSearch, RefusesWrongRequests) {
    const RamanSearch search = search_in(library_of(1));
    try {
        search.find({}, {.top = 0});
        FAIL();
    } catch (const spec::UsageError& error) {
        EXPECT_STREQ(error.what(), "--top 0 is not allowed (expected 1 or more)");
    }
    try {
        search.find({}, {.set_level = 1});
        FAIL();
    } catch (const spec::UsageError& error) {
        EXPECT_STREQ(error.what(), "--set-level 1 is not allowed (expected a share between 0 and 1)");
    }
}

TEST(RamanSearch, NamesBothConstituentsOfAMixture) {
    const RamanSearch search = search_in(library_of(40));
    auto bands = made_up(3);
    for (auto& band : bands) band.height *= 0.6;
    for (auto band : made_up(8)) {
        band.height *= 0.4;
        bands.push_back(band);
    }
    const auto found = search.constituents(drawn(bands, Look{.fluorescence = 1, .seed = 5}), {});
    ASSERT_EQ(found.size(), 2u);
    EXPECT_EQ(found[0].id, 1);
    EXPECT_NEAR(found[0].coefficient + found[1].coefficient, 1, 1e-9);
    for (const auto& constituent : found) {
        EXPECT_TRUE(constituent.coefficient_interval);
        const std::string& name = constituent.hits[0].name;
        EXPECT_TRUE(name == "substance 3" || name == "substance 8") << name;
    }
    EXPECT_NE(found[0].hits[0].name, found[1].hits[0].name);
}

TEST(RamanSearch, GivesOneConstituentForAPureSubstance) {
    const auto found = search_in(library_of(40)).constituents(drawn(made_up(12), Look{.noise = 0.01, .seed = 3}), {});
    ASSERT_EQ(found.size(), 1u);
    EXPECT_EQ(found[0].coefficient, 1);
    EXPECT_EQ(found[0].hits[0].name, "substance 12");
}

// Substance 50 is not in the library; its bands stay over when substance 3 is explained.
TEST(RamanSearch, ReportsAnUnknownConstituent) {
    const RamanSearch search = search_in(library_of(40));
    auto bands = made_up(3);
    for (auto band : made_up(50)) {
        band.height *= 0.5;
        bands.push_back(band);
    }
    const auto found = search.constituents(drawn(bands, Look{.seed = 5}), {});
    ASSERT_GE(found.size(), 2u);
    EXPECT_EQ(found[0].hits[0].name, "substance 3");
    EXPECT_EQ(found.back().conclusion.outcome, Outcome::not_in_library);
    EXPECT_TRUE(found.back().conclusion.candidates.empty());
    EXPECT_TRUE(found.back().conclusion.reason.starts_with("unknown constituent: no reference explains "))
        << found.back().conclusion.reason;
}

TEST(RamanSearch, AnswersAnEmptyLibrary) {
    const auto answer = search_in({}).find(std::vector{drawn(made_up(2), {})}, {})[0];
    EXPECT_EQ(answer.conclusion.outcome, Outcome::not_in_library);
    EXPECT_EQ(answer.conclusion.reason, "no reference has enough of the axis in common with the spectrum");
}

TEST(RamanCalibration, NamesWhatIsWrong) {
    const auto refused = [](const char* text) -> std::string {
        try {
            spec::search::read_raman_calibration(text, "raman.toml");
        } catch (const spec::DataError& error) {
            return error.what();
        }
        return "read";
    };
    EXPECT_EQ(refused("[presence]\nintercept = 1\n"),
              "raman.toml: presence.margin is missing or not a number (expected a number)");
    EXPECT_THAT(refused("[presence\n"), testing::StartsWith("raman.toml:1: not TOML: "));
}

}  // namespace
