#include <gtest/gtest.h>

#include <spec/casework/mass.hpp>

namespace {

using namespace spec::casework;
using spec::Json;

TEST(Masses, FollowFromWhatWasWeighedAndDissolved) {
    EXPECT_EQ(mg_per_ml("ug/mL"), 1e-3);
    EXPECT_EQ(mg_per_ml("mg/L"), 1e-3);
    EXPECT_EQ(mg_per_ml("ng/uL"), 1e-3);
    EXPECT_EQ(mg_per_ml("ppm"), std::nullopt);
    // 0.05 mg/mL in 10 ml, diluted 4 times: 2 mg dissolved; a quarter was taken: 8 mg; of 20 mg weighed: 100 mg/g.
    const Masses found = masses({0.05, 0}, {0.25, 20, 10, 4}, {0, 0, 0, 0});
    EXPECT_NEAR(found.exhibit_mg->value, 8, 1e-12);
    EXPECT_NEAR(found.milligram_a_gram->value, 100, 1e-12);
    EXPECT_EQ(found.exhibit_mg->standard_uncertainty, 0);
}

TEST(Masses, AddRelativeUncertaintiesInSquares) {
    // 3 % of the concentration and 4 % of the volume: 5 %
    const Masses found = masses({1, 0.03}, {1, std::nullopt, 2, std::nullopt}, {0, 0.04, 0, 0});
    EXPECT_NEAR(found.exhibit_mg->standard_uncertainty, 0.05 * 2, 1e-12);
    EXPECT_FALSE(found.milligram_a_gram);
}

TEST(Decide, KeepsAGuardBandAroundTheLimit) {
    EXPECT_EQ(decide({10, 1}, 8.3), LimitDecision::above);  // 10 - 1.645 = 8.355
    EXPECT_EQ(decide({10, 1}, 8.4), LimitDecision::undecided);
    EXPECT_EQ(decide({10, 1}, 11.6), LimitDecision::undecided);
    EXPECT_EQ(decide({10, 1}, 11.7), LimitDecision::below);
}

TEST(MassJson, SaysNothingWithoutAVolumeOrAValue) {
    const Json quantity = {{"value", 50}, {"unit", "ug/mL"}, {"expanded_uncertainty", 5}, {"k", 2}};
    EXPECT_TRUE(mass_json(quantity, {}, {}).is_null());
    EXPECT_TRUE(mass_json({{"value", nullptr}, {"unit", "ug/mL"}}, {1, 1, 1, 1}, {}).is_null());
    const Json mass = mass_json(quantity, {1, 10, 10, 1}, {{"X", "as given", 0.1}});
    EXPECT_NEAR(mass["in_exhibit"]["value"].get<double>(), 0.5, 1e-9);
    EXPECT_EQ(mass["limits"][0]["decision"], "above");
    EXPECT_EQ(mass["limits"][0]["rule"],
              "above or below only beyond the limit by 1.645 standard uncertainties (JCGM 106:2012, 8.3)");
}

}  // namespace
