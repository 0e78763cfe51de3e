#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <spec/gcms/background.hpp>
#include <spec/gcms/components.hpp>

#include "simulated_run.hpp"

namespace {

using spec::GcmsRun;
using spec::MassSpectrum;
using spec::gcms::siloxane_note;

// Octamethylcyclotetrasiloxane (D4) as spectral libraries list it: m/z 281 with its isotopes, 265, 249, 207, 193, 191,
// 133 and 73.
TEST(SiloxaneNote, KnowsACyclicSiloxane) {
    const MassSpectrum d4{{73, 133, 191, 193, 207, 249, 265, 281, 282, 283}, {18, 6, 6, 7, 5, 5, 9, 100, 29, 18}};
    EXPECT_EQ(siloxane_note(d4),
              "looks like a siloxane (column bleed, septum or vial cap): 100 % of the spectrum in m/z 73, 207, 281 and "
              "their like");
}

// Glycerol, three trimethylsilyl groups: 73 and 147 are common to both, the rest is not.
TEST(SiloxaneNote, LeavesDerivativesAlone) {
    EXPECT_FALSE(siloxane_note({{73, 103, 117, 133, 147, 205, 218}, {100, 20, 25, 9, 60, 45, 20}}));
    EXPECT_FALSE(siloxane_note({{44, 91, 134}, {100, 12, 5}}));
    EXPECT_FALSE(siloxane_note({}));
}

spec::test::SimulatedComponent drug(double scan) {
    spec::test::SimulatedComponent c{{scan, 2, 0.2}, {}};
    for (const int mz : {58, 77, 91, 105, 148, 176}) c.ions.emplace_back(mz, 2e5);
    return c;
}

TEST(FindBackground, NotesBleedAtTheEndOfARun) {
    spec::test::SimulatedRun plan;
    plan.components = {drug(60)};
    std::vector<std::string> notes;
    spec::gcms::find_components(simulate(plan, 5), {}, notes);
    EXPECT_THAT(notes, testing::Contains("column bleed: 100 % of the ion current of the last tenth of the run are "
                                         "siloxane ions (m/z 207, 281, 73 ...)"));
}

TEST(FindBackground, NotesTheTailOfTheSolvent) {
    spec::test::SimulatedRun plan;
    plan.components = {drug(10), drug(120)};
    GcmsRun run = simulate(plan, 6);
    for (std::size_t i = 0; i < run.scans(); ++i)  // m/z 207 stands for the solvent; twice the median at scan 48
        for (std::size_t k = run.scan_begin[i]; k < run.scan_begin[i + 1]; ++k)
            if (run.mz[k] == 207) run.intensity[k] += 200000 * std::exp(-static_cast<double>(i) / 14);
    std::vector<std::string> notes;
    const auto components = spec::gcms::find_components(run, {}, notes);
    EXPECT_THAT(notes, testing::Contains(testing::StartsWith("the run begins in the tail of the solvent, up to 11")));
    ASSERT_FALSE(components.empty());
    EXPECT_THAT(components.front().notes, testing::Contains("it elutes in the tail of the solvent"));
    EXPECT_THAT(components.back().notes, testing::Not(testing::Contains("it elutes in the tail of the solvent")));
}

// An ordinary run that begins with a peak has no solvent tail.
TEST(FindBackground, DoesNotTakeAPeakForSolvent) {
    spec::test::SimulatedRun plan;
    plan.components = {drug(8)};
    std::vector<std::string> notes;
    spec::gcms::find_components(simulate(plan, 7), {}, notes);
    EXPECT_THAT(notes, testing::Not(testing::Contains(testing::HasSubstr("solvent"))));
}

}  // namespace
