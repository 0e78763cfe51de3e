#include <gtest/gtest.h>

#include <spec/core/error.hpp>
#include <spec/search/ei_calibration.hpp>

namespace {

using spec::search::built_in_ei_calibration;
using spec::search::least_share;
using spec::search::read_ei_calibration;
using spec::search::write_ei_calibration;

TEST(EiCalibration, TheOneBuiltInIsReadable) {
    const auto calibration = read_ei_calibration(built_in_ei_calibration(), "ei.toml");
    EXPECT_GT(calibration.temperature, 0);
    EXPECT_EQ(calibration.sha256.size(), 64u);
}

TEST(EiCalibration, ReadsWhatItWrites) {
    const auto calibration = read_ei_calibration(built_in_ei_calibration(), "ei.toml");
    const auto again = read_ei_calibration(write_ei_calibration(calibration, "# a comment\n"), "b.toml");
    EXPECT_EQ(again.ranking, calibration.ranking);
    EXPECT_EQ(again.drugs.presence.coefficients, calibration.drugs.presence.coefficients);
    EXPECT_EQ(again.general.new_isomer.intercept, calibration.general.new_isomer.intercept);
    EXPECT_EQ(again.set_share, calibration.set_share);
}

// By hand: halfway between 0.9 and 0.95 on a log scale.
TEST(EiCalibration, InterpolatesTheShareOfASet) {
    spec::search::EiCalibration calibration;
    calibration.set_share = {{{0.8, 0.5}, {0.9, 0.4}, {0.95, 0.1}, {0.97, 0.05}, {0.99, 0.01}}};
    EXPECT_NEAR(least_share(calibration, 0.925), 0.2, 1e-10);
    EXPECT_EQ(least_share(calibration, 0.95), 0.1);
    EXPECT_EQ(least_share(calibration, 0.5), 0.5);
    EXPECT_EQ(least_share(calibration, 0.999), 0.01);
}

TEST(EiCalibration, HasModelsForEachSizeOfLibrary) {
    spec::search::EiCalibration calibration;
    calibration.large_from = 7000;
    EXPECT_EQ(&presence_models(calibration, 6999), &calibration.drugs);
    EXPECT_EQ(&presence_models(calibration, 7000), &calibration.general);
}

TEST(EiCalibration, RefusesTheNameOfNoTerm) {
    std::string text(built_in_ei_calibration());
    text.replace(text.find("plain_cosine ="), 14, "plane_cosine =");
    try {
        read_ei_calibration(text, "a.toml");
        FAIL();
    } catch (const spec::DataError& error) {
        EXPECT_STREQ(error.what(),
                     "a.toml: ranking.coefficients.plane_cosine is unknown (expected the name of a term)");
    }
}

TEST(EiCalibration, NamesAMissingKey) {
    try {
        read_ei_calibration("[ranking]\n", "a.toml");
        FAIL();
    } catch (const spec::DataError& error) {
        EXPECT_STREQ(error.what(), "a.toml: ranking.temperature is missing or not a number (expected a number)");
    }
}

TEST(EiCalibration, NamesTheLineThatIsNotToml) {
    try {
        read_ei_calibration("[ranking]\ntemperature = = 1\n", "a.toml");
        FAIL();
    } catch (const spec::DataError& error) {
        EXPECT_EQ(std::string(error.what()).rfind("a.toml:2: not TOML: ", 0), 0u) << error.what();
    }
}

}  // namespace
