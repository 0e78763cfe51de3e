#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <spec/numeric/smoothing.hpp>

namespace {

using namespace spec::numeric;

TEST(GaussianSmoothed, AddsWidthsInQuadrature) {
    std::vector<double> y(401);
    const double sigma = 6 / std::sqrt(8 * std::log(2.0));
    for (std::size_t i = 0; i < y.size(); ++i)
        y[i] = std::exp(-0.5 * std::pow((static_cast<double>(i) - 200) / sigma, 2));
    const auto out = gaussian_smoothed(y, 8);  // 6 and 8 make 10, the height falls to 6/10
    EXPECT_NEAR(out[200], 0.6, 1e-3);
    EXPECT_NEAR(out[205] / out[200], 0.5, 1e-3);
}

TEST(GaussianSmoothed, LeavesAConstantAndNothingToDo) {
    for (const double value : gaussian_smoothed(std::vector<double>(50, 3.0), 7)) EXPECT_NEAR(value, 3, 1e-12);
    const std::vector<double> y{1, 5, 2};
    EXPECT_EQ(gaussian_smoothed(y, 0), y);
}

// The five-point quadratic first derivative has the weights (-2, -1, 0, 1, 2) / 10 (Savitzky & Golay 1964, table III).
TEST(FirstDerivative, HasTheWeightsOfSavitzkyAndGolay) {
    std::vector<double> y(9, 0.0);
    y[4] = 1;
    const auto out = first_derivative(y, 2);
    EXPECT_DOUBLE_EQ(out[2], 0.2);
    EXPECT_DOUBLE_EQ(out[3], 0.1);
    EXPECT_DOUBLE_EQ(out[4], 0);
    EXPECT_DOUBLE_EQ(out[5], -0.1);
    EXPECT_DOUBLE_EQ(out[6], -0.2);
}

TEST(FirstDerivative, OfALineIsItsSlope) {
    std::vector<double> y;
    for (int i = 0; i < 20; ++i) y.push_back(3.0 * i);
    for (const double value : first_derivative(y, 3)) EXPECT_NEAR(value, 3, 1e-12);
}

TEST(NoiseOfSecondDifferences, FindsTheStandardDeviationOfWhiteNoise) {
    std::mt19937_64 random(11);
    std::vector<double> y;
    for (int i = 0; i < 20000; ++i) {
        double normal = -6;
        for (int k = 0; k < 12; ++k) normal += static_cast<double>(random() >> 11) * 0x1.0p-53;
        y.push_back(0.5 * normal + 100 * std::sin(i / 300.0));
    }
    EXPECT_NEAR(noise_of_second_differences(y), 0.5, 0.02);
    EXPECT_EQ(noise_of_second_differences(std::vector<double>{1, 2, 1}), 0);
}

}  // namespace
