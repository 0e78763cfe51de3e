#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <spec/gcms/calibration.hpp>
#include <spec/gcms/compare.hpp>
#include <spec/gcms/components.hpp>
#include <spec/gcms/internal_standard.hpp>
#include <spec/gcms/ion_area.hpp>
#include <spec/io/format.hpp>

#include "test_data.hpp"

namespace {

using spec::Component;
using spec::GcmsRun;

double area_of(const GcmsRun& run, double mz, const Component& component) {
    return spec::gcms::ion_peak_area(run, {mz, component.retention_time_s, component.width_s});
}

// Nominal levels by preparation (truth.csv); the calibrators alone make the curve, the checks are never seen by it.
TEST(Quantitation, BringsTheCheckStandardsWithinTenPerCent) {
    SARAP_NEEDS(spec::test::measured("gcms/lrcfs/220223001.D"));
    const std::pair<int, double> levels[] = {{2, 25},  {3, 50},  {4, 75},  {5, 100}, {6, 150},
                                             {7, 200}, {8, 250}, {10, 40}, {12, 125}};
    std::vector<std::vector<Component>> runs;
    std::vector<GcmsRun> measured;
    for (const auto& [number, level] : levels) {
        char name[32];
        std::snprintf(name, sizeof name, "gcms/lrcfs/220223%03d.D", number);
        std::vector<std::string> notes;
        measured.push_back(std::get<GcmsRun>(spec::io::read(spec::test::measured(name)).data));
        runs.push_back(spec::gcms::find_components(measured.back(), {}, notes));
    }
    const spec::gcms::InternalStandard standard{390.5, 1, 140, {}, 0.9, ""}, target{616, 3, 342, {}, 0.9, ""};
    std::vector<double> response;
    for (std::size_t i = 0; i < runs.size(); ++i) {
        const Component *is = find_internal_standard(runs[i], standard),
                        *drug = find_internal_standard(runs[i], target);
        ASSERT_TRUE(is && drug);
        response.push_back(area_of(measured[i], 342, *drug) / area_of(measured[i], 140, *is));
    }
    std::vector<spec::gcms::CalibrationPoint> points;
    for (std::size_t i = 0; i < 7; ++i) points.push_back({levels[i].second, response[i]});
    const auto calibration = spec::gcms::fit_calibration(points);
    ASSERT_FALSE(calibration.refused);
    for (std::size_t i = 7; i < 9; ++i)
        EXPECT_NEAR(quantify(calibration, response[i]).value, levels[i].second, 0.1 * levels[i].second);
    // The automatic choice finds the same internal standard.
    const auto common = spec::gcms::common_component(runs);
    ASSERT_TRUE(common);
    EXPECT_EQ(common->mz, 140);
    EXPECT_NEAR(common->retention_time_s, 390.5, 0.1);
}

}  // namespace
