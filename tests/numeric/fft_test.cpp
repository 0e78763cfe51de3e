#include <gtest/gtest.h>

#include <random>
#include <spec/core/error.hpp>
#include <spec/numeric/fft.hpp>

namespace {

using spec::numeric::cross_correlation;
using spec::numeric::peak_position;

TEST(CrossCorrelation, EqualsItsDefinition) {
    std::mt19937 random(5);
    for (const auto& [n, m] : {std::pair<std::size_t, std::size_t>{1, 1}, {7, 30}, {200, 113}, {64, 64}}) {
        std::vector<double> a(n), b(m);
        for (double& value : a) value = static_cast<double>(random() % 1000) - 500;
        for (double& value : b) value = static_cast<double>(random() % 1000) - 500;
        const auto out = cross_correlation(a, b, 20);
        for (int s = -20; s <= 20; ++s) {
            double sum = 0;
            for (int i = 0; i < static_cast<int>(m); ++i)
                if (i + s >= 0 && i + s < static_cast<int>(n))
                    sum += a[static_cast<std::size_t>(i + s)] * b[static_cast<std::size_t>(i)];
            EXPECT_NEAR(out[static_cast<std::size_t>(20 + s)], sum, 1e-5) << n << " " << m << " shift " << s;
        }
    }
}

// By hand: a parabola 5 - (x - 2.3)^2 sampled at whole numbers has its top at 2.3.
TEST(PeakPosition, IsTheTopOfTheParabola) {
    std::vector<double> values;
    for (int x = 0; x < 6; ++x) values.push_back(5 - (x - 2.3) * (x - 2.3));
    EXPECT_NEAR(peak_position(values), 2.3, 1e-12);
    EXPECT_EQ(peak_position(std::vector<double>{3, 1}), 0);
    EXPECT_THROW(peak_position({}), spec::ContractError);
}

}  // namespace
