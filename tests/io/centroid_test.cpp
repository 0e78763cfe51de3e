#include <gmock/gmock.h>

#include <cmath>
#include <numeric>
#include <spec/io/centroid.hpp>

namespace {

using spec::io::centroid;
using testing::DoubleEq;
using testing::DoubleNear;
using testing::ElementsAre;

// By hand: half of 4 is 2, so the mean is over 10.1 to 10.3: (10.1 * 2 + 10.2 * 4 + 10.3 * 3) / 9 = 10.2111.
TEST(Centroid, TakesTheMeanOverHalfHeightAndTheSumOfAll) {
    const std::vector<double> mz{10.0, 10.1, 10.2, 10.3, 10.4}, intensity{1, 2, 4, 3, 0};
    const auto peaks = centroid(mz, intensity);
    EXPECT_THAT(peaks.mz, ElementsAre(DoubleNear(10.0 + 1.9 / 9, 1e-12)));
    EXPECT_THAT(peaks.intensity, ElementsAre(10));
}

TEST(Centroid, PartsPeaksAtDeepValleysOnly) {
    const std::vector<double> mz{1, 2, 3, 4, 5};
    EXPECT_THAT(centroid(mz, std::vector<double>{4, 8, 5.9, 8, 4}).intensity, ElementsAre(DoubleEq(17.9), 12));
    EXPECT_THAT(centroid(mz, std::vector<double>{4, 8, 6.1, 8, 4}).intensity, ElementsAre(DoubleEq(30.1)));
}

TEST(Centroid, PartsPeaksAtZerosAndGaps) {
    EXPECT_THAT(centroid(std::vector<double>{1, 2, 3}, std::vector<double>{5, 0, 5}).mz, ElementsAre(1, 3));
    EXPECT_THAT(centroid(std::vector<double>{1, 2, 7, 8}, std::vector<double>{5, 5, 5, 5}).mz, ElementsAre(1.5, 7.5));
    EXPECT_TRUE(centroid(std::vector<double>{1}, std::vector<double>{0}).mz.empty());
}

// A Gaussian sampled on a grid that is not centred on it: the centre is that of the Gaussian, the sum that of the
// points.
TEST(Centroid, FindsTheCentreOfAGaussian) {
    std::vector<double> mz, intensity;
    for (int i = 0; i < 400; ++i) {
        mz.push_back(100 + 0.01 * i);
        intensity.push_back(std::exp(-0.5 * std::pow((mz.back() - 101.1234) / 0.1, 2)) +
                            std::exp(-0.5 * std::pow((mz.back() - 102.5011) / 0.1, 2)));
    }
    const auto peaks = centroid(mz, intensity);
    EXPECT_THAT(peaks.mz, ElementsAre(DoubleNear(101.1234, 0.005), DoubleNear(102.5011, 0.005)));
    EXPECT_NEAR(std::accumulate(peaks.intensity.begin(), peaks.intensity.end(), 0.0),
                std::accumulate(intensity.begin(), intensity.end(), 0.0), 1e-9);
}

}  // namespace
