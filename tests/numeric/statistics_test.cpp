#include <gtest/gtest.h>

#include <spec/core/error.hpp>
#include <spec/numeric/statistics.hpp>

namespace {

namespace numeric = spec::numeric;

// By hand, type 7: 0.1 of five values lies at position 0.4.
TEST(Quantile, IsLinearBetweenOrderStatistics) {
    EXPECT_DOUBLE_EQ(numeric::quantile({5, 1, 3, 2, 4}, 0.1), 1.4);
    EXPECT_DOUBLE_EQ(numeric::quantile({7}, 0.9), 7);
    EXPECT_DOUBLE_EQ(numeric::median({4, 1, 3, 2}), 2.5);
    EXPECT_THROW(numeric::median({}), spec::ContractError);
}

// By hand: median 3, deviations 2 1 0 1 97, their median 1.
TEST(RobustSd, IgnoresAnOutlier) { EXPECT_DOUBLE_EQ(numeric::robust_sd({1, 2, 3, 4, 100}), 1.4826); }

TEST(TheilSen, FollowsTheLineAndNotTheOutlier) {
    const auto [intercept, slope] = numeric::theil_sen({{0, 1}, {1, 3}, {2, 5}, {3, 7}, {4, 90}});
    EXPECT_DOUBLE_EQ(slope, 2);
    EXPECT_DOUBLE_EQ(intercept, 1);
    EXPECT_THROW(numeric::theil_sen({{1, 1}, {1, 2}}), spec::ContractError);
}

}  // namespace
