#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <set>
#include <spec/core/error.hpp>
#include <spec/gcms/calibration.hpp>
#include <spec/numeric/distributions.hpp>

namespace spec::gcms {
namespace {

constexpr std::size_t least_levels = 3;
constexpr double most_deviation = 15, most_deviation_lowest = 20;  // per cent
constexpr double detection_factor = 3.3;                           // ICH Q2(R1), 6.3

std::string text_of(const char* format, double a, double b = 0, double c = 0) {
    char text[160];
    std::snprintf(text, sizeof text, format, a, b, c);
    return text;
}

struct Polynomial {
    Eigen::VectorXd b;
    Eigen::MatrixXd covariance;
    double weighted_squares = 0;
    int degrees_of_freedom = 0;
};

// Weighted least squares with weights 1/c^2: each row is divided by its level.
Polynomial fit_polynomial(const std::vector<CalibrationPoint>& points, int coefficients) {
    const auto n = static_cast<Eigen::Index>(points.size());
    Eigen::MatrixXd x(n, coefficients);
    Eigen::VectorXd y(n);
    for (Eigen::Index i = 0; i < n; ++i) {
        const auto& p = points[static_cast<std::size_t>(i)];
        for (int k = 0; k < coefficients; ++k) x(i, k) = std::pow(p.level, k - 1);
        y(i) = p.response / p.level;
    }
    Polynomial fit;
    fit.b = x.colPivHouseholderQr().solve(y);
    fit.weighted_squares = (y - x * fit.b).squaredNorm();
    fit.degrees_of_freedom = static_cast<int>(n) - coefficients;
    const double variance = fit.degrees_of_freedom > 0 ? fit.weighted_squares / fit.degrees_of_freedom : 0;
    fit.covariance = variance * (x.transpose() * x).inverse();
    return fit;
}

double response_at(const Calibration& c, double level) {
    return c.coefficient[0] + level * (c.coefficient[1] + level * c.coefficient[2]);
}

double slope_at(const Calibration& c, double level) { return c.coefficient[1] + 2 * level * c.coefficient[2]; }

// The level of a response on the rising branch; the curve is rising over the range.
double level_of(const Calibration& c, double response) {
    const double offset = c.coefficient[0] - response;
    if (c.coefficient[2] == 0) return -offset / c.coefficient[1];
    const double root = c.coefficient[1] * c.coefficient[1] - 4 * c.coefficient[2] * offset;
    if (root < 0) return c.highest * 1e3;
    // The form that does not cancel; with b1 < 0 the branch is still the one of rising slope.
    return c.coefficient[1] >= 0 ? -2 * offset / (c.coefficient[1] + std::sqrt(root))
                                 : (std::sqrt(root) - c.coefficient[1]) / (2 * c.coefficient[2]);
}

std::optional<std::string> wrong_points(const std::vector<CalibrationPoint>& points) {
    std::set<double> levels;
    for (const auto& p : points) {
        if (!(p.level > 0)) return text_of("calibration level %g is not above zero", p.level);
        if (!(p.response > 0)) return text_of("no response at calibration level %g", p.level);
        levels.insert(p.level);
    }
    if (levels.size() < least_levels)
        return "calibration has " + std::to_string(levels.size()) + " level" + (levels.size() == 1 ? "" : "s") +
               " (expected " + std::to_string(least_levels) + " or more)";
    return std::nullopt;
}

std::optional<std::string> wrong_curve(const Calibration& c, const std::vector<CalibrationPoint>& points) {
    if (!(slope_at(c, c.lowest) > 0) || !(slope_at(c, c.highest) > 0))
        return "calibration curve does not rise over its range";
    for (std::size_t i = 0; i < points.size(); ++i) {
        const double limit = points[i].level == c.lowest ? most_deviation_lowest : most_deviation;
        if (std::abs(c.deviation_percent[i]) > limit)
            return text_of("calibrator %g comes back %+.1f %% off (expected within %g %%)", points[i].level,
                           c.deviation_percent[i], limit);
    }
    return std::nullopt;
}

}  // namespace

const char* to_string(CalibrationModel model) { return model == CalibrationModel::linear ? "linear" : "quadratic"; }

Calibration fit_calibration(const std::vector<CalibrationPoint>& points) {
    Calibration c;
    if ((c.refused = wrong_points(points))) return c;
    const auto by_level = [](const CalibrationPoint& a, const CalibrationPoint& b) { return a.level < b.level; };
    c.lowest = std::min_element(points.begin(), points.end(), by_level)->level;
    c.highest = std::max_element(points.begin(), points.end(), by_level)->level;
    Polynomial fit = fit_polynomial(points, 2);
    std::set<double> levels;
    for (const auto& p : points) levels.insert(p.level);
    if (points.size() >= 5 && levels.size() >= 4) {
        const Polynomial bent = fit_polynomial(points, 3);
        c.mandel_limit = numeric::fisher_f_quantile(0.95, 1, bent.degrees_of_freedom);
        if (bent.weighted_squares > 0)
            c.mandel_f =
                (fit.weighted_squares - bent.weighted_squares) * bent.degrees_of_freedom / bent.weighted_squares;
        if (c.mandel_f > c.mandel_limit) {
            fit = bent;
            c.model = CalibrationModel::quadratic;
        }
    }
    for (Eigen::Index i = 0; i < fit.b.size(); ++i) {
        c.coefficient[static_cast<std::size_t>(i)] = fit.b(i);
        for (Eigen::Index k = 0; k < fit.b.size(); ++k)
            c.covariance[static_cast<std::size_t>(i)][static_cast<std::size_t>(k)] = fit.covariance(i, k);
    }
    c.degrees_of_freedom = fit.degrees_of_freedom;
    c.relative_sd = std::sqrt(fit.weighted_squares / std::max(1, fit.degrees_of_freedom));
    for (const auto& p : points) c.deviation_percent.push_back(100 * (level_of(c, p.response) / p.level - 1));
    c.limit_of_detection = detection_factor * c.relative_sd * c.lowest / slope_at(c, c.lowest);
    c.refused = wrong_curve(c, points);
    return c;
}

Quantity quantify(const Calibration& c, double response, const std::vector<QuantityContribution>& contributions) {
    expect(!c.refused, "the calibration can be used");
    Quantity q;
    if (response < response_at(c, c.lowest)) {
        q.range = Quantity::Range::below;
        q.value = c.lowest;
        q.text = text_of("< %.4g", c.lowest);
        return q;
    }
    if (response > response_at(c, c.highest)) {
        q.range = Quantity::Range::above;
        q.value = c.highest;
        q.text = text_of("above %.4g: dilute", c.highest);
        return q;
    }
    q.value = level_of(c, response);
    const double j[3] = {1, q.value, q.value * q.value};
    double curve = 0;
    for (std::size_t i = 0; i < 3; ++i)
        for (std::size_t k = 0; k < 3; ++k) curve += j[i] * c.covariance[i][k] * j[k];
    const double single = c.relative_sd * q.value, slope = slope_at(c, q.value);
    const double from_calibration = (single * single + curve) / (slope * slope);
    double variance = from_calibration;
    double satterthwaite = from_calibration * from_calibration / std::max(1, c.degrees_of_freedom);
    for (const auto& part : contributions) {
        const double u2 = std::pow(part.relative * q.value, 2);
        variance += u2;
        if (part.degrees_of_freedom > 0) satterthwaite += u2 * u2 / part.degrees_of_freedom;
    }
    q.standard_uncertainty = std::sqrt(variance);
    q.degrees_of_freedom = satterthwaite > 0 ? variance * variance / satterthwaite : 1e6;
    q.k = numeric::student_t_quantile(0.975, std::max(1.0, q.degrees_of_freedom));
    q.expanded_uncertainty = q.k * q.standard_uncertainty;
    q.text = text_of("%.4g +- %.2g (k = %.2f)", q.value, q.expanded_uncertainty, q.k);
    return q;
}

}  // namespace spec::gcms
