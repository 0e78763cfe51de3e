#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <spec/gcms/free_profile.hpp>
#include <spec/gcms/noise.hpp>
#include <spec/gcms/scan_skew.hpp>

#include "simulated_run.hpp"

namespace {

namespace gcms = spec::gcms;

spec::test::SimulatedComponent rich(double at) {
    spec::test::SimulatedComponent c{{at, 2.5, 0.4}, {}};
    for (int mz = 50; mz <= 340; mz += 10) c.ions.emplace_back(mz, 2e5);
    return c;
}

// The simulated noise is Poisson times 20 counts an ion: variance 20 I.
TEST(FitNoise, FindsTheCountsAnIonGives) {
    spec::test::SimulatedRun plan;
    plan.scans = 3000;
    std::vector<std::string> notes;
    const auto matrix = gcms::to_ion_matrix(spec::test::simulate(plan, 1), 0.38, notes);
    const auto noise = gcms::fit_noise(matrix, {}, notes);
    EXPECT_NEAR(noise.f2 + noise.a2 / 4000, 20, 2);
    EXPECT_GT(noise.segments, 100u);
    EXPECT_THAT(notes, testing::IsEmpty());
}

TEST(FitNoise, SaysWhatItAssumes) {
    std::vector<std::string> notes;
    spec::test::SimulatedRun plan;
    plan.scans = 40;
    plan.bleed = 0;
    plan.components = {rich(20)};
    gcms::fit_noise(gcms::to_ion_matrix(spec::test::simulate(plan, 1), 0.38, notes), {}, notes);
    EXPECT_THAT(notes, testing::Contains(testing::MatchesRegex(
                           "counting noise assumed, not measured: .* flat stretches found \\(expected 50 or more\\)")));
}

TEST(FitScanSkew, FindsTheSkewOfTheRun) {
    for (const double skew : {0.0, 0.0025, -0.002}) {
        spec::test::SimulatedRun plan;
        plan.skew = skew;
        plan.components = {rich(60), rich(120)};
        std::vector<std::string> notes;
        const auto matrix = gcms::to_ion_matrix(spec::test::simulate(plan, 2), 0.38, notes);
        const auto noise = gcms::fit_noise(matrix, {}, notes);
        const auto peaks = gcms::find_ion_peaks(matrix, noise, {6}, {});
        EXPECT_NEAR(gcms::fit_scan_skew(matrix, peaks), skew, 2e-4);
    }
}

TEST(ToIonMatrix, NotesADoubtfulMassAxis) {
    std::vector<std::string> notes;
    spec::GcmsRun run{{1, 2}, {0, 1, 2}, {100.61, 100.61}, {500, 500}, {}, {}};
    gcms::to_ion_matrix(run, 0.38, notes);
    EXPECT_THAT(notes,
                testing::ElementsAre("mass axis doubtful: 100 % of the counts lie at the boundary of a unit-mass bin"));
}

TEST(ToIonMatrix, LeavesOutMassesThatNoUnitAxisHolds) {
    std::vector<std::string> notes;
    spec::GcmsRun run{{1, 2}, {0, 1, 2}, {100, 1e37}, {500, 500}, {}, {}};
    EXPECT_EQ(gcms::to_ion_matrix(run, 0.38, notes).ions(), 1u);
    EXPECT_THAT(notes, testing::Contains("1 points outside m/z 1 to 4000 were left out"));
}

// Moments of the shape by numerical integration: area 1, mean and standard deviation as stated, skewness 2 a^3
// (Foley & Dorsey 1983).
TEST(PeakShape, HasTheMomentsItStates) {
    for (const double a : {-0.9, -0.3, 0.0, 0.3, 0.9}) {
        const gcms::PeakShape shape{10, 2, a};
        double area = 0, mean = 0, square = 0, cube = 0;
        for (double x = -10; x < 40; x += 0.01) {
            const double v = 0.01 * value_of(shape, x);
            area += v, mean += v * x, square += v * (x - 10) * (x - 10), cube += v * std::pow((x - 10) / 2, 3);
        }
        EXPECT_NEAR(area, 1, 2e-3);
        EXPECT_NEAR(mean, 10, 2e-2);
        EXPECT_NEAR(std::sqrt(square), 2, 2e-2);
        EXPECT_NEAR(cube, 2 * a * a * a, 0.1);
    }
}

TEST(Profile, InterpolatesBetweenItsPoints) {
    const gcms::PeakShape shape{20.3, 2.6, 0.5};
    const auto profile = gcms::Profile::of(shape, 0, 41, 2);
    std::vector<double> sampled(20);
    profile.sample(10, 0.37, sampled);
    for (std::size_t i = 0; i < sampled.size(); ++i)
        EXPECT_NEAR(sampled[i], value_of(shape, 10.37 + static_cast<double>(i)), 3e-4);
    EXPECT_NEAR(profile.widths().full, 2.6 * 2.2, 0.35);
}

// By hand: pooling 3 and 1 to 2 on the rising side, 1 and 3 on the falling one.
TEST(Unimodal, PoolsWhatFallsBeforeAndRisesBehindTheTop) {
    EXPECT_EQ(gcms::unimodal({0, 3, 1, 9, 1, 3, 0}, std::vector<double>(7, 1.0)),
              (std::vector<double>{0, 2, 2, 9, 2, 2, 0}));
}

}  // namespace
