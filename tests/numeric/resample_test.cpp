#include <gtest/gtest.h>

#include <cmath>
#include <spec/core/error.hpp>
#include <spec/numeric/resample.hpp>

namespace {

using spec::numeric::cell_averages;
using spec::numeric::Grid;
using spec::numeric::monotone_cubic;

// By hand: a triangle of height 1 over [0, 2]; the cell [0.5, 1.5] holds 0.75 of area, [1.5, 2.5] holds 0.125.
TEST(CellAverages, AreTheAreaOverTheCell) {
    const std::vector<double> x{0, 1, 2, 3}, y{0, 1, 0, 0};
    const auto out = cell_averages(x, y, Grid{1, 1, 2});
    EXPECT_DOUBLE_EQ(out[0], 0.75);
    EXPECT_DOUBLE_EQ(out[1], 0.125);
}

TEST(CellAverages, CutCellsAtTheEndsOfTheData) {
    const std::vector<double> x{0, 1, 2}, y{0, 1, 2};
    const auto out = cell_averages(x, y, Grid{0, 2, 2});
    EXPECT_DOUBLE_EQ(out[0], 0.5);  // [0, 1]
    EXPECT_DOUBLE_EQ(out[1], 1.5);  // [1, 2]
}

// A single fine point of height 1 can fall between grid points; its area must not be lost.
TEST(CellAverages, KeepTheAreaOfANarrowBand) {
    std::vector<double> x, y;
    for (int i = 0; i <= 1000; ++i) {
        x.push_back(0.1 * i);
        y.push_back(std::exp(-0.5 * std::pow((x.back() - 50.97) / 0.4, 2)));
    }
    const auto out = cell_averages(x, y, Grid{2, 2, 48});
    double area = 0;
    for (const double value : out) area += 2 * value;
    EXPECT_NEAR(area, 0.4 * std::sqrt(2 * 3.14159265358979), 1e-4);
}

// Fritsch & Butland slopes by hand: points (0,0) (1,1) (2,3) have inner slope 3 / (2/1 ... ) = harmonic mean of 1
// and 2.
TEST(MonotoneCubic, HasTheHarmonicMeanAsSlope) {
    const std::vector<double> x{0, 1, 2}, y{0, 1, 3};
    const auto out = monotone_cubic(x, y, Grid{0.5, 1, 2});
    // ends: ((2 + 1) d0 - d1) / 2 = 0.5 and 2.5; inner 4/3. Hermite midpoints: mean + (m0 - m1) / 8.
    EXPECT_NEAR(out[0], 0.5 + (0.5 - 4.0 / 3) / 8, 1e-15);
    EXPECT_NEAR(out[1], 2.0 + (4.0 / 3 - 2.5) / 8, 1e-15);
}

TEST(MonotoneCubic, GoesThroughThePointsAndMakesNoNewExtremes) {
    const std::vector<double> x{0, 1, 2, 3, 4, 5}, y{0, 0, 0, 1, 1, 1};
    const auto out = monotone_cubic(x, y, Grid{0, 0.25, 21});
    for (std::size_t k = 0; k < out.size(); ++k) {
        EXPECT_GE(out[k], 0);
        EXPECT_LE(out[k], 1);
        if (k > 0) {
            EXPECT_GE(out[k], out[k - 1]);
        }
        if (k % 4 == 0) {
            EXPECT_DOUBLE_EQ(out[k], y[k / 4]);
        }
    }
}

TEST(Resampling, RefusesAGridOutsideTheData) {
    const std::vector<double> x{0, 1, 2}, y{0, 1, 2};
    EXPECT_THROW(cell_averages(x, y, Grid{-1, 1, 2}), spec::ContractError);
    EXPECT_THROW(monotone_cubic(x, y, Grid{0, 1, 4}), spec::ContractError);
}

}  // namespace
