#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <spec/numeric/distributions.hpp>
#include <spec/numeric/nnls.hpp>

namespace {

using spec::numeric::NonNegativeLeastSquares;

// By hand: min (x - 1)^2 + (y + 1)^2 with x, y >= 0 has x = 1, y = 0.
TEST(NonNegativeLeastSquares, HoldsANegativeColumnAtZero) {
    NonNegativeLeastSquares nnls;
    std::vector<double> x(2, 0.0);
    nnls.solve(std::vector<double>{1, 0, 0, 1}, std::vector<double>{1, -1}, x);
    EXPECT_DOUBLE_EQ(x[0], 1);
    EXPECT_EQ(x[1], 0);
    EXPECT_EQ(nnls.free_columns(), 1u);
}

TEST(NonNegativeLeastSquares, LeavesAnEmptyColumnAtZero) {
    NonNegativeLeastSquares nnls;
    std::vector<double> x(2, 0.0);
    nnls.solve(std::vector<double>{2, 0, 0, 0}, std::vector<double>{4, 0}, x);
    EXPECT_DOUBLE_EQ(x[0], 2);
    EXPECT_EQ(x[1], 0);
}

struct Problem {
    std::vector<double> gram, rhs;
};

Problem random_problem(std::mt19937& generator, std::size_t n) {
    std::normal_distribution<double> normal;
    std::vector<double> a(3 * n * n), y(3 * n);
    for (double& v : a) v = normal(generator) + 0.7;  // correlated columns, so that zeros are common
    for (double& v : y) v = normal(generator);
    Problem p{std::vector<double>(n * n), std::vector<double>(n)};
    for (std::size_t i = 0; i < n; ++i)
        for (std::size_t r = 0; r < 3 * n; ++r) {
            p.rhs[i] += a[r * n + i] * y[r];
            for (std::size_t j = 0; j < n; ++j) p.gram[i * n + j] += a[r * n + i] * a[r * n + j];
        }
    return p;
}

// Property: the conditions of Karush, Kuhn and Tucker, which only the optimum meets; whatever the columns tried first.
TEST(NonNegativeLeastSquares, MeetsTheOptimalityConditions) {
    std::mt19937 generator(7);
    NonNegativeLeastSquares nnls;
    for (int round = 0; round < 300; ++round) {
        const std::size_t n = 1 + static_cast<std::size_t>(round % 7);
        const Problem p = random_problem(generator, n);
        std::vector<double> x(n);
        for (double& v : x) v = generator() % 2 ? 1.0 : 0.0;  // any columns may be tried first
        nnls.solve(p.gram, p.rhs, x);
        for (std::size_t i = 0; i < n; ++i) {
            double gradient = p.rhs[i];
            for (std::size_t j = 0; j < n; ++j) gradient -= p.gram[i * n + j] * x[j];
            EXPECT_GE(x[i], 0);
            EXPECT_LE(gradient, 1e-8 * p.gram[i * n + i]);
            if (x[i] > 0) {
                EXPECT_GE(gradient, -1e-8 * p.gram[i * n + i]);
            }
        }
    }
}

// By hand: the inverse of {{2, 1}, {1, 2}} has 2/3 on its diagonal.
TEST(NonNegativeLeastSquares, GivesTheVariancesOfTheFreeColumns) {
    NonNegativeLeastSquares nnls;
    std::vector<double> x(2, 0.0), variance(2);
    nnls.solve(std::vector<double>{2, 1, 1, 2}, std::vector<double>{3, 3}, x);
    nnls.variances(variance);
    EXPECT_NEAR(variance[0], 2.0 / 3, 1e-12);
    EXPECT_NEAR(variance[1], 2.0 / 3, 1e-12);
}

// Tables of Student's t and of F (any statistics book).
TEST(Distributions, EqualTheTables) {
    EXPECT_NEAR(spec::numeric::student_t_quantile(0.975, 10), 2.228, 0.0005);
    EXPECT_NEAR(spec::numeric::fisher_f_quantile(0.95, 1, 4), 7.709, 0.0005);
}

}  // namespace
