#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

namespace spec::gcms {

/// One injection of a calibrator: nominal level (any unit, > 0) and response (area over the internal standard's area).
struct CalibrationPoint {
    double level = 0;
    double response = 0;
};

enum class CalibrationModel { linear, quadratic };
const char* to_string(CalibrationModel model);

/// A fitted calibration r = b0 + b1 c + b2 c^2, weights 1/c^2.
struct Calibration {
    CalibrationModel model = CalibrationModel::linear;
    std::array<double, 3> coefficient{};                ///< b0, b1, b2 (0 for a line)
    std::array<std::array<double, 3>, 3> covariance{};  ///< of the coefficients
    double relative_sd = 0;                 ///< weighted residual standard deviation: of a response, per unit of level
    int degrees_of_freedom = 0;             ///< points minus coefficients
    double lowest = 0, highest = 0;         ///< working range, levels
    double mandel_f = 0, mandel_limit = 0;  ///< test value and F_0.95(1, n - 3); 0 when the quadratic was not tried
    double limit_of_detection =
        0;  ///< level: 3.3 standard deviations of the response at the lowest level over the slope there
    std::vector<double> deviation_percent;  ///< back-calculated minus nominal, one a point
    std::optional<std::string> refused;     ///< why no quantity may be given from it
};

/// Fits a calibration: a weighted line, or a quadratic when Mandel's test says that the line is not enough.
///
/// points  : in any order; a level may be repeated
/// returns : refused is set for fewer than 3 levels, levels or responses that are not above zero, a curve that is not
///           rising over the range, or a calibrator that comes back more than 15 % off (lowest level 20 %)
/// source  : weights 1/c^2 and the limits: docs/methods/gcms.md, "Quantity"; Mandel's test: ISO 8466-1; DIN 38402-51
Calibration fit_calibration(const std::vector<CalibrationPoint>& points);

/// A concentration with its uncertainty.
struct Quantity {
    enum class Range { within, below, above };
    Range range = Range::within;
    double value = 0;                 ///< level that the response stands for; the end of the range when outside of it
    double standard_uncertainty = 0;  ///< 0 when outside the range
    double expanded_uncertainty = 0;  ///< k times the standard uncertainty
    double k = 0;                     ///< t_0.975 of the effective degrees of freedom
    double degrees_of_freedom = 0;    ///< effective, Welch-Satterthwaite
    std::string text;                 ///< "34.5 +- 2.1 (k = 2.78)", "< 25", "above 250: dilute"
};

/// Further standard uncertainties, relative, with their degrees of freedom; 0 means none.
struct QuantityContribution {
    double relative = 0;
    double degrees_of_freedom = 0;  ///< 0: known exactly
};

/// The level of a response.
///
/// calibration   : not refused
/// response      : >= 0
/// contributions : standards' certificates, repeatability, drift between checks ...
/// source        : JCGM 100:2008, 5.1 and annex G; EURACHEM/CITAC CG 4 (2012), E.4
Quantity quantify(const Calibration& calibration, double response,
                  const std::vector<QuantityContribution>& contributions = {});

}  // namespace spec::gcms
