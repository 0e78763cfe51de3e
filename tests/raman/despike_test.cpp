#include <gtest/gtest.h>

#include <spec/raman/despike.hpp>

#include "spectra.hpp"

namespace {

using spec::raman::despike;
using spec::raman::Parameters;
using spec::test::Band;
using spec::test::drawn;
using spec::test::Look;

TEST(Despike, FindsSpikesOfOneAndTwoPoints) {
    auto spectrum = drawn(spec::test::made_up(3), Look{.noise = 0.01});
    auto spiked = spectrum.intensity;
    spiked[300] += 4;
    spiked[900] += 2;
    spiked[901] += 1;
    spiked[1500] += 0.3;
    const auto out = despike(spiked, Parameters{});
    EXPECT_EQ(out.replaced, (std::vector<std::size_t>{300, 900, 901, 1500}));
    for (const std::size_t i : out.replaced) EXPECT_NEAR(out.intensity[i], spectrum.intensity[i], 0.08);
}

// Bands two points wide and more, without noise and with it, on and between points: nothing is taken away.
TEST(Despike, LeavesSharpBands) {
    for (const double noise : {0.0, 0.003, 0.05})
        for (const double at : {500.0, 500.4, 500.5, 500.9})
            for (const double width : {2.0, 2.5, 4.0, 8.0}) {
                if (noise > 0.01 && width < 2.5)
                    continue;  // twenty times the noise and two points wide: not to be told apart
                const auto spectrum =
                    drawn({Band{at, width, 1}, Band{800, 12, 0.4}}, Look{.step_cm1 = 1, .noise = noise});
                EXPECT_TRUE(despike(spectrum.intensity, Parameters{}).replaced.empty())
                    << "width " << width << " at " << at << " noise " << noise;
            }
}

TEST(Despike, LeavesPureNoise) {
    const auto spectrum = drawn({}, Look{.noise = 1});
    EXPECT_TRUE(despike(spectrum.intensity, Parameters{}).replaced.empty());
}

TEST(Despike, LeavesAStepAndTooFewPoints) {
    std::vector<double> step(50, 1.0);
    for (std::size_t i = 25; i < step.size(); ++i) step[i] = 5;
    EXPECT_EQ(despike(step, Parameters{}).intensity, step);
    const std::vector<double> few{0, 0, 9, 0, 0};
    EXPECT_EQ(despike(few, Parameters{}).intensity, few);
}

}  // namespace
