#include <gtest/gtest.h>

#include <spec/casework/exhibit.hpp>

namespace {

using spec::Json;
using spec::casework::join_exhibit;

Json finding(const char* substance, const char* inchikey, const char* outcome, const char* technique) {
    return {{"substance", substance},
            {"inchikey", inchikey},
            {"outcome", outcome},
            {"candidates", Json::array({Json{{"name", substance}, {"inchikey", inchikey}}})},
            {"criteria", {{"missing", Json::array()}}},
            {"evidence", Json::array({Json{{"technique", technique}}})}};
}

Json result(const char* technique, std::vector<Json> findings) {
    return {{"input", {{"technique", technique}}}, {"findings", std::move(findings)}};
}

Json with_criteria(Json finding, std::vector<std::string> missing) {
    finding["criteria"] = {{"rule", "SWGDRUG"}, {"met", missing.empty()}, {"missing", missing}};
    return finding;
}

constexpr const char* no_standard =
    "a reference standard of the compound measured under the same conditions (--standard)";
constexpr const char* caffeine = "RYYVLZVUVIJVGH-UHFFFAOYSA-N";

TEST(JoinExhibit, JoinsOneSubstanceSeenByTwoTechniques) {
    const auto gcms =
        result("gcms", {with_criteria(finding("Caffeine", caffeine, "tentative", "EI-MS"), {no_standard})});
    const auto raman =
        result("raman", {with_criteria(finding("Caffeine", caffeine, "tentative", "Raman"),
                                       {"a second technique that uses other properties of the compound"})});
    const Json joined = join_exhibit("K", "E", {gcms, raman}, {"results/a.json", "results/b.json"});
    ASSERT_EQ(joined["findings"].size(), 1u);
    const Json& found = joined["findings"][0];
    ASSERT_EQ(found["evidence"].size(), 2u);
    EXPECT_EQ(found["evidence"][0]["result"], "results/a.json");
    EXPECT_EQ(found["evidence"][1]["result"], "results/b.json");
    EXPECT_EQ(joined["schema"], "sarap.exhibit/1");
    // Two techniques of category A agree, but no standard was measured with them: it says so and stays tentative.
    EXPECT_EQ(found["outcome"], "tentative");
    EXPECT_EQ(found["criteria"]["missing"], Json::array({no_standard}));
    EXPECT_EQ(found["criteria"]["version"], "8.0");
}

Json retention(bool passed) {
    return {{"technique", "GC retention time"}, {"category", "B"}, {"passed", passed}, {"window_s", 0.3}};
}

TEST(JoinExhibit, IsIdentifiedOnlyWithEverythingThatTheRulesAsk) {
    Json found = with_criteria(finding("Caffeine", caffeine, "identified", "EI-MS"), {});
    found["evidence"].push_back(retention(true));
    EXPECT_EQ(join_exhibit("K", "E", {result("gcms", {found})}, {"a"})["findings"][0]["outcome"], "identified");
    found["evidence"][1]["passed"] = false;
    const Json joined = join_exhibit("K", "E", {result("gcms", {found})}, {"a"});
    EXPECT_EQ(joined["findings"][0]["outcome"], "tentative");
}

TEST(JoinExhibit, MultipliesLikelihoodRatiosOfTechniquesAndCountsATechniqueOnce) {
    const Json component = {{"id", 1}, {"conclusion", {{"probability", 0.9}}}};
    const auto measured = [&](const char* technique, const char* evidence) {
        Json one = with_criteria(finding("Caffeine", caffeine, "tentative", evidence), {no_standard});
        one["evidence"][0]["component"] = 1;
        Json out = result(technique, {one});
        out["components"] = Json::array({component});
        return out;
    };
    const Json joined = join_exhibit(
        "K", "E", {measured("gcms", "EI-MS"), measured("gcms", "EI-MS"), measured("raman", "Raman")}, {"a", "b", "c"});
    // By hand: log10(9) - log10(0.42 / 0.58) + log10(9) - log10(1) = 1.0944 + 0.9542
    EXPECT_NEAR(joined["findings"][0]["likelihood_ratio"]["log10"].get<double>(), 2.0486, 1e-4);
}

TEST(JoinExhibit, ASetThatOneTechniqueCannotSeparateJoinsTheMemberThatAnotherNames) {
    Json set = finding("A / B", "", "indistinguishable", "EI-MS");
    set["candidates"] = Json::array({Json{{"name", "Caffeine"}, {"inchikey", caffeine}},
                                     Json{{"name", "B"}, {"inchikey", "ZPUCINDJVBIVPJ-UHFFFAOYSA-N"}}});
    const auto raman = result("raman", {with_criteria(finding("Caffeine", caffeine, "tentative", "Raman"), {})});
    const Json joined = join_exhibit("K", "E", {result("gcms", {with_criteria(set, {})}), raman}, {"a", "b"});
    ASSERT_EQ(joined["findings"].size(), 1u);
    EXPECT_EQ(joined["findings"][0]["substance"], "Caffeine");
    EXPECT_EQ(joined["findings"][0]["outcome"], "tentative");
    EXPECT_TRUE(joined["conflicts"].empty());
}

TEST(JoinExhibit, KeepsDifferentSubstancesApart) {
    const auto gcms = result("gcms", {finding("Cocaine", "ZPUCINDJVBIVPJ-UHFFFAOYSA-N", "tentative", "EI-MS")});
    const auto raman = result("raman", {finding("Caffeine", "RYYVLZVUVIJVGH-UHFFFAOYSA-N", "tentative", "Raman")});
    const Json joined = join_exhibit("K", "E", {gcms, raman}, {"a", "b"});
    EXPECT_EQ(joined["findings"].size(), 2u);
    ASSERT_EQ(joined["conflicts"].size(), 2u);
    EXPECT_EQ(joined["conflicts"][0]["text"],
              "gcms names Cocaine; raman of the same exhibit names Caffeine and not this");
}

}  // namespace
