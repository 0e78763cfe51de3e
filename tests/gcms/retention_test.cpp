#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <spec/gcms/retention.hpp>
#include <spec/gcms/retention_index.hpp>

namespace {

using spec::Component;
using spec::gcms::Ladder;
using spec::gcms::ladder_of;
using spec::gcms::LadderScale;
using spec::gcms::Rung;

// Etizolam standards, apex of m/z 342 and area ratio (docs/methods/gcms.md); the internal standard at 390.50 s. The
// coefficients and the spread were computed independently.
TEST(RetentionLine, FollowsTheLoad) {
    std::vector<spec::gcms::RetentionPoint> points;
    const double response[] = {0.0259, 0.0912, 0.1705, 0.2884, 0.4951, 0.7308, 0.9499};
    const double time[] = {614.07, 614.48, 615.13, 615.66, 616.64, 617.36, 618.01};
    for (int i = 0; i < 7; ++i) points.push_back({response[i], time[i] - 390.5});
    const auto line = fit_retention_line(points);
    EXPECT_NEAR(line.coefficient[0], 222.87, 0.1);
    EXPECT_NEAR(line.coefficient[1], 3.77, 0.3);
    EXPECT_NEAR(line.coefficient[2], 1.09, 0.3);
    EXPECT_LT(line.residual_sd_s, 0.1);
    EXPECT_TRUE(check_retention(line, {0.4, 616.2 - 390.5}, 0.2857).passed);
    const auto wrong = check_retention(line, {0.4, 614.2 - 390.5}, 0.2857);
    EXPECT_FALSE(wrong.passed);
    EXPECT_THAT(wrong.detail, testing::HasSubstr("from the standards at this load (window 0.29 s, 7 standards)"));
}

TEST(RetentionLine, HoldsOneStandardForEveryLoad) {
    const auto line = spec::gcms::fit_retention_line({{0.5, 100}});
    EXPECT_DOUBLE_EQ(expected_delta_s(line, 3), 100);
    EXPECT_THAT(check_retention(line, {3, 100}, 0.3).detail,
                testing::EndsWith("1 standards); load outside the standards"));
}

std::vector<Rung> alkanes(std::initializer_list<std::pair<int, double>> list) {
    std::vector<Rung> rungs;
    for (const auto& [n, t] : list) rungs.push_back({n, 0, t, 0, 0});
    return rungs;
}

// By hand: a third of the way from C10 (300 s) to C11 (330 s); u = 100 * 0.3 / 30.
TEST(RetentionIndex, IsLinearBetweenFoundRungs) {
    const Ladder ladder = ladder_of(LadderScale::n_alkane, alkanes({{10, 300}, {11, 330}, {13, 400}}));
    ASSERT_FALSE(ladder.refused);
    EXPECT_NEAR(retention_index(ladder, 310, 0.3)->index, 1000 + 100.0 / 3, 1e-9);
    EXPECT_NEAR(retention_index(ladder, 310, 0.3)->u, 1.0, 1e-9);
    EXPECT_NEAR(retention_index(ladder, 365, 0)->index, 1200, 1e-9);  // half way from 1100 to 1300
    EXPECT_THAT(ladder.notes, testing::ElementsAre("rungs missing: C12; the index there spans more than one carbon"));
    EXPECT_FALSE(retention_index(ladder, 299, 0.3));
    EXPECT_FALSE(retention_index(ladder, 401, 0.3));
}

TEST(Ladder, RefusesRungsOutOfOrder) {
    EXPECT_EQ(ladder_of(LadderScale::n_alkane, alkanes({{10, 300}, {12, 330}, {11, 400}})).refused,
              "ladder is out of order: C11 follows C12 (expected rising carbon numbers)");
    EXPECT_EQ(ladder_of(LadderScale::n_alkane, alkanes({{10, 300}, {12, 330}})).refused,
              "ladder has 2 rungs (expected 3 or more)");
}

// An alkane spectrum as electron ionisation gives it: CnH2n+1 falling by the carbon number, and the molecular ion.
Component alkane(int id, int carbons, double time_s, double molecular_ion) {
    Component c;
    c.id = id;
    c.retention_time_s = time_s;
    c.area = 1000;
    const double series[] = {80, 100, 70, 45, 20, 12, 8, 6, 5, 4, 3, 2, 2, 1};
    for (int n = 3; n < carbons && n - 3 < 14; ++n) {
        c.spectrum.mz.push_back(14 * n + 1);
        c.spectrum.intensity.push_back(series[n - 3]);
    }
    if (molecular_ion > 0) {
        c.spectrum.mz.push_back(14 * carbons + 2);
        c.spectrum.intensity.push_back(molecular_ion);
    }
    return c;
}

TEST(Ladder, IsRecognisedByItsSpectra) {
    std::vector<Component> run;
    for (int n = 10; n <= 16; ++n) run.push_back(alkane(n - 9, n, 100 + 30 * (n - 10), n == 13 ? 0 : 2));
    Component other;
    other.id = 99, other.retention_time_s = 205, other.area = 5000;
    other.spectrum = {{44, 77, 105, 182}, {20, 60, 100, 40}};
    run.insert(run.begin() + 4, other);
    const Ladder ladder = spec::gcms::recognise_ladder(run, 0.3);
    ASSERT_FALSE(ladder.refused);
    EXPECT_EQ(ladder.scale, LadderScale::n_alkane);
    ASSERT_EQ(ladder.rungs.size(), 7u);
    EXPECT_EQ(ladder.rungs[3].carbons, 13);  // no molecular ion: numbered between C12 and C14
    EXPECT_DOUBLE_EQ(ladder.rungs[3].index, 1300);
}

TEST(Ladder, IsNotSeenWhereThereIsNone) {
    EXPECT_EQ(spec::gcms::recognise_ladder({}, 0.3).refused, "ladder has 0 rungs (expected 3 or more)");
}

// By hand: 2022-02-23 12:00 to 2022-03-02 00:00 is 6.5 days.
TEST(Ladder, IsDated) {
    Ladder ladder;
    ladder.acquired = "2022-02-23T12:00:00";
    EXPECT_DOUBLE_EQ(*ladder_age_days(ladder, "2022-03-02T00:00:00"), 6.5);
    EXPECT_FALSE(ladder_age_days(ladder, "yesterday"));
}

}  // namespace
