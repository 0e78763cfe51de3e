#include <gtest/gtest.h>

#include <spec/raman/align.hpp>
#include <spec/raman/similarity.hpp>

#include "spectra.hpp"

namespace {

using spec::raman::align;
using spec::raman::Alignment;
using spec::raman::comparison_curve;
using spec::raman::Curve;
using spec::raman::Parameters;
using spec::raman::prepare;
using spec::raman::similarity;
using spec::test::Band;
using spec::test::drawn;
using spec::test::Look;
using spec::test::made_up;

Curve curve(const spec::RamanSpectrum& spectrum) {
    return comparison_curve(prepare(spectrum, Parameters{}), Parameters{});
}

std::vector<Band> moved(std::vector<Band> bands, double shift_cm1, double stretch, double broadening_cm1) {
    for (Band& band : bands) {
        band.position_cm1 += shift_cm1 + stretch * (band.position_cm1 - 1000);
        const double width = std::sqrt(band.width_cm1 * band.width_cm1 + broadening_cm1 * broadening_cm1);
        band.height *= band.width_cm1 / width;
        band.width_cm1 = width;
    }
    return bands;
}

TEST(Align, FindsShiftAndStretch) {
    for (const double shift : {-6.3, 0.0, 2.7, 7.5})
        for (const double stretch : {-0.002, 0.0, 0.0015}) {
            const auto found =
                align(curve(drawn(moved(made_up(2), shift, stretch, 0), {})), curve(drawn(made_up(2), Look{.seed = 4})),
                      4 * std::round(shift / 4), Parameters{});
            ASSERT_TRUE(found.possible);
            EXPECT_NEAR(found.shift_cm1, shift, 0.25);
            EXPECT_NEAR(found.stretch, stretch, 0.0004);
        }
}

TEST(Align, FindsTheBroadeningOfEither) {
    const Parameters parameters;
    const auto sharp = curve(drawn(made_up(2), Look{.noise = 0.001})),
               broad = curve(drawn(moved(made_up(2), 0, 0, 10), Look{.noise = 0.001, .seed = 9}));
    EXPECT_NEAR(align(broad, sharp, 0, parameters).broadening_cm1, 10, 2.5);
    EXPECT_LT(align(sharp, broad, 0, parameters).broadening_cm1, -4);
    EXPECT_GT(similarity(align(broad, sharp, 0, parameters), broad, parameters).score, 0.97);
}

TEST(Align, RaisesTheSimilarityOfAMovedSpectrum) {
    Parameters free, fixed;
    fixed.refinement_steps = 0;
    const auto query = curve(drawn(moved(made_up(3), 3.3, 0.001, 8), {})),
               reference = curve(drawn(made_up(3), Look{.seed = 8}));
    EXPECT_GT(similarity(align(query, reference, 4, free), query, free).score,
              similarity(align(query, reference, 4, fixed), query, fixed).score + 0.01);
}

TEST(Align, IsImpossibleWithoutEnoughInCommon) {
    EXPECT_FALSE(align(curve(drawn(made_up(1), {})), curve(drawn(made_up(1), Look{.last_cm1 = 330, .step_cm1 = 1})), 0,
                       Parameters{})
                     .possible);
    EXPECT_FALSE(align(Curve{}, Curve{}, 0, Parameters{}).possible);
}

// By hand, two windows of four points: the first equal (cosine 1), the second with bands in one of the two only (cosine
// 0).
TEST(WindowedSimilarity, WeighsWindowsByAmplitude) {
    const std::vector<double> query{0, 3, 0, 0, 0, 4, 0, 0}, reference{0, 3, 0, 0, 0, 0, 0, 0};
    // windows at 0, 2, 4 of width 4: cosines 1, 0 and 0; query amplitudes 3, 4, 4 of 11; reference amplitudes 3, 0, 0
    // of 3
    EXPECT_NEAR(spec::raman::windowed_similarity(query, reference, 4, 0, spec::raman::Detrend::no),
                0.5 * (3.0 / 11 + 1), 1e-12);
}

TEST(WindowedSimilarity, DoesNotSeeALineUnderTheBands) {
    std::vector<double> query, reference;
    for (int i = 0; i < 200; ++i) {
        reference.push_back(std::exp(-0.01 * (i - 60) * (i - 60)) + 0.5 * std::exp(-0.02 * (i - 140) * (i - 140)));
        query.push_back(3 * reference.back() + 5 - 0.01 * i);
    }
    EXPECT_NEAR(spec::raman::windowed_similarity(query, reference, 50, 0, spec::raman::Detrend::yes), 1, 1e-9);
    EXPECT_EQ(spec::raman::windowed_similarity(query, reference, 500, 0, spec::raman::Detrend::yes), 0);
}

TEST(Rooted, IsSignedAndLinearNearZero) {
    const auto out = spec::raman::rooted(std::vector<double>{-0.5, 0, 0.0001, 1}, 0.05);
    EXPECT_NEAR(out[0], -(std::sqrt(0.55) - std::sqrt(0.05)), 1e-12);
    EXPECT_EQ(out[1], 0);
    EXPECT_NEAR(out[2], 0.0001 / (2 * std::sqrt(0.05)), 1e-6);
}

// The falling edge of a filter at the front, half a band at the back: both are cut, whole bands stay.
TEST(ComparisonCurve, CutsHalvesOfBandsAtTheEnds) {
    auto bands = made_up(5);
    bands.push_back({140, 30, 20});
    bands.push_back({3420, 40, 5});
    const auto cut = curve(drawn(bands, Look{.noise = 0.0005}));
    EXPECT_GT(cut.first, 25u + 10);
    EXPECT_LT(cut.end(), 25u + 1625 - 10);
    const auto whole = curve(drawn(made_up(5), Look{.noise = 0.0005}));
    EXPECT_LT(whole.first, 25u + 30);
}

}  // namespace
