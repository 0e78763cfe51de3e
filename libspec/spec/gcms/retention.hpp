#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

namespace spec::gcms {

/// One injection of a standard: its response (area over the internal standard's area) and its time after the internal
/// standard.
struct RetentionPoint {
    double response = 0;
    double delta_s = 0;
};

/// Expected time of a substance after the internal standard as a function of its load: alpha + beta sqrt(r) + gamma r.
/// An overloaded peak moves its apex; a fixed window around one standard would reject true positives or accept
/// everything.
struct RetentionLine {
    std::array<double, 3> coefficient{};  ///< alpha, beta, gamma, s
    double residual_sd_s = 0;             ///< of the standards; 0 with no degree of freedom
    std::size_t points = 0;
    double lowest = 0, highest = 0;  ///< responses of the standards
};

/// Fits the line; with three or two points alpha + beta sqrt(r), with one alpha alone.
///
/// points : at least one; responses >= 0
/// source : docs/methods/gcms.md, "Retention"
RetentionLine fit_retention_line(const std::vector<RetentionPoint>& points);

/// Expected time after the internal standard at a response, s; beyond the standards at the load of the nearest one.
double expected_delta_s(const RetentionLine& line, double response);

struct RetentionCheck {
    bool passed = false;
    double delta_s = 0;   ///< measured minus expected
    double window_s = 0;  ///< greatest distance accepted: one scan, or three residual standard deviations
    std::string detail;
};

/// Judges the time of a peak against the standards at its load.
///
/// scan_step_s : > 0
RetentionCheck check_retention(const RetentionLine& line, const RetentionPoint& measured, double scan_step_s);

}  // namespace spec::gcms
