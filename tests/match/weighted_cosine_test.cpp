#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <spec/core/error.hpp>
#include <spec/match/weighted_cosine.hpp>

namespace {

using spec::UnitMassSpectrum;
using spec::match::weighted_cosine;

// By hand, w = m sqrt(I): query (50: 500, 100: 3000), reference (100: 3000, 200: 2000).
// 9e6 / sqrt((0.25e6 + 9e6) (9e6 + 4e6)) = 9 / sqrt(9.25 * 13) = 0.820727...
TEST(WeightedCosine, EqualsTheValueByHand) {
    const UnitMassSpectrum query{{50, 100}, {100, 900}}, reference{{100, 200}, {900, 100}};
    EXPECT_DOUBLE_EQ(weighted_cosine(query, reference), 9 / std::sqrt(9.25 * 13));
}

TEST(WeightedCosine, IsOneWhenProportionalAndZeroWhenNoPeakPairs) {
    const UnitMassSpectrum a{{41, 58, 120}, {100, 400, 900}};
    const UnitMassSpectrum b{{41, 58, 120}, {50, 200, 450}};
    EXPECT_NEAR(weighted_cosine(a, b), 1, 1e-15);
    EXPECT_EQ(weighted_cosine(a, {{42, 59}, {1, 2}}), 0);
}

TEST(WeightedCosine, IsSymmetric) {
    const UnitMassSpectrum a{{41, 58, 120}, {100, 400, 900}}, b{{41, 60, 120}, {999, 20, 450}};
    EXPECT_EQ(weighted_cosine(a, b), weighted_cosine(b, a));
}

TEST(WeightedCosine, RefusesASpectrumWithoutPeaks) {
    try {
        weighted_cosine({}, {{50}, {999}});
        FAIL();
    } catch (const spec::ContractError& error) {
        EXPECT_THAT(error.what(), testing::HasSubstr("both spectra have a peak"));
    }
}

}  // namespace
