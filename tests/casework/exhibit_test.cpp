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
            {"evidence", Json::array({Json{{"technique", technique}}})}};
}

Json result(const char* technique, std::vector<Json> findings) {
    return {{"input", {{"technique", technique}}}, {"findings", std::move(findings)}};
}

TEST(JoinExhibit, JoinsOneSubstanceSeenByTwoTechniques) {
    const auto gcms = result("gcms", {finding("Caffeine", "RYYVLZVUVIJVGH-UHFFFAOYSA-N", "tentative", "EI-MS")});
    const auto raman = result("raman", {finding("Caffeine", "RYYVLZVUVIJVGH-UHFFFAOYSA-N", "identified", "Raman")});
    const Json joined = join_exhibit("K", "E", {gcms, raman}, {"results/a.json", "results/b.json"});
    ASSERT_EQ(joined["findings"].size(), 1u);
    EXPECT_EQ(joined["findings"][0]["outcome"], "identified");
    ASSERT_EQ(joined["findings"][0]["evidence"].size(), 2u);
    EXPECT_EQ(joined["findings"][0]["evidence"][0]["result"], "results/a.json");
    EXPECT_EQ(joined["findings"][0]["evidence"][1]["result"], "results/b.json");
    EXPECT_EQ(joined["schema"], "sarap.exhibit/1");
}

TEST(JoinExhibit, KeepsDifferentSubstancesApart) {
    const auto gcms = result("gcms", {finding("Cocaine", "ZPUCINDJVBIVPJ-UHFFFAOYSA-N", "tentative", "EI-MS")});
    const auto raman = result("raman", {finding("Caffeine", "RYYVLZVUVIJVGH-UHFFFAOYSA-N", "tentative", "Raman")});
    EXPECT_EQ(join_exhibit("K", "E", {gcms, raman}, {"a", "b"})["findings"].size(), 2u);
}

}  // namespace
