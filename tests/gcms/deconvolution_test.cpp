#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <omp.h>

#include <spec/gcms/compare.hpp>
#include <spec/gcms/components.hpp>

#include "simulated_run.hpp"

namespace {

using spec::Component;
using spec::test::SimulatedRun;

// Two compounds that share m/z 77 and 105, the second a fifth of the first, 0.4 widths behind it.
SimulatedRun overlapped(double ratio, double distance_scans) {
    SimulatedRun plan;
    plan.scans = 400;
    plan.components = {{{100.3, 3, 0.4}, {{77, 3e5}, {91, 4e5}, {105, 6e5}, {134, 2e5}, {150, 1e5}, {162, 3e5}}},
                       {{100.3 + distance_scans, 3, 0.4},
                        {{58, 6e5 / ratio},
                         {72, 3e5 / ratio},
                         {77, 2e5 / ratio},
                         {105, 3e5 / ratio},
                         {118, 2e5 / ratio},
                         {190, 1e5 / ratio}}},
                       {{250, 3, 0.4}, {{60, 1e5}, {73, 2e5}, {129, 1e5}, {214, 5e4}}}};
    return plan;
}

spec::MassSpectrum truth(const spec::test::SimulatedComponent& c) {
    spec::MassSpectrum s;
    for (const auto& [mz, area] : c.ions) s.mz.push_back(mz), s.intensity.push_back(area);
    return s;
}

double total_area(const spec::test::SimulatedComponent& c) {
    double sum = 0;
    for (const auto& [mz, area] : c.ions) sum += area;
    return sum;
}

std::vector<Component> components_of(const spec::GcmsRun& run) {
    std::vector<std::string> notes;
    return spec::gcms::find_components(run, {}, notes);
}

TEST(Deconvolution, SeparatesTwoPeaksOfOneHump) {
    const SimulatedRun plan = overlapped(5, 3);
    const auto found = components_of(spec::test::simulate(plan, 3));
    ASSERT_EQ(found.size(), 3u);
    for (std::size_t i = 0; i < 3; ++i) {
        EXPECT_GT(spec::gcms::spectrum_cosine(found[i].spectrum, truth(plan.components[i])), 0.98) << i;
        EXPECT_NEAR(found[i].area, total_area(plan.components[i]) * plan.step_s,
                    0.05 * total_area(plan.components[i]) * plan.step_s)
            << i;
        EXPECT_EQ(found[i].spectrum_error.size(), found[i].spectrum.mz.size());
    }
    EXPECT_LT(*found[1].purity, 0.5);
    EXPECT_GT(*found[2].purity, 0.95);
    EXPECT_GT(*found[2].tailing, 1.0);
}

// Property: two standard errors cover the truth. They hold for given shapes, so that they cover somewhat less than 95 %
// where peaks overlap; 81 % were measured here.
TEST(Deconvolution, StatesHonestErrors) {
    const SimulatedRun plan = overlapped(3, 4);
    int within = 0, all = 0;
    for (unsigned seed = 10; seed < 30; ++seed) {
        const auto found = components_of(spec::test::simulate(plan, seed));
        ASSERT_EQ(found.size(), 3u);
        for (std::size_t i = 0; i < 3; ++i)
            for (std::size_t k = 0; k < found[i].spectrum.mz.size(); ++k) {
                const auto& c = found[i];
                for (const auto& [mz, area] : plan.components[i].ions) {
                    if (mz != c.spectrum.mz[k]) continue;
                    const double scale = c.area / c.height / plan.step_s;
                    within += std::abs(c.spectrum.intensity[k] * scale - area) < 2 * c.spectrum_error[k] * scale;
                    ++all;
                }
            }
    }
    EXPECT_GT(within, 0.75 * all);
}

TEST(Deconvolution, DoesNotSplitAPeakThatOnlyTails) {
    SimulatedRun plan;
    plan.scans = 300;
    spec::test::SimulatedComponent c{{100, 4, 0.93}, {}};
    for (int mz = 50; mz <= 170; mz += 6) c.ions.emplace_back(mz, 1e7 / mz);
    plan.components = {c};
    EXPECT_EQ(components_of(spec::test::simulate(plan, 5)).size(), 1u);
}

// An overloaded peak: the same compound on a flank that no skewed Gaussian describes.
SimulatedRun of_one_compound(double flank_at) {
    SimulatedRun plan;
    plan.scans = 300;
    spec::test::SimulatedComponent main{{100, 2.5, 0.2}, {}}, flank{{flank_at, 4, -0.5}, {}};
    for (int mz = 50; mz <= 170; mz += 6) {
        main.ions.emplace_back(mz, 1e8 / mz);
        flank.ions.emplace_back(mz, 4e7 / mz);
    }
    plan.components = {main, flank};
    return plan;
}

TEST(Deconvolution, KeepsAnOverloadedPeakWhole) {
    EXPECT_EQ(components_of(spec::test::simulate(of_one_compound(93), 5)).size(), 1u);
}

// The end of a long tail, five widths behind the apex, is no compound: the counts only fall there.
TEST(Deconvolution, TakesNoComponentFromTheEndOfATail) {
    SimulatedRun plan = of_one_compound(93);
    for (int i = 0; i < 3; ++i) {
        spec::test::SimulatedComponent tail{{115.0 + 6 * i, 12, 0.9}, {}};
        for (int mz = 50; mz <= 170; mz += 6) tail.ions.emplace_back(mz, 3e6 / mz);
        plan.components.push_back(tail);
    }
    EXPECT_EQ(components_of(spec::test::simulate(plan, 5)).size(), 1u);
}

TEST(Deconvolution, PartsOneSpectrumAtAValley) {
    EXPECT_EQ(components_of(spec::test::simulate(of_one_compound(75), 5)).size(), 2u);
}

TEST(Deconvolution, FindsNothingInBleed) {
    SimulatedRun plan;
    plan.scans = 2000;
    EXPECT_THAT(components_of(spec::test::simulate(plan, 6)), testing::IsEmpty());
}

TEST(Deconvolution, DoesNotDependOnTheNumberOfThreads) {
    const auto run = spec::test::simulate(overlapped(5, 3), 7);
    const int threads = omp_get_max_threads();
    omp_set_num_threads(1);
    const auto one = components_of(run);
    omp_set_num_threads(4);
    const auto four = components_of(run);
    omp_set_num_threads(threads);
    ASSERT_EQ(one.size(), four.size());
    for (std::size_t i = 0; i < one.size(); ++i) {
        EXPECT_EQ(one[i].area, four[i].area);
        EXPECT_EQ(one[i].spectrum.intensity, four[i].spectrum.intensity);
    }
}

TEST(Deconvolution, HandlesAMissingStretchAndADetectorSwitchedOff) {
    auto run = spec::test::simulate(overlapped(5, 3), 8);
    auto gap = run;
    for (std::size_t i = 150; i < gap.scans(); ++i) gap.retention_time_s[i] += 500;  // nothing was measured for 500 s
    EXPECT_EQ(components_of(gap).size(), 3u);
    const std::size_t off = 200;  // from here on every scan is empty
    run.mz.resize(run.scan_begin[off]);
    run.intensity.resize(run.scan_begin[off]);
    for (std::size_t i = off; i < run.scan_begin.size(); ++i) run.scan_begin[i] = run.scan_begin[off];
    std::vector<std::string> notes;
    EXPECT_EQ(spec::gcms::find_components(run, {}, notes).size(), 2u);
    EXPECT_THAT(notes,
                testing::Contains(
                    "no point from 160 s to 219.7 s: nothing was measured there, or nothing above the threshold"));
}

TEST(Deconvolution, FindsAComponentOfSelectedIons) {
    SimulatedRun plan;
    plan.scans = 300;
    plan.bleed = 0;
    plan.components = {{{100, 3, 0.3}, {{342, 4e5}, {313, 2e5}, {266, 1e5}}}};
    auto run = spec::test::simulate(plan, 9);
    run.scan_mode = spec::ScanMode::selected_ions;
    const auto found = components_of(run);
    ASSERT_EQ(found.size(), 1u);
    EXPECT_EQ(spec::gcms::base_mz(found[0].spectrum), 342);
}

}  // namespace
