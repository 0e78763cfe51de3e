#include <gtest/gtest.h>

#include <cmath>
#include <spec/raman/bands.hpp>

namespace {

using spec::raman::Alignment;
using spec::raman::band_agreement;
using spec::raman::bands_of;
using spec::raman::Parameters;

// Gaussian bands of 8 points full width at the given points, on 400 points.
std::vector<double> with_bands(const std::vector<std::pair<double, double>>& place_and_height) {
    std::vector<double> out(400, 0.0);
    for (std::size_t i = 0; i < out.size(); ++i)
        for (const auto& [place, height] : place_and_height) {
            const double t = (static_cast<double>(i) - place) / 8;
            out[i] += height * std::exp(-4 * std::log(2.0) * t * t);
        }
    return out;
}

TEST(Bands, AreTheMaximaThatStandOut) {
    const auto bands = bands_of(with_bands({{50, 1}, {120, 0.3}, {200, 0.04}, {300, 0.6}}), 0.1);
    ASSERT_EQ(bands.size(), 3u);
    EXPECT_EQ(bands[0].point, 50u);
    EXPECT_EQ(bands[1].point, 120u);
    EXPECT_EQ(bands[2].point, 300u);
    EXPECT_NEAR(bands[1].height, 0.3, 1e-6);
}

TEST(Bands, AreNoneInAFlatOrEmptyCurve) {
    EXPECT_TRUE(bands_of({}, 0.1).empty());
    EXPECT_TRUE(bands_of(std::vector<double>(50, 0.5), 0.1).empty());
}

// By hand: the reference's bands weigh 1, 0.5 and 0.6 (roots of 1, 0.25, 0.36); the query has the first and the last,
// one of its own (root 0.7) besides.
TEST(BandAgreement, IsTheShareOfStrongBandsBothWays) {
    Alignment alignment;
    alignment.possible = true;
    alignment.reference = with_bands({{60, 1}, {150, 0.25}, {300, 0.36}});
    alignment.query = with_bands({{62, 1}, {220, 0.49}, {299, 0.25}});
    const auto agreement = band_agreement(alignment, 0.001, Parameters{});
    EXPECT_NEAR(agreement.of_reference, 1.6 / 2.1, 1e-3);
    EXPECT_NEAR(agreement.of_query, 1.5 / 2.2, 1e-3);
}

TEST(BandAgreement, IsOneForTheSameBandsAndZeroForOthers) {
    Alignment alignment;
    alignment.possible = true;
    alignment.reference = with_bands({{60, 1}, {150, 0.5}});
    alignment.query = alignment.reference;
    EXPECT_EQ(band_agreement(alignment, 0, Parameters{}).of_reference, 1);
    EXPECT_EQ(band_agreement(alignment, 0, Parameters{}).of_query, 1);
    alignment.query = with_bands({{100, 1}, {250, 0.5}});
    EXPECT_EQ(band_agreement(alignment, 0, Parameters{}).of_reference, 0);
    EXPECT_EQ(band_agreement(alignment, 0, Parameters{}).of_query, 0);
}

}  // namespace
