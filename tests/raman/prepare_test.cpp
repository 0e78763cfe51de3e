#include <gtest/gtest.h>

#include <algorithm>
#include <spec/raman/prepare.hpp>

#include "spectra.hpp"

namespace {

using spec::raman::Parameters;
using spec::raman::prepare;
using spec::test::Band;
using spec::test::drawn;
using spec::test::Look;

const std::vector<Band> bands{{480, 12, 0.5}, {1001, 9, 1}, {1450, 16, 0.4}, {1602, 10, 0.7}, {2900, 30, 0.8}};

double at(const spec::raman::Prepared& prepared, double shift_cm1) {
    const auto& x = prepared.spectrum.shift_cm1;
    return prepared.spectrum
        .intensity[static_cast<std::size_t>(std::lower_bound(x.begin(), x.end(), shift_cm1) - x.begin())];
}

TEST(Prepare, PutsBandsOnTheGridAndTheBackgroundToZero) {
    const auto prepared = prepare(drawn(bands, Look{.fluorescence = 10}), Parameters{});
    EXPECT_FALSE(prepared.quality.insufficient) << *prepared.quality.insufficient;
    EXPECT_EQ(prepared.spectrum.shift_cm1.front(), 150);
    EXPECT_EQ(prepared.spectrum.shift_cm1.back(), 3398);
    EXPECT_EQ(prepared.first, 25u);
    EXPECT_NEAR(at(prepared, 1450), 0.4, 0.04);
    EXPECT_NEAR(at(prepared, 2900), 0.8, 0.08);
    EXPECT_NEAR(at(prepared, 700), 0, 0.02);
    EXPECT_NEAR(at(prepared, 2200), 0, 0.02);
    EXPECT_GT(prepared.quality.fluorescence_ratio, 2);
    EXPECT_EQ(prepared.quality.bands, 5);
}

// The same bands from coarse and from fine points give the same curve.
TEST(Prepare, AgreesAcrossSpacings) {
    const auto fine = prepare(drawn(bands, Look{.step_cm1 = 0.4, .noise = 1e-4}), Parameters{});
    const auto coarse = prepare(drawn(bands, Look{.step_cm1 = 3, .noise = 1e-4}), Parameters{});
    for (double x = 160; x < 3390; x += 2) EXPECT_NEAR(at(fine, x), at(coarse, x), 0.1) << x;
}

TEST(Prepare, EstimatesNoiseOnTheGrid) {
    const auto same = prepare(drawn(bands, Look{.step_cm1 = 2, .noise = 0.02}), Parameters{});
    EXPECT_NEAR(same.quality.noise, 0.02, 0.003);
    const auto finer = prepare(drawn(bands, Look{.step_cm1 = 0.5, .noise = 0.02}), Parameters{});
    EXPECT_NEAR(finer.quality.noise, 0.01, 0.002);
}

TEST(Prepare, RecordsEveryStepWithItsNumbers) {
    const auto prepared = prepare(drawn(bands, {}), Parameters{});
    ASSERT_EQ(prepared.steps.size(), 3u);
    EXPECT_EQ(prepared.steps[0].name, "despike");
    EXPECT_EQ(prepared.steps[1].name, "common grid");
    EXPECT_EQ(prepared.steps[1].parameters.at("step_cm1"), 2);
    EXPECT_EQ(prepared.steps[2].name, "background");
    EXPECT_EQ(prepared.steps[2].parameters.at("lambda"), 100000);
}

TEST(Prepare, CutsNegativeShiftsAndSaysSo) {
    const auto prepared = prepare(drawn(bands, Look{.first_cm1 = -200}), Parameters{});
    EXPECT_EQ(prepared.spectrum.shift_cm1.front(), 100);
    EXPECT_EQ(prepared.notes, std::vector<std::string>{"negative shifts are cut at 0"});
}

TEST(Prepare, UsesTheLongestPieceOfAnAxisWithAGap) {
    auto spectrum = drawn(bands, {});
    const auto in_gap = [](double x) { return x > 2000 && x < 2500; };
    for (std::size_t i = spectrum.shift_cm1.size(); i-- > 0;)
        if (in_gap(spectrum.shift_cm1[i])) {
            spectrum.shift_cm1.erase(spectrum.shift_cm1.begin() + static_cast<std::ptrdiff_t>(i));
            spectrum.intensity.erase(spectrum.intensity.begin() + static_cast<std::ptrdiff_t>(i));
        }
    const auto prepared = prepare(spectrum, Parameters{});
    EXPECT_EQ(prepared.notes, std::vector<std::string>{"the axis has a gap; 150 to 2000 cm-1 is used"});
    EXPECT_EQ(prepared.spectrum.shift_cm1.back(), 1998);
}

void expect_insufficient(const spec::RamanSpectrum& spectrum, const std::string& reason) {
    const auto prepared = prepare(spectrum, Parameters{});
    ASSERT_TRUE(prepared.quality.insufficient) << "expected: " << reason;
    EXPECT_EQ(*prepared.quality.insufficient, reason);
}

TEST(QualityGate, SaysWhyNothingCanBeSaid) {
    expect_insufficient(drawn(bands, Look{.last_cm1 = 290}),
                        "the spectrum has 94 usable points (expected 100 or more)");
    expect_insufficient(drawn(bands, Look{.last_cm1 = 600}),
                        "only 400 cm-1 of 200 to 1800 cm-1 were measured (expected 600 or more)");
    expect_insufficient(drawn({}, Look{.noise = 0.01}), "no band stands out of the noise");
    expect_insufficient(drawn({{1001, 10, 1}}, Look{.noise = 0.1}), "fewer than 3 bands stand out of the noise");
    auto cut = drawn(bands, {});
    for (double& y : cut.intensity) y = std::min(y, 0.6);
    expect_insufficient(cut, "the strongest band is saturated");
    expect_insufficient(spec::RamanSpectrum{}, "the spectrum has 0 usable points (expected 100 or more)");
}

TEST(QualityGate, AcceptsOneBandFarAboveTheNoise) {
    EXPECT_FALSE(prepare(drawn({{520.5, 6, 1}}, Look{.noise = 0.005}), Parameters{}).quality.insufficient);
}

TEST(QualityGate, TakesTheTopOfABroadBackgroundForNoPlateau) {
    EXPECT_FALSE(
        prepare(drawn(bands, Look{.step_cm1 = 0.3, .noise = 0, .fluorescence = 40}), Parameters{}).quality.saturated);
}

TEST(QualityGate, NotesLowSignalToNoise) {
    const auto prepared = prepare(drawn(bands, Look{.noise = 0.14}), Parameters{});
    EXPECT_FALSE(prepared.quality.insufficient);
    EXPECT_NE(std::find(prepared.notes.begin(), prepared.notes.end(), "signal to noise is below 8"),
              prepared.notes.end());
}

TEST(Prepare, DrawsATableOfBands) {
    spec::RamanSpectrum table;
    table.band_table = true;
    table.shift_cm1 = {520.5};
    table.intensity = {1};
    const auto prepared = prepare(table, Parameters{});
    EXPECT_NEAR(at(prepared, 520), 1, 0.02);
    EXPECT_EQ(at(prepared, 600), 0);
    EXPECT_EQ(prepared.spectrum.shift_cm1.size(), 1701u);
}

}  // namespace
