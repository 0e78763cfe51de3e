#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <spec/gcms/calibration.hpp>

namespace {

using spec::gcms::Calibration;
using spec::gcms::CalibrationModel;
using spec::gcms::fit_calibration;
using spec::gcms::quantify;
using spec::gcms::Quantity;

// Etizolam, area over internal standard (docs/methods/gcms.md, "Retention"); the figures below were computed from this
// table independently of this program.
const std::vector<spec::gcms::CalibrationPoint> etizolam = {{25, 0.0259},  {50, 0.0912},  {75, 0.1705}, {100, 0.2884},
                                                            {150, 0.4951}, {200, 0.7308}, {250, 0.9499}};

TEST(FitCalibration, TakesTheQuadraticWhereMandelsTestAsksForIt) {
    const Calibration c = fit_calibration(etizolam);
    EXPECT_EQ(c.model, CalibrationModel::quadratic);
    EXPECT_NEAR(c.mandel_f, 20.6, 0.3);
    EXPECT_NEAR(c.mandel_limit, 7.71, 0.005);  // table of F, 1 and 4 degrees of freedom
    EXPECT_FALSE(c.refused);
    double worst = 0;
    for (const double d : c.deviation_percent)
        if (std::abs(d) > std::abs(worst)) worst = d;
    EXPECT_NEAR(worst, -4.8, 0.1);
}

// By hand: r = 0.01 c exactly, so no quadratic, no uncertainty, no detection limit above zero.
TEST(FitCalibration, KeepsTheLineWhereItIsEnough) {
    const Calibration c = fit_calibration({{10, 0.1}, {20, 0.2}, {30, 0.3}, {40, 0.4}});
    EXPECT_EQ(c.model, CalibrationModel::linear);
    EXPECT_NEAR(c.coefficient[1], 0.01, 1e-12);
    EXPECT_NEAR(c.limit_of_detection, 0, 1e-9);
    EXPECT_NEAR(quantify(c, 0.25).value, 25, 1e-9);
}

TEST(FitCalibration, RefusesWhatCannotCarryAQuantity) {
    EXPECT_EQ(fit_calibration({{100, 1}}).refused, "calibration has 1 level (expected 3 or more)");
    EXPECT_EQ(fit_calibration({{100, 1}, {100, 1.1}, {50, 0.5}}).refused,
              "calibration has 2 levels (expected 3 or more)");
    EXPECT_EQ(fit_calibration({{0, 1}, {1, 1}, {2, 1}}).refused, "calibration level 0 is not above zero");
    EXPECT_EQ(fit_calibration({{1, 1}, {2, 0}, {3, 3}}).refused, "no response at calibration level 2");
    EXPECT_EQ(fit_calibration({{1, 3}, {2, 2}, {3, 1}}).refused, "calibration curve does not rise over its range");
    EXPECT_THAT(*fit_calibration({{10, 0.1}, {20, 0.4}, {30, 0.3}, {40, 0.4}}).refused,
                testing::MatchesRegex("calibrator .* comes back .* % off \\(expected within .* %\\)"));
}

TEST(FitCalibration, TakesARepeatedLevelAsReplicates) {
    EXPECT_FALSE(fit_calibration({{10, 0.1}, {10, 0.102}, {20, 0.2}, {30, 0.3}, {40, 0.401}}).refused);
}

TEST(Quantify, SaysWhenItIsOutsideTheRange) {
    const Calibration c = fit_calibration(etizolam);
    EXPECT_EQ(quantify(c, 0.01).range, Quantity::Range::below);
    EXPECT_EQ(quantify(c, 0.01).text, "< 25");
    EXPECT_EQ(quantify(c, 2).range, Quantity::Range::above);
    EXPECT_EQ(quantify(c, 2).text, "above 250: dilute");
}

// By hand, GUM: for a line through the origin-like points with residual variance s^2 the covariance grows with fewer
// points; k is Student's t for n - 2 = 2 degrees of freedom, 4.303.
TEST(Quantify, ExpandsByStudentsT) {
    const Calibration c = fit_calibration({{10, 0.101}, {20, 0.198}, {30, 0.303}, {40, 0.398}});
    const Quantity q = quantify(c, 0.25);
    EXPECT_NEAR(q.k, 4.303, 0.001);
    EXPECT_NEAR(q.expanded_uncertainty, q.k * q.standard_uncertainty, 1e-12);
    const Quantity wider = quantify(c, 0.25, {{0.10, 0}});
    EXPECT_NEAR(wider.standard_uncertainty, std::hypot(q.standard_uncertainty, 0.10 * q.value), 1e-9);
    EXPECT_LT(wider.k, q.k);
}

}  // namespace
