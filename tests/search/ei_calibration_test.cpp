#include <gtest/gtest.h>

#include <spec/core/error.hpp>
#include <spec/search/ei_calibration.hpp>

namespace {

using spec::search::built_in_ei_calibration;
using spec::search::read_ei_calibration;

TEST(EiCalibration, TheOneBuiltInIsReadable) {
    const auto calibration = read_ei_calibration(built_in_ei_calibration(), "ei.toml");
    EXPECT_GT(calibration.temperature, 0);
    EXPECT_EQ(calibration.sha256.size(), 64u);
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
