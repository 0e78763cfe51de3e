#include <gtest/gtest.h>

#include <spec/core/error.hpp>
#include <spec/raman/calibrate.hpp>

#include "spectra.hpp"

namespace {

using namespace spec::raman;
using spec::test::Band;
using spec::test::drawn;
using spec::test::Look;

spec::RamanSpectrum measured(const char* standard, double shift_cm1, double step_cm1 = 2.3) {
    std::vector<Band> bands;
    for (const double at : standard_named(standard).bands_cm1)
        bands.push_back({at, 7, 0.4 + 0.1 * static_cast<double>(bands.size() % 4)});
    auto out = drawn(bands, Look{.step_cm1 = step_cm1, .noise = 0.004, .shift_cm1 = shift_cm1});
    out.title = standard;
    return out;
}

AxisCalibration fitted(const char* name, const spec::RamanSpectrum& spectrum) {
    const StandardMeasurement one{standard_named(name), spectrum};
    return fit_axis({&one, 1});
}

TEST(FitAxis, FindsTheOffsetOfSiliconAndVerifiesPolystyrene) {
    for (const double offset : {-25.0, -15.2, 0.0, 4.5, 30.0}) {
        auto calibration = fitted("silicon", measured("silicon", offset));
        ASSERT_EQ(calibration.coefficients.size(), 1u);
        EXPECT_NEAR(calibration.coefficients[0], -offset, 0.1);
        const auto second = measured("polystyrene", offset);
        verify_axis(calibration, {standard_named("polystyrene"), second});
        EXPECT_GE(calibration.verified.size(), 4u);
        EXPECT_LT(*calibration.verified_within_cm1(), 0.5);
    }
}

// All wavelengths 0.4 nm too long at 532 nm: 13.4 cm-1 too far at 520.45, 11.6 at 1602.3 (1e7 x 0.4 / wavelength^2, by
// hand).
TEST(FitAxis, TakesOneBandWithAKnownLaserForAMovedSpectrometer) {
    auto silicon = measured("silicon", 0), second = measured("polystyrene", 0);
    for (auto* spectrum : {&silicon, &second}) {
        spectrum->laser_nm = 532;
        for (double& x : spectrum->shift_cm1) x = 1e7 * (1 / 532.0 - 1 / (1 / (1 / 532.0 - x / 1e7) + 0.4));
    }
    auto calibration = fitted("silicon", silicon);
    EXPECT_NEAR(calibration.fitted[0].measured_cm1, 520.45 + 13.36, 0.15);
    verify_axis(calibration, {standard_named("polystyrene"), second});
    EXPECT_LT(*calibration.verified_within_cm1(), 0.4);
}

TEST(FitAxis, FindsAStretchFromSeveralBands) {
    auto spectrum = measured("calcite", 0);
    for (double& x : spectrum.shift_cm1) x = x + 3 + 0.002 * (x - 1500);
    const auto calibration = fitted("calcite", spectrum);
    ASSERT_EQ(calibration.coefficients.size(), 2u);
    EXPECT_NEAR(calibration.corrected(1500 + 3), 1500, 0.15);
    EXPECT_LT(calibration.residual_rms_cm1(), 0.2);
}

// Neon lines of 585.2488 nm in air stand at 1e7 (1/532 - 1/585.4111) in vacuum; 585.4111 by hand from n = 1.00027728.
TEST(Neon, IsConvertedToVacuum) {
    EXPECT_NEAR(vacuum_nm(585.2488), 585.4110, 0.0003);
    EXPECT_NEAR(vacuum_nm(850.0), 850.2336, 0.0005);  // n - 1 = 2.7482e-4 at 850 nm
}

TEST(FitAxis, SaysWhatIsWrong) {
    const auto message = [](auto&& call) -> std::string {
        try {
            call();
        } catch (const std::exception& error) {
            return error.what();
        }
        return "nothing thrown";
    };
    EXPECT_EQ(
        message([] { standard_named("gold"); }),
        "unknown standard 'gold' (expected one of silicon, polystyrene, cyclohexane, paracetamol, calcite, neon)");
    EXPECT_EQ(message([] { fit_axis({}); }), "a calibration needs a measured standard");
    EXPECT_EQ(message([] { fitted("neon", measured("silicon", 0)); }),
              "a lamp calibrates only with the laser's wavelength, and silicon states none");
    auto empty = measured("silicon", 0);
    empty.shift_cm1.clear();
    empty.intensity.clear();
    EXPECT_EQ(message([&] { fitted("silicon", empty); }),
              "silicon: the spectrum has 0 usable points (expected 100 or more); nothing to calibrate with");
}

TEST(Calibration, IsWrittenAndReadBack) {
    const auto calibration = fitted("calcite", measured("calcite", 2));
    const auto back = read_calibration(spec::canonical_json(to_json(calibration)), "c.json");
    EXPECT_EQ(spec::canonical_json(to_json(back)), spec::canonical_json(to_json(calibration)));
    EXPECT_NEAR(back.corrected(1000), calibration.corrected(1000), 1e-6);
}

TEST(Calibration, RefusesOtherFiles) {
    const auto message = [](const char* text) -> std::string {
        try {
            read_calibration(text, "c.json");
        } catch (const spec::DataError& error) {
            return error.what();
        }
        return "read";
    };
    EXPECT_EQ(message("{}"), "c.json: not a Raman calibration (expected schema sarap.raman_calibration/1)");
    EXPECT_EQ(message("{\"schema\":\"sarap.raman_calibration/1\"}"),
              "c.json: a field of the calibration is missing or of the wrong type (expected what `sarap calibrate "
              "raman` writes)");
}

TEST(Calibrated, RefusesACorrectionThatFoldsTheAxis) {
    AxisCalibration folding;
    folding.coefficients = {0, -4000};
    auto spectrum = measured("silicon", 0);
    try {
        calibrated(spectrum, folding);
        FAIL();
    } catch (const spec::DataError& error) {
        EXPECT_STREQ(
            error.what(),
            "silicon: the calibration folds the axis over itself (expected a correction that keeps the order)");
    }
}

}  // namespace
