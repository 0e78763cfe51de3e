// Accurate masses: isobars that agree on unit mass are told apart by the third decimal.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <optional>
#include <spec/library/draft.hpp>
#include <spec/search/ei_accurate.hpp>
#include <spec/search/ei_arrays.hpp>
#include <spec/search/ei_search.hpp>

#include "../test_data.hpp"

namespace {

using spec::MassSpectrum;
using spec::library::Draft;
using spec::library::DraftEntry;
using spec::library::Library;
using spec::search::EiQuery;
using spec::search::EiSearch;

// Ions of C, H, O (first) and of C, H, N (second), nominally alike; monoisotopic masses less an electron, computed by
// hand.
const MassSpectrum oxygen{{43.0178, 57.0335, 71.0491, 85.0284, 99.0441, 127.0754}, {999, 400, 300, 500, 200, 100}};
const MassSpectrum nitrogen{{43.0291, 57.0447, 71.0604, 85.0760, 99.0917, 127.1230}, {999, 400, 300, 500, 200, 100}};

DraftEntry draft_entry(const std::string& id, const std::string& name, const MassSpectrum& spectrum) {
    DraftEntry out;
    out.entry.id = "t:" + id;
    out.entry.name = name;
    out.x = spectrum.mz;
    out.y = spectrum.intensity;
    return out;
}

MassSpectrum rounded(MassSpectrum spectrum) {
    for (double& mz : spectrum.mz) mz = std::round(mz);
    return spectrum;
}

struct Accurate : testing::Test {
    Library library = [] {
        Draft draft;
        draft.name = "accurate";
        draft.entries = {draft_entry("1", "CHO", oxygen), draft_entry("2", "CHN", nitrogen),
                         draft_entry("3", "unit", rounded(oxygen))};
        const auto file = spec::test::fresh_folder("ei_accurate") / "a.h5";
        spec::library::write_library(file, draft, spec::search::ei_named_arrays);
        return Library::open(file);
    }();
    const Library* libraries[1] = {&library};
    EiSearch search{libraries};
};

TEST(IsAccurate, NeedsAThirdDecimalInHalfOfThePeaks) {
    EXPECT_TRUE(spec::search::is_accurate(oxygen));
    EXPECT_FALSE(spec::search::is_accurate(rounded(oxygen)));
    EXPECT_FALSE(spec::search::is_accurate({{41.1, 57.05, 70.9, 85.123}, {1, 1, 1, 1}}));
    EXPECT_FALSE(spec::search::is_accurate({}));
}

TEST_F(Accurate, GivesAccurateCosinesWhereBothSidesHaveAccurateMasses) {
    MassSpectrum query = nitrogen;
    for (double& mz : query.mz) mz *= 1 + 3e-6;
    const auto hits = search.find(EiQuery{query, {}, "", ""}, {}).hits;
    ASSERT_EQ(hits.size(), 3u);
    std::map<std::string, std::optional<double>> cosines;
    for (const auto& hit : hits)
        cosines[hit.name] =
            hit.scores.contains("accurate_cosine") ? std::optional(hit.scores.at("accurate_cosine")) : std::nullopt;
    EXPECT_NEAR(cosines.at("CHN").value(), 1, 1e-9);
    EXPECT_EQ(cosines.at("CHO"), 0.0);
    EXPECT_EQ(cosines.at("unit"), std::nullopt);
}

TEST_F(Accurate, LeavesUnitMassQueriesAsTheyWere) {
    for (const auto& hit : search.find(EiQuery{rounded(nitrogen), {}, "", ""}, {}).hits)
        EXPECT_EQ(hit.scores.count("accurate_cosine"), 0u) << hit.name;
}

TEST_F(Accurate, RanksIsobarsByTheirAccurateMasses) {
    EXPECT_EQ(search.find(EiQuery{nitrogen, {}, "", ""}, {}).hits.at(0).name, "CHN");
    EXPECT_EQ(search.find(EiQuery{oxygen, {}, "", ""}, {}).hits.at(0).name, "CHO");
}

}  // namespace
