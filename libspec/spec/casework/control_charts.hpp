#pragma once

#include <optional>
#include <spec/casework/standards.hpp>
#include <string>
#include <utility>
#include <vector>

namespace spec::casework {

/// What a row contributes to the quality of a sequence and to its page; small, so that a thousand rows are.
struct RowSummary {
    const SequenceRow* row = nullptr;
    bool done = false;
    std::string technique, acquired, failure;
    std::optional<InternalStandardSeen> internal_standard;
    double scan_step_s = 0;                            ///< of a run
    std::vector<std::string> failed;                   ///< checks that failed, in words
    std::vector<std::string> findings;                 ///< "Etizolam: identified, 34.5 ug/mL"
    std::vector<std::pair<double, double>> thumbnail;  ///< time or shift, and height over the greatest, 0 to 1
    std::string report;                                ///< relative to the case folder; empty without one
};

/// The summary of a finished result (sarap.result/1 with the additions of the sequence).
RowSummary summarise(const SequenceRow& row, const Json& result, const SequenceStandards& standards);

/// One point of a control chart: an injection.
struct ChartPoint {
    std::string sample;
    double value = 0;
    bool passed = true;
};

/// A Shewhart chart: values in the order of acquisition, centre line, limits.
struct ControlChart {
    std::string file;   ///< "internal_standard_area.svg"
    std::string title;  ///< "Internal standard: area, % of the median"
    std::string unit;
    std::vector<ChartPoint> points;
    double centre = 0;
    std::optional<double> lower, upper;  ///< limits of acceptance
    std::string limits;                  ///< what the limits are, in words
};

/// The charts of a sequence: area and time of the internal standard, check standards, carry-over; those without a
/// point are left out.
std::vector<ControlChart> control_charts(const std::vector<RowSummary>& rows, const SequenceStandards& standards);

/// The chart as one SVG file that needs nothing else; legible without colour: a point that failed is a cross with its
/// sample's name.
std::string chart_svg(const ControlChart& chart);

Json to_json(const ControlChart& chart);

/// A text inside XML or HTML.
std::string escaped(const std::string& text);

}  // namespace spec::casework
