#include <gtest/gtest.h>

#include <spec/core/mass_spectrum.hpp>

namespace {

using spec::MassSpectrum;
using spec::to_unit_mass;

// By hand: 42.61 + 0.38 = 42.99 lies in bin 42, 42.62 + 0.38 = 43.00 in bin 43.
TEST(ToUnitMass, CutsBinsAtTheOffset) {
    const auto unit = to_unit_mass(MassSpectrum{{42.61, 42.63, 43.1}, {1, 2, 2}});
    EXPECT_EQ(unit.mz, (std::vector<int>{42, 43}));
    EXPECT_EQ(unit.intensity, (std::vector<double>{250, 999}));  // 999 * 1 / 4 = 249.75
}

TEST(ToUnitMass, DropsWhatRoundsToZero) {
    const auto unit = to_unit_mass(MassSpectrum{{50, 60}, {1e6, 1}});
    EXPECT_EQ(unit.mz, (std::vector<int>{50}));
}

TEST(ToUnitMass, IsEmptyWithoutIntensity) { EXPECT_TRUE(to_unit_mass(MassSpectrum{{50}, {0}}).mz.empty()); }

}  // namespace
