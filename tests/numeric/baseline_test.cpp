#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <spec/numeric/baseline.hpp>

namespace {

using spec::numeric::arpls;

double band(double x, double centre, double width, double height) {
    const double t = (x - centre) / width;
    return height * std::exp(-4 * std::log(2.0) * t * t);
}

// Bands of height 0.6 to 2 on a polynomial and a broad Gaussian (docs/methods/raman.md): the background is found within
// a few thousandths of the bands at each spacing, when lambda follows the spacing to the fourth power.
TEST(Arpls, FindsASyntheticBackgroundAtEverySpacing) {
    for (const double step : {1.0, 2.0, 4.0}) {
        std::vector<double> y, background;
        std::mt19937_64 random(3);
        for (double x = 200; x <= 3400; x += step) {
            const double u = (x - 200) / 3200;
            background.push_back(2 + 3 * u - 2 * u * u + 4 * std::exp(-0.5 * (u - 0.4) * (u - 0.4) / 0.09));
            double noise = -6;
            for (int k = 0; k < 12; ++k) noise += static_cast<double>(random() >> 11) * 0x1.0p-53;
            y.push_back(background.back() + band(x, 520, 8, 2) + band(x, 1001, 10, 1) + band(x, 1450, 20, 0.6) +
                        band(x, 2900, 40, 1.5) + 0.002 * noise);
        }
        const auto found = arpls(y, {1e5 * std::pow(2 / step, 4), 1e-3, 50});
        double squares = 0;
        for (std::size_t i = 0; i < y.size(); ++i) squares += std::pow(found.values[i] - background[i], 2);
        EXPECT_LT(std::sqrt(squares / static_cast<double>(y.size())), 0.01) << "step " << step;
        EXPECT_LE(found.iterations, 30);
    }
}

TEST(Arpls, IsScaleFree) {
    std::vector<double> y, scaled;
    for (int i = 0; i < 500; ++i) {
        y.push_back(5 + 0.01 * i + band(i, 250, 8, 3) + 0.01 * std::sin(i * 1.7));
        scaled.push_back(1e6 * y.back());
    }
    const auto one = arpls(y, {}), other = arpls(scaled, {});
    for (std::size_t i = 0; i < y.size(); ++i) EXPECT_NEAR(other.values[i], 1e6 * one.values[i], 1e-2);
}

TEST(Arpls, OfAConstantIsTheConstant) {
    const auto found = arpls(std::vector<double>(100, 4.5), {});
    for (const double value : found.values) EXPECT_NEAR(value, 4.5, 1e-8);
}

}  // namespace
