#pragma once

#include <optional>
#include <spec/core/result.hpp>
#include <string>
#include <vector>

namespace spec::gcms {

/// A component of a sample that the blank before it shows too.
struct BlankMatch {
    int component = 0;         ///< id in the sample
    int blank_component = 0;   ///< id in the blank
    double share_percent = 0;  ///< area in the blank over area in the sample
    double delta_s = 0;        ///< sample minus blank
    double cosine = 0;
};

/// Pairs the components of a sample with those of its blank by time and spectrum. Nothing is subtracted.
///
/// window_s : greatest distance in time, > 0
/// returns  : in the order of the sample's components
std::vector<BlankMatch> match_blank(const std::vector<Component>& sample, const std::vector<Component>& blank,
                                    double window_s, double least_cosine = 0.8);

/// Carry-over from an injection into the blank after it, in per cent of the area; nothing when `before` is not above
/// zero.
std::optional<double> carry_over_percent(double area_in_blank, double area_before);

/// Whether an area can be more than what the blank and the injection before explain.
///
/// area        : of the substance in the sample
/// blank_area  : of it in the blank before, 0 when not seen
/// before_area : of it in the injection before, 0 when not seen
/// carry_over  : per cent, the greatest seen in the sequence
/// factor      : how many times the sample must exceed either, 10 by default
struct BlankVerdict {
    bool accepted = false;
    std::string detail;
};
BlankVerdict judge_against_blank(double area, double blank_area, double before_area, double carry_over,
                                 double factor = 10);

/// Says so when a run given as a blank holds more than the sample it belongs to: the greatest component apart from
/// those common to both is in the blank and at least ten times as large as any of the sample. Nothing when it looks
/// right.
std::optional<std::string> looks_swapped(const std::vector<Component>& sample, const std::vector<Component>& blank,
                                         double window_s);

}  // namespace spec::gcms
