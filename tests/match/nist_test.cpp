#include <gtest/gtest.h>

#include <cmath>
#include <spec/match/nist.hpp>

namespace {

using spec::UnitMassSpectrum;
using spec::match::LowestMass;
using spec::match::match_factors;

TEST(MatchFactors, Are999WhenEqual) {
    const UnitMassSpectrum a{{41, 58, 120}, {100, 400, 999}};
    const auto factors = match_factors(a, a);
    EXPECT_DOUBLE_EQ(factors.match_factor, 999);
    EXPECT_DOUBLE_EQ(factors.reverse_match_factor, 999);
    EXPECT_DOUBLE_EQ(factors.simple, 999);
}

// By hand. Query 50: 400, 100: 900; reference 50: 100, 100: 900; w^2 = m I.
// T1 = (50 * 200 + 100 * 900)^2 / ((20000 + 90000) (5000 + 90000)) = 1e10 / (1.1e5 * 0.95e5) = 0.9569378
// one ratio: sqrt(900) sqrt(100) / (sqrt(400) sqrt(900)) = 0.5, so T2 = 0.5; n1 = 2, n2 = 1
// MF = 1000 (2 * 0.9569378 + 0.5) / 3 - 0.5
// Simple: (200 + 900)^2 / (1300 * 1000)
TEST(MatchFactors, EqualTheValuesByHand) {
    const auto factors = match_factors({{50, 100}, {400, 900}}, {{50, 100}, {100, 900}});
    EXPECT_NEAR(factors.match_factor, 1000 * (2 * (1e10 / (1.1e5 * 0.95e5)) + 0.5) / 3 - 0.5, 1e-9);
    EXPECT_NEAR(factors.reverse_match_factor, factors.match_factor, 1e-9);
    EXPECT_NEAR(factors.simple, 1000 * 1100.0 * 1100.0 / (1300.0 * 1000.0) - 0.5, 1e-9);
}

// By hand: the query's own peak at 70 counts in the norm of MF only, and breaks the chain for both, so no ratio is
// left. T1 = 95000^2 ... with equal shared peaks 50: 100, 100: 900 and w^2 = m I: 95000^2 / ((95000 + 70 * 100) 95000)
TEST(MatchFactors, LeavePeaksOfTheQueryAloneOutOfTheReverseNorm) {
    const auto factors = match_factors({{50, 70, 100}, {100, 100, 900}}, {{50, 100}, {100, 900}});
    EXPECT_NEAR(factors.match_factor, 1000 * 95000.0 / 102000.0 - 0.5, 1e-9);
    EXPECT_DOUBLE_EQ(factors.reverse_match_factor, 999);
}

TEST(MatchFactors, SkipPairsOfOneAndIgnoreUnmatchedPeaksOfOne) {
    const UnitMassSpectrum plain{{50, 100}, {100, 900}};
    const auto factors = match_factors({{50, 60, 70, 100}, {100, 1, 1, 900}}, {{50, 60, 100}, {100, 1, 900}});
    EXPECT_DOUBLE_EQ(factors.match_factor, match_factors(plain, plain).match_factor);
}

TEST(MatchFactors, BeginAtTheLargerOfTheLowestMasses) {
    const UnitMassSpectrum query{{20, 50, 100}, {999, 100, 900}}, reference{{50, 100}, {100, 900}};
    EXPECT_DOUBLE_EQ(match_factors(query, reference).match_factor, 999);
    EXPECT_LT(match_factors(query, reference, LowestMass::every_peak).match_factor, 999);
}

TEST(MatchFactors, AreZeroWhenNoPeakPairs) { EXPECT_EQ(match_factors({{50}, {999}}, {{51}, {999}}).match_factor, 0); }

}  // namespace
