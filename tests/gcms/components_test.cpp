#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <spec/gcms/components.hpp>
#include <spec/io/format.hpp>

#include "test_data.hpp"

namespace {

using spec::Component;
using spec::GcmsRun;

// The seven standards of the sequence, its two checks and the exhibits with etizolam; all other runs hold none.
constexpr int with_etizolam[] = {2, 3, 4, 5, 6, 7, 8, 10, 12, 14, 18, 20, 22};

double base_ion(const Component& component) {
    const auto& s = component.spectrum;
    return s
        .mz[static_cast<std::size_t>(std::max_element(s.intensity.begin(), s.intensity.end()) - s.intensity.begin())];
}

const Component* find(const std::vector<Component>& components, double mz, double from_s, double to_s) {
    const auto it = std::find_if(components.begin(), components.end(), [&](const Component& c) {
        return base_ion(c) == mz && c.retention_time_s >= from_s && c.retention_time_s <= to_s;
    });
    return it == components.end() ? nullptr : &*it;
}

// Truth: preparation of the standards and the published results of the exhibits (doi 10.5281/zenodo.8046760).
TEST(FindComponents, FindsInternalStandardAndEtizolamInTheSequence) {
    SARAP_NEEDS(spec::test::measured("gcms/lrcfs/220223001.D"));
    for (int number = 1; number <= 23; ++number) {
        char name[32];
        std::snprintf(name, sizeof name, "gcms/lrcfs/220223%03d.D", number);
        SCOPED_TRACE(name);
        const auto measurement = spec::io::read(spec::test::measured(name));
        std::vector<std::string> notes;
        const auto components = spec::gcms::find_components(std::get<GcmsRun>(measurement.data), {}, notes);
        EXPECT_TRUE(find(components, 140, 390, 391));
        const bool expected =
            std::find(std::begin(with_etizolam), std::end(with_etizolam), number) != std::end(with_etizolam);
        const auto etizolam = std::count_if(components.begin(), components.end(), [](const Component& c) {
            return base_ion(c) == 342 && c.retention_time_s > 611 && c.retention_time_s < 621;
        });
        EXPECT_EQ(etizolam, expected ? 1 : 0);  // one, however overloaded the peak is
        EXPECT_EQ(find(components, 342, 613.5, 618.5) != nullptr, expected);
        EXPECT_THAT(notes, testing::Each(testing::StartsWith("column bleed: ")));
    }
}

TEST(FindComponents, SaysThatARunIsTooShort) {
    std::vector<std::string> notes;
    EXPECT_TRUE(spec::gcms::find_components(GcmsRun{{1}, {0, 1}, {50}, {100}, {}, {}}, {}, notes).empty());
    EXPECT_THAT(notes, testing::ElementsAre("no components sought: the run has 1 scans (expected 5 or more)"));
}

}  // namespace
