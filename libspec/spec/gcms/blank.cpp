#include <algorithm>
#include <cmath>
#include <cstdio>
#include <spec/core/error.hpp>
#include <spec/gcms/blank.hpp>
#include <spec/gcms/compare.hpp>

namespace spec::gcms {
namespace {

constexpr double swapped_factor = 10;

// Greatest area of the components that the other run does not show at least half as large.
double greatest_of_its_own(const std::vector<Component>& run, const std::vector<Component>& other, double window_s) {
    double greatest = 0;
    for (const Component& c : run) {
        const Component* same = find_component(other, c.retention_time_s, window_s, c.spectrum, 0.8);
        if (!same || same->area < 0.5 * c.area) greatest = std::max(greatest, c.area);
    }
    return greatest;
}

}  // namespace

std::vector<BlankMatch> match_blank(const std::vector<Component>& sample, const std::vector<Component>& blank,
                                    double window_s, double least_cosine) {
    expect(window_s > 0, "window_s > 0");
    std::vector<BlankMatch> matches;
    for (const Component& c : sample) {
        const Component* same = find_component(blank, c.retention_time_s, window_s, c.spectrum, least_cosine);
        if (!same) continue;
        matches.push_back({c.id, same->id, c.area > 0 ? 100 * same->area / c.area : 0,
                           c.retention_time_s - same->retention_time_s, spectrum_cosine(c.spectrum, same->spectrum)});
    }
    return matches;
}

std::optional<double> carry_over_percent(double area_in_blank, double area_before) {
    if (!(area_before > 0)) return std::nullopt;
    return 100 * area_in_blank / area_before;
}

BlankVerdict judge_against_blank(double area, double blank_area, double before_area, double carry_over, double factor) {
    const double carried = before_area * carry_over / 100;
    BlankVerdict verdict;
    verdict.accepted = area > 0 && area >= factor * blank_area && area >= factor * carried;
    char text[200];
    if (blank_area > 0 || carried > 0)
        std::snprintf(text, sizeof text,
                      "area %.4g; blank %.4g, carry-over at most %.4g (accepted from %g times either)", area,
                      blank_area, carried, factor);
    else
        std::snprintf(text, sizeof text, "area %.4g; not seen in the blank, no carry-over expected", area);
    verdict.detail = text;
    return verdict;
}

std::optional<std::string> looks_swapped(const std::vector<Component>& sample, const std::vector<Component>& blank,
                                         double window_s) {
    const double of_sample = greatest_of_its_own(sample, blank, window_s),
                 of_blank = greatest_of_its_own(blank, sample, window_s);
    if (of_blank == 0 || of_blank < swapped_factor * of_sample) return std::nullopt;
    char text[200];
    std::snprintf(text, sizeof text,
                  "the run given as a blank holds a component of area %.4g that the sample lacks, the sample at most "
                  "%.4g of its own: were they exchanged?",
                  of_blank, of_sample);
    return text;
}

}  // namespace spec::gcms
