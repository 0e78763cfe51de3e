#include <gtest/gtest.h>

#include <spec/conclude/evidence.hpp>

namespace {

using spec::Component;
using spec::conclude::CompanionRun;
using spec::conclude::Criteria;

constexpr const char* etizolam = "VMZUTJCNQWMAGF-UHFFFAOYSA-N";

Component component(double time_s, double area, double base_mz, const char* inchikey = nullptr) {
    Component made;
    made.id = 1;
    made.retention_time_s = time_s;
    made.area = area;
    made.width_s = 2;
    made.spectrum = {{base_mz - 20, base_mz}, {10, 100}};
    if (inchikey) made.conclusion.candidates.push_back({"Etizolam", inchikey, 0.9});
    return made;
}

// Times of the LRCFS calibrators at 25 and 250 ug/mL (methods note, section 6): the apex moves by 3.9 s with the load,
// so an exhibit of low load must be compared with the standard of low load.
TEST(RetentionEvidence, ComparesWithTheStandardOfSimilarLoad) {
    const std::vector<CompanionRun> standards{{"low.D", {component(614.07, 26, 342, etizolam)}},
                                              {"high.D", {component(618.01, 950, 342, etizolam)}}};
    const auto low = retention_evidence(component(614.10, 34, 342), etizolam, standards, 0.2857, Criteria{});
    ASSERT_TRUE(low);
    EXPECT_EQ(low->standard, "low.D");
    EXPECT_NEAR(low->delta_s, 0.03, 1e-9);
    EXPECT_NEAR(low->window_s, 0.002 * 614.07, 1e-9);
    EXPECT_TRUE(low->passed);
    const auto high = retention_evidence(component(614.10, 800, 342), etizolam, standards, 0.2857, Criteria{});
    ASSERT_TRUE(high);
    EXPECT_EQ(high->standard, "high.D");
    EXPECT_FALSE(high->passed);
}

TEST(RetentionEvidence, IsAbsentWhenNoStandardHoldsTheCompound) {
    const std::vector<CompanionRun> standards{{"other.D", {component(614.07, 26, 342)}}};
    EXPECT_FALSE(retention_evidence(component(614.10, 34, 342), etizolam, standards, 0.3, Criteria{}));
}

TEST(RetentionEvidence, WindowIsNeverNarrowerThanOneScan) {
    const std::vector<CompanionRun> standards{{"s.D", {component(100, 10, 342, etizolam)}}};
    EXPECT_EQ(retention_evidence(component(100.5, 10, 342), etizolam, standards, 0.6, Criteria{})->window_s, 0.6);
}

TEST(BlankCheck, PassesWhenTheBlankLacksTheComponent) {
    const CompanionRun blank{"blank.D", {component(300, 50, 342), component(614, 50, 140)}};
    const auto check = blank_check(component(614, 1000, 342), blank, Criteria{});
    EXPECT_TRUE(check.passed);
    EXPECT_EQ(check.detail, "component 1: not in the blank blank.D");
}

TEST(BlankCheck, FailsAboveATenthOfTheArea) {
    const CompanionRun blank{"blank.D", {component(614.5, 101, 342)}};
    EXPECT_FALSE(blank_check(component(614, 1000, 342), blank, Criteria{}).passed);
    const CompanionRun cleaner{"blank.D", {component(614.5, 100, 342)}};
    const auto check = blank_check(component(614, 1000, 342), cleaner, Criteria{});
    EXPECT_TRUE(check.passed);
    EXPECT_EQ(check.detail,
              "component 1: the blank blank.D holds 10 % of its area at the same time (at most 10 % is accepted)");
}

}  // namespace
