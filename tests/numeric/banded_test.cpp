#include <gtest/gtest.h>

#include <random>
#include <spec/core/error.hpp>
#include <spec/numeric/banded.hpp>

namespace {

using spec::numeric::SecondDifferenceSmoother;

// (W + lambda D2'D2) z, from the definition of D2 row by row.
std::vector<double> applied(const std::vector<double>& weight, const std::vector<double>& z, double lambda) {
    std::vector<double> out(z.size());
    for (std::size_t i = 0; i < z.size(); ++i) out[i] = weight[i] * z[i];
    for (std::size_t i = 0; i + 2 < z.size(); ++i) {
        const double second = z[i] - 2 * z[i + 1] + z[i + 2];
        out[i] += lambda * second;
        out[i + 1] -= 2 * lambda * second;
        out[i + 2] += lambda * second;
    }
    return out;
}

TEST(SecondDifferenceSmoother, SolvesItsSystem) {
    std::mt19937_64 random(7);
    for (const std::size_t n : {3u, 4u, 5u, 6u, 50u, 1600u}) {
        std::vector<double> weight(n), y(n), z(n);
        for (std::size_t i = 0; i < n; ++i) {
            weight[i] = 0.1 + static_cast<double>(random() % 1000) / 1000;
            y[i] = static_cast<double>(random() % 2000) / 1000 - 1;
        }
        SecondDifferenceSmoother smoother(n);
        smoother.solve(weight, y, 25, z);
        const std::vector<double> left = applied(weight, z, 25);
        for (std::size_t i = 0; i < n; ++i) EXPECT_NEAR(left[i], weight[i] * y[i], 1e-10) << n << " points, row " << i;
    }
}

// Three points (0, 1, 0), unit weights, lambda 1: z = (1/7) (2, 3, 2), by hand.
TEST(SecondDifferenceSmoother, SolvesThreePointsAsByHand) {
    const std::vector<double> weight{1, 1, 1}, y{0, 1, 0};
    std::vector<double> z(3);
    SecondDifferenceSmoother(3).solve(weight, y, 1, z);
    EXPECT_NEAR(z[0], 2.0 / 7, 1e-15);
    EXPECT_NEAR(z[1], 3.0 / 7, 1e-15);
    EXPECT_NEAR(z[2], 2.0 / 7, 1e-15);
}

TEST(SecondDifferenceSmoother, LeavesAStraightLine) {
    std::vector<double> weight(200, 1.0), y(200), z(200);
    for (std::size_t i = 0; i < y.size(); ++i) y[i] = 3 - 0.25 * static_cast<double>(i);
    SecondDifferenceSmoother(200).solve(weight, y, 1e7, z);
    for (std::size_t i = 0; i < y.size(); ++i) EXPECT_NEAR(z[i], y[i], 1e-6);
}

TEST(SecondDifferenceSmoother, RefusesTwoPoints) { EXPECT_THROW(SecondDifferenceSmoother(2), spec::ContractError); }

}  // namespace
