#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <spec/core/error.hpp>
#include <spec/gcms/retention.hpp>

namespace spec::gcms {

RetentionLine fit_retention_line(const std::vector<RetentionPoint>& points) {
    expect(!points.empty(), "a retention line rests on at least one standard");
    RetentionLine line;
    line.points = points.size();
    line.lowest = line.highest = points.front().response;
    const Eigen::Index terms = points.size() >= 4 ? 3 : points.size() >= 2 ? 2 : 1;
    Eigen::MatrixXd x(static_cast<Eigen::Index>(points.size()), terms);
    Eigen::VectorXd y(static_cast<Eigen::Index>(points.size()));
    for (std::size_t i = 0; i < points.size(); ++i) {
        const double r = points[i].response;
        expect(r >= 0, "a response is not below zero");
        const double row[3] = {1, std::sqrt(r), r};
        for (Eigen::Index k = 0; k < terms; ++k) x(static_cast<Eigen::Index>(i), k) = row[k];
        y(static_cast<Eigen::Index>(i)) = points[i].delta_s;
        line.lowest = std::min(line.lowest, r);
        line.highest = std::max(line.highest, r);
    }
    const Eigen::VectorXd b = x.colPivHouseholderQr().solve(y);
    for (Eigen::Index k = 0; k < terms; ++k) line.coefficient[static_cast<std::size_t>(k)] = b(k);
    const auto freedom = static_cast<Eigen::Index>(points.size()) - terms;
    if (freedom > 0) line.residual_sd_s = std::sqrt((y - x * b).squaredNorm() / static_cast<double>(freedom));
    return line;
}

double expected_delta_s(const RetentionLine& line, double response) {
    const double r = std::clamp(response, line.lowest, line.highest);
    return line.coefficient[0] + line.coefficient[1] * std::sqrt(r) + line.coefficient[2] * r;
}

RetentionCheck check_retention(const RetentionLine& line, const RetentionPoint& measured, double scan_step_s) {
    expect(scan_step_s > 0, "scan_step_s > 0");
    RetentionCheck check;
    check.delta_s = measured.delta_s - expected_delta_s(line, measured.response);
    check.window_s = std::max(scan_step_s, 3 * line.residual_sd_s);
    check.passed = std::abs(check.delta_s) <= check.window_s;
    const bool outside = measured.response < line.lowest || measured.response > line.highest;
    char text[200];
    std::snprintf(text, sizeof text, "%+.2f s from the standards at this load (window %.2f s, %zu standards)%s",
                  check.delta_s, check.window_s, line.points, outside ? "; load outside the standards" : "");
    check.detail = text;
    return check;
}

}  // namespace spec::gcms
