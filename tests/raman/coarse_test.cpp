#include <gtest/gtest.h>

#include <spec/raman/coarse.hpp>

#include "spectra.hpp"

namespace {

using spec::raman::coarse;
using spec::raman::compare;
using spec::raman::CoarseScore;
using spec::raman::Parameters;
using spec::raman::prepare;
using spec::test::drawn;
using spec::test::Look;

CoarseScore score(const spec::RamanSpectrum& query, const spec::RamanSpectrum& reference) {
    const Parameters parameters;
    return compare(coarse(prepare(query, parameters), parameters), coarse(prepare(reference, parameters), parameters), parameters);
}

TEST(CoarseScore, IsOneForTheSameSpectrumOnAnyScale) {
    const auto spectrum = drawn(spec::test::made_up(1), {});
    auto scaled = spectrum;
    for (double& y : scaled.intensity) y *= 1000;
    EXPECT_NEAR(score(spectrum, scaled).score, 1, 1e-6);
    EXPECT_EQ(score(spectrum, scaled).shift_cm1, 0);
}

TEST(CoarseScore, IsSymmetricOnACommonRange) {
    const auto a = drawn(spec::test::made_up(1), {}), b = drawn(spec::test::made_up(2), {});
    EXPECT_NEAR(score(a, b).score, score(b, a).score, 1e-3);
}

TEST(CoarseScore, FindsTheShiftOfTheAxis) {
    const auto reference = drawn(spec::test::made_up(1), {});
    for (const double shift : {-8.0, -4.0, 4.0, 8.0}) {
        const auto found = score(drawn(spec::test::made_up(1), Look{.shift_cm1 = shift, .seed = 5}), reference);
        EXPECT_EQ(found.shift_cm1, shift);
        EXPECT_GT(found.score, 0.93);
    }
}

// A reference that covers a quarter of the query's range explains at most that part of it.
TEST(CoarseScore, DoesNotRewardAShortOverlap) {
    const auto query = drawn(spec::test::made_up(4), {});
    const auto whole = score(query, drawn(spec::test::made_up(4), Look{.seed = 2}));
    const auto part = score(query, drawn(spec::test::made_up(4), Look{.first_cm1 = 1200, .last_cm1 = 1600, .seed = 3}));
    EXPECT_LT(part.coverage, 0.5);
    EXPECT_LT(part.score, 0.75 * whole.score);
}

TEST(CoarseScore, IsZeroWithoutEnoughInCommon) {
    const auto query = drawn(spec::test::made_up(4), {});
    EXPECT_EQ(score(query, drawn(spec::test::made_up(4), Look{.last_cm1 = 320, .step_cm1 = 1})).score, 0);
}

}  // namespace
