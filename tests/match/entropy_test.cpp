#include <gtest/gtest.h>

#include <cmath>
#include <spec/match/entropy.hpp>

namespace {

using spec::UnitMassSpectrum;
using spec::match::entropy_similarity;

// By hand: p = (1/2, 1/2) at 50 and 60, q = (1/2, 1/2) at 60 and 70. (p+q)/2 = (1/4, 1/2, 1/4): S = 1.5 bits, S(p) =
// S(q) = 1 bit, E = 1 - (2 * 1.5 - 2) / 2 = 0.5.
TEST(EntropySimilarity, EqualsTheValueByHand) {
    EXPECT_DOUBLE_EQ(entropy_similarity({{50, 60}, {999, 999}}, {{60, 70}, {500, 500}}), 0.5);
}

// The two forms of the definition agree on spectra with shared and unshared peaks.
TEST(EntropySimilarity, EqualsItsFirstForm) {
    const UnitMassSpectrum a{{41, 58, 77}, {100, 400, 500}}, b{{41, 77, 90}, {300, 300, 400}};
    const auto entropy = [](std::initializer_list<double> p) {
        double sum = 0;
        for (const double x : p) sum -= x * std::log(x);
        return sum;
    };
    const double mixed = entropy({0.2, 0.2, 0.4, 0.2});
    const double expected = 1 - (2 * mixed - entropy({0.1, 0.4, 0.5}) - entropy({0.3, 0.3, 0.4})) / std::log(4);
    EXPECT_NEAR(entropy_similarity(a, b), expected, 1e-14);
}

TEST(EntropySimilarity, IsOneWhenProportionalAndZeroWhenNoPeakPairs) {
    EXPECT_NEAR(entropy_similarity({{41, 58}, {100, 400}}, {{41, 58}, {50, 200}}), 1, 1e-15);
    EXPECT_EQ(entropy_similarity({{41}, {100}}, {{42}, {50}}), 0);
}

}  // namespace
