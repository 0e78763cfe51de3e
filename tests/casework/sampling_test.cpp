#include <gtest/gtest.h>

#include <spec/casework/sampling.hpp>
#include <spec/core/error.hpp>

namespace {

using namespace spec::casework;

// The rule of UNODC/ENFSI, Guidelines on Representative Drug Sampling (ST/NAR/38), confidence 0.95, no negative
// expected, shares 0.5, 0.7, 0.9. The values were computed by an independent program from the rule; the printed table
// was not at hand.
TEST(HypergeometricSample, FollowsTheRule) {
    const std::vector<std::vector<long>> table = {{10, 3, 5, 8},   {20, 4, 6, 12},  {30, 4, 7, 15},   {40, 4, 7, 18},
                                                  {50, 4, 8, 19},  {60, 4, 8, 20},  {70, 5, 8, 21},   {80, 5, 8, 22},
                                                  {90, 5, 8, 23},  {100, 5, 8, 23}, {200, 5, 9, 26},  {300, 5, 9, 27},
                                                  {400, 5, 9, 27}, {500, 5, 9, 28}, {1000, 5, 9, 28}, {5000, 5, 9, 29}};
    for (const auto& row : table) {
        EXPECT_EQ(hypergeometric_sample({row[0], 0.5, 0.95, 0}), row[1]) << row[0];
        EXPECT_EQ(hypergeometric_sample({row[0], 0.7, 0.95, 0}), row[2]) << row[0];
        EXPECT_EQ(hypergeometric_sample({row[0], 0.9, 0.95, 0}), row[3]) << row[0];
    }
}

// A large population and a uniform prior: the posterior is Beta(n + 1, 1), so that 1 - k^(n + 1) >= 0.95.
TEST(BayesianSample, AgreesWithTheClosedFormOfALargePopulation) {
    EXPECT_EQ(bayesian_sample({1000000, 0.5, 0.95, 0}, {1, 1}), 4);
    EXPECT_EQ(bayesian_sample({1000000, 0.7, 0.95, 0}, {1, 1}), 8);
    EXPECT_EQ(bayesian_sample({1000000, 0.9, 0.95, 0}, {1, 1}), 28);
}

TEST(EvaluateSample, AgreesWithThePlanAtItsEdge) {
    const SamplingQuestion question{100, 0.9, 0.95, 0};
    EXPECT_GE(evaluate_sample(question, 23, 23, {}).at_least, 90);
    EXPECT_LT(evaluate_sample(question, 22, 22, {}).at_least, 90);
    EXPECT_EQ(evaluate_sample(question, 100, 97, {}).at_least, 97);
}

TEST(TotalMass, IsTheMeanTimesTheNumberWithStudentsInterval) {
    // By hand: mean 10, s = 1, n = 3, N = 12: t_0.975(2) = 4.3027; 12 x 4.3027 / sqrt(3) x sqrt(9 / 12) = 25.816
    const TotalMass mass = total_mass(12, {9, 10, 11}, 0.95);
    EXPECT_NEAR(mass.total, 120, 1e-9);
    EXPECT_NEAR(mass.half_width, 25.816, 0.001);
}

TEST(Sampling, RefusesWhatCannotBe) {
    const auto message = [](auto work) {
        try {
            work();
        } catch (const spec::UsageError& error) {
            return std::string(error.what());
        }
        return std::string();
    };
    EXPECT_EQ(message([] {
                  hypergeometric_sample({10, 1.5, 0.95, 0});
              }),
              "a share of 1.5 (expected one above 0 and at most 1)");
    EXPECT_EQ(message([] {
                  hypergeometric_sample({10, 0.9, 1, 0});
              }),
              "a confidence of 1 (expected one between 0 and 1)");
    EXPECT_EQ(message([] {
                  evaluate_sample({10, 0.9, 0.95, 0}, 4, 5, {});
              }),
              "5 positive of 4 examined of 10 (expected positive <= examined <= population)");
    EXPECT_EQ(message([] { total_mass(5, {1}, 0.95); }),
              "1 masses of 5 units (expected 2 or more, and no more than there are units)");
}

}  // namespace
