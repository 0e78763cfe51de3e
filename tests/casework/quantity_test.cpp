#include <gtest/gtest.h>

#include <spec/casework/quantity.hpp>
#include <spec/gcms/ion_area.hpp>

namespace {

using spec::Component;
using spec::GcmsRun;
using spec::MassSpectrum;
using namespace spec::casework;

constexpr const char* key = "VMZUTJCNQWMAGF-UHFFFAOYSA-N";

Component component(int id, double time_s, double base_mz, double base_area, const char* inchikey) {
    Component made;
    made.id = id;
    made.retention_time_s = time_s;
    made.width_s = 2;
    made.area = 3 * base_area;
    made.base_ion_area = base_area;
    made.height = base_area;
    made.spectrum = {{base_mz - 10, base_mz}, {40, 100}};
    if (*inchikey) made.conclusion.candidates.push_back({"Etizolam", inchikey, 0.9});
    return made;
}

MeasuredStandard standard(const char* sample, double level) {
    return {sample, level, {component(1, 390.5, 140, 1000, ""), component(2, 615, 342, 10 * level, key)}};
}

spec::gcms::InternalStandard internal_standard() {
    spec::gcms::InternalStandard out;
    out.retention_time_s = 390.5;
    out.mz = 140;
    out.spectrum = {{130, 140}, {40, 100}};
    return out;
}

// By hand: responses 10 c / 1000 = c / 100 are a straight line, so 60 units come back as 60.
TEST(Quantity, AStraightLineGivesTheLevelBack) {
    std::vector<MeasuredStandard> standards;
    for (const double level : {25.0, 50.0, 100.0, 150.0, 200.0}) standards.push_back(standard("s", level));
    const auto calibration = calibrate(standards, "Etizolam", key, "ug/mL", internal_standard());
    ASSERT_TRUE(calibration);
    EXPECT_FALSE(calibration->calibration.refused);
    EXPECT_EQ(calibration->mz, 342);
    const auto response = response_of(standard("x", 60).components, *calibration);
    ASSERT_TRUE(response);
    EXPECT_NEAR(response->response, 0.6, 1e-12);
    EXPECT_NEAR(quantity_json(*calibration, response->response)["value"].get<double>(), 60, 1e-6);
}

TEST(Quantity, OutsideTheRangeThereIsNoValue) {
    std::vector<MeasuredStandard> standards;
    for (const double level : {25.0, 50.0, 100.0, 150.0, 200.0}) standards.push_back(standard("s", level));
    const auto calibration = calibrate(standards, "Etizolam", key, "ug/mL", internal_standard());
    ASSERT_TRUE(calibration);
    EXPECT_TRUE(quantity_json(*calibration, 5.0)["value"].is_null());
    EXPECT_TRUE(quantity_json(*calibration, 0.01)["value"].is_null());
}

TEST(Quantity, IsAbsentWithoutInternalStandard) {
    std::vector<MeasuredStandard> standards{standard("a", 25), standard("b", 50)};
    for (auto& one : standards) one.components.erase(one.components.begin());
    EXPECT_FALSE(calibrate(standards, "Etizolam", key, "ug/mL", internal_standard()));
}

// A triangle of height 100 over 4 s on a level of 10 counts, scans every second: area above the level by hand is
// 0.5 * 4 * 90 = 180; the feet are the first scans at the level.
TEST(IonPeakArea, IntegratesAboveTheLineBetweenTheFeet) {
    GcmsRun run;
    const double counts[] = {10, 10, 10, 10, 55, 100, 55, 10, 10, 10, 10};
    for (int scan = 0; scan < 11; ++scan) {
        run.retention_time_s.push_back(scan);
        run.mz.push_back(342.1);
        run.intensity.push_back(counts[scan]);
        run.scan_begin.push_back(run.mz.size());
    }
    EXPECT_NEAR(spec::gcms::ion_peak_area(run, {342, 5, 2}), 180, 1e-9);
    EXPECT_EQ(spec::gcms::ion_peak_area(run, {140, 5, 2}), 0);
}

// The valley to a neighbour ends the peak: two equal triangles, the area of the first only.
TEST(IonPeakArea, StopsAtTheValley) {
    GcmsRun run;
    const double counts[] = {0, 50, 100, 50, 0, 50, 100, 50, 0};
    for (int scan = 0; scan < 9; ++scan) {
        run.retention_time_s.push_back(scan);
        run.mz.push_back(342);
        run.intensity.push_back(counts[scan]);
        run.scan_begin.push_back(run.mz.size());
    }
    EXPECT_NEAR(spec::gcms::ion_peak_area(run, {342, 2, 1.5}), 200, 1e-9);
}

}  // namespace
