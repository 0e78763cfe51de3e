#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <spec/gcms/blank.hpp>
#include <spec/gcms/compare.hpp>
#include <spec/gcms/internal_standard.hpp>

namespace {

using spec::Component;

Component component(int id, double time_s, double area, spec::MassSpectrum spectrum) {
    Component c;
    c.id = id;
    c.retention_time_s = time_s;
    c.area = area;
    for (const double i : spectrum.intensity) c.height += i;
    c.spectrum = std::move(spectrum);
    return c;
}

const spec::MassSpectrum standard{{56, 84, 140, 141}, {33, 71, 999, 109}};
const spec::MassSpectrum drug{{224, 313, 342, 344}, {193, 338, 999, 390}};
const spec::MassSpectrum solvent{{41, 43, 57}, {300, 999, 800}};

// By hand: the ion holds 999 of 1212 counts of the height, so that share of the area.
TEST(IonArea, IsTheIonsShare) {
    EXPECT_NEAR(spec::gcms::ion_area(component(1, 390, 1212, standard), 140), 999, 1e-9);
    EXPECT_EQ(spec::gcms::ion_area(component(1, 390, 1212, standard), 200), 0);
}

TEST(MatchBlank, PairsByTimeAndSpectrum) {
    const std::vector<Component> sample = {component(1, 390.5, 1000, standard), component(2, 615, 500, drug)};
    const std::vector<Component> blank = {component(1, 390.4, 1100, standard), component(2, 614.8, 5, drug),
                                          component(3, 615, 700, solvent)};
    const auto matches = spec::gcms::match_blank(sample, blank, 1);
    ASSERT_EQ(matches.size(), 2u);
    EXPECT_EQ(matches[1].blank_component, 2);
    EXPECT_DOUBLE_EQ(matches[1].share_percent, 1);
    EXPECT_NEAR(matches[1].delta_s, 0.2, 1e-9);
}

// By hand: 245 of 981184 counts is 0.025 %.
TEST(CarryOver, IsAPercentageOfTheInjectionBefore) {
    EXPECT_NEAR(*spec::gcms::carry_over_percent(245, 981184), 0.02497, 1e-5);
    EXPECT_FALSE(spec::gcms::carry_over_percent(245, 0));
    EXPECT_TRUE(spec::gcms::judge_against_blank(3000, 245, 981184, 0.025).accepted);
    EXPECT_FALSE(spec::gcms::judge_against_blank(2000, 245, 0, 0.025).accepted);
    EXPECT_FALSE(spec::gcms::judge_against_blank(2000, 0, 981184, 0.025).accepted);
    EXPECT_THAT(spec::gcms::judge_against_blank(10, 0, 0, 0).detail, testing::HasSubstr("not seen in the blank"));
}

TEST(LooksSwapped, SpeaksUpWhenTheBlankHoldsMore) {
    const std::vector<Component> exhibit = {component(1, 390.5, 1000, standard), component(2, 615, 5000, drug)};
    const std::vector<Component> blank = {component(1, 390.5, 1000, standard)};
    EXPECT_FALSE(spec::gcms::looks_swapped(exhibit, blank, 1));
    EXPECT_THAT(*spec::gcms::looks_swapped(blank, exhibit, 1), testing::EndsWith("were they exchanged?"));
}

TEST(InternalStandard, IsNeverJustTheTallestPeak) {
    const std::vector<Component> run = {component(1, 390.4, 1e9, solvent), component(2, 390.5, 10, standard)};
    const spec::gcms::InternalStandard by_ion{390.5, 1, 140, {}, 0.9, ""},
        by_spectrum{390.5, 1, 140, standard, 0.9, ""};
    EXPECT_EQ(spec::gcms::find_internal_standard(run, by_ion)->id, 2);
    EXPECT_EQ(spec::gcms::find_internal_standard(run, by_spectrum)->id, 2);
    EXPECT_EQ(spec::gcms::find_internal_standard({run[0]}, by_spectrum), nullptr);
}

TEST(CommonComponent, IsTheOneThatEveryRunHolds) {
    const std::vector<std::vector<Component>> runs = {
        {component(1, 390.9, 1000, standard), component(2, 200, 9000, solvent)},
        {component(1, 390.5, 1040, standard), component(2, 615, 5000, drug), component(3, 200, 2000, solvent)},
        {component(1, 390.5, 980, standard), component(2, 618, 500, drug), component(3, 200, 500, solvent)}};
    const auto found = spec::gcms::common_component(runs);
    ASSERT_TRUE(found);
    EXPECT_EQ(found->mz, 140);
    EXPECT_DOUBLE_EQ(found->retention_time_s, 390.5);
    EXPECT_THAT(found->described,
                testing::StartsWith("component of m/z 140 at 390.50 s, found in all 3 runs within 0.40 s"));
    EXPECT_FALSE(spec::gcms::common_component({runs[0], {component(1, 615, 5, drug)}}));
}

}  // namespace
