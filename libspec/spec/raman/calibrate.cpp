#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <spec/core/error.hpp>
#include <spec/core/result.hpp>
#include <spec/numeric/fft.hpp>
#include <spec/numeric/smoothing.hpp>
#include <spec/numeric/statistics.hpp>
#include <spec/raman/calibrate.hpp>
#include <spec/raman/prepare.hpp>

namespace spec::raman {
namespace {

constexpr double silicon[] = {520.45};
constexpr double polystyrene[] = {620.9, 1001.4, 1155.3, 1583.1, 1602.3};
constexpr double cyclohexane[] = {801.3, 1028.3, 1266.4, 1444.4};
constexpr double paracetamol[] = {651.6, 857.9, 1168.5, 1236.8, 1323.9, 1648.4};
constexpr double calcite[] = {155.21, 281.26, 711.95, 1085.91, 1435.22, 1748.91};
constexpr double neon[] = {540.0562, 585.2488, 588.1895, 594.4834, 597.5534, 602.9997, 607.4338, 609.6163, 614.3063,
                           616.3594, 621.7281, 626.6495, 630.4789, 633.4428, 638.2992, 640.2248, 650.6528, 653.2882,
                           659.8953, 667.8276, 671.7043, 692.9467, 703.2413, 717.3938, 724.5167, 747.2439, 748.8871,
                           753.5774, 754.4044, 794.3181, 808.2458, 813.6405, 830.0326, 837.7608, 841.8427, 849.5360,
                           859.1258, 863.4647, 865.4383, 878.0623, 885.3867, 914.8672, 920.1759};

constexpr Standard known[] = {
    {"silicon", silicon, false, "CEN CWA 18133:2024 (summary)"},
    {"polystyrene", polystyrene, false, "ASTM E1840, the five bands that agree between set-ups"},
    {"cyclohexane", cyclohexane, false, "ASTM E1840"},
    {"paracetamol", paracetamol, false, "ASTM E1840, not verified against the standard's own table"},
    {"calcite", calcite, false, "CEN CWA 18133:2024 (summary)"},
    {"neon", neon, true, "NIST atomic spectra, air wavelengths"},
};

constexpr double search_cm1 = 40;  // offsets of an axis that are looked for, to both sides

// Bands as shifts; of a lamp, for a laser.
std::vector<double> expected_bands(const StandardMeasurement& measured) {
    const Standard& standard = measured.standard;
    if (!standard.lamp) return {standard.bands_cm1.begin(), standard.bands_cm1.end()};
    if (!measured.spectrum.laser_nm)
        throw UsageError("a lamp calibrates only with the laser's wavelength, and " + measured.spectrum.title +
                         " states none");
    std::vector<double> out;
    for (const double air : standard.bands_cm1)
        out.push_back(1e7 * (1 / *measured.spectrum.laser_nm - 1 / vacuum_nm(air)));
    std::sort(out.begin(), out.end());
    return out;
}

struct EvenCurve {
    numeric::Grid grid;
    std::vector<double> values;  // background at zero, tallest 1
};

// The spectrum on a grid of 0.5 cm-1, smoothed by 4 cm-1, background removed on the method's grid. Lamp lines are as
// narrow as spikes: nothing is despiked.
EvenCurve even_curve(const RamanSpectrum& spectrum) {
    Parameters parameters;
    parameters.spike_passes = 0;
    parameters.least_coverage_cm1 = 0;
    parameters.grid_step_cm1 = 0.5;
    parameters.grid_first_cm1 = 60;
    parameters.grid_last_cm1 = 3600;
    const Prepared prepared = prepare(spectrum, parameters);
    if (prepared.spectrum.intensity.empty())
        throw DataError(Position::at_file(spectrum.title),
                        prepared.quality.insufficient.value_or("no usable points") + "; nothing to calibrate with");
    EvenCurve out;
    out.grid = {prepared.spectrum.shift_cm1.front(), parameters.grid_step_cm1, prepared.spectrum.shift_cm1.size()};
    out.values = numeric::gaussian_smoothed(prepared.spectrum.intensity, 8);
    const double tallest = *std::max_element(out.values.begin(), out.values.end());
    for (double& value : out.values) value = std::max(0.0, value) / (tallest > 0 ? tallest : 1);
    return out;
}

// By how much the measured bands stand above the expected ones, by the correlation of roots with drawn bands.
double overall_offset(const EvenCurve& curve, const std::vector<double>& expected) {
    std::vector<double> drawn(curve.values.size(), 0.0), roots(curve.values.size());
    for (std::size_t i = 0; i < drawn.size(); ++i) {
        roots[i] = std::sqrt(curve.values[i]);
        for (const double band : expected) {
            const double distance = (curve.grid.at(i) - band) / 4;
            if (std::abs(distance) < 5) drawn[i] += std::exp(-0.5 * distance * distance);
        }
    }
    const auto largest = static_cast<std::size_t>(search_cm1 / curve.grid.step);
    const std::vector<double> correlation = numeric::cross_correlation(roots, drawn, largest);
    return (numeric::peak_position(correlation) - static_cast<double>(largest)) * curve.grid.step;
}

// The top nearest to a place, within a distance, by a parabola; absent when it does not stand out.
std::optional<double> top_near(const EvenCurve& curve, double place, double distance) {
    const double low = (place - distance - curve.grid.first) / curve.grid.step,
                 high = (place + distance - curve.grid.first) / curve.grid.step;
    if (low < 1 || high + 2 > static_cast<double>(curve.values.size())) return std::nullopt;
    const auto begin = static_cast<std::size_t>(low), end = static_cast<std::size_t>(high) + 1;
    const auto at = static_cast<std::size_t>(std::max_element(curve.values.begin() + static_cast<std::ptrdiff_t>(begin),
                                                              curve.values.begin() + static_cast<std::ptrdiff_t>(end)) -
                                             curve.values.begin());
    if (at == begin || at + 1 == end || curve.values[at] < 0.01) return std::nullopt;
    if (curve.values[at] < 1.1 * std::min(curve.values[begin], curve.values[end - 1])) return std::nullopt;
    return curve.grid.at(at - 1) + numeric::peak_position(std::span(curve.values).subspan(at - 1, 3)) * curve.grid.step;
}

std::vector<CalibrationBand> find_bands(const StandardMeasurement& measured) {
    const std::vector<double> expected = expected_bands(measured);
    const EvenCurve curve = even_curve(measured.spectrum);
    const double offset = overall_offset(curve, expected);
    std::vector<CalibrationBand> out;
    std::size_t in_range = 0;
    for (const double band : expected) {
        const double place = band + offset;
        if (place < curve.grid.first + 10 || place > curve.grid.at(curve.grid.points - 1) - 10) continue;
        ++in_range;
        if (const auto found = top_near(curve, place, 8))
            out.push_back({std::string(measured.standard.name), band, *found, 0});
    }
    if (out.empty() || 2 * out.size() < in_range)
        throw DataError(Position::at_file(measured.spectrum.title),
                        "found " + std::to_string(out.size()) + " of " + std::to_string(in_range) + " bands of " +
                            std::string(measured.standard.name) + " (expected half of them or more)");
    return out;
}

double scaled(double shift_cm1) { return (shift_cm1 - 1500) / 1500; }

std::vector<double> polynomial(const std::vector<CalibrationBand>& bands, int degree) {
    const auto rows = static_cast<Eigen::Index>(bands.size());
    Eigen::MatrixXd design(rows, degree + 1);
    Eigen::VectorXd right(rows);
    for (Eigen::Index i = 0; i < rows; ++i) {
        const CalibrationBand& band = bands[static_cast<std::size_t>(i)];
        double power = 1;
        for (int k = 0; k <= degree; ++k, power *= scaled(band.measured_cm1)) design(i, k) = power;
        right(i) = band.expected_cm1 - band.measured_cm1;
    }
    const Eigen::VectorXd solution = design.colPivHouseholderQr().solve(right);
    return {solution.begin(), solution.end()};
}

int degree_for(const std::vector<CalibrationBand>& bands, bool lamp) {
    double low = 1e9, high = -1e9;
    for (const CalibrationBand& band : bands) {
        low = std::min(low, band.measured_cm1);
        high = std::max(high, band.measured_cm1);
    }
    if (bands.size() < 3 || high - low < 500) return 0;
    if (bands.size() < 7 || high - low < 1500) return 1;
    return lamp && bands.size() >= 12 ? 3 : 2;
}

void set_residuals(AxisCalibration& calibration, std::vector<CalibrationBand>& bands) {
    for (CalibrationBand& band : bands)
        band.residual_cm1 = calibration.corrected(band.measured_cm1) - band.expected_cm1;
}

// One band alone cannot tell what moved. With the laser known it is taken for the spectrometer: all wavelengths off by
// the same amount (a moved grating or detector), written as a cubic in the shift; the laser itself would be off by a
// constant shift.
std::vector<double> moved_spectrometer(double measured_cm1, double expected_cm1, double laser_nm) {
    const auto wavelength = [&](double shift) { return 1 / (1 / laser_nm - shift / 1e7); };
    const double offset_nm = wavelength(expected_cm1) - wavelength(measured_cm1);
    std::vector<CalibrationBand> samples;
    for (double shift = 0; shift <= 3600; shift += 100)
        samples.push_back({"", 1e7 * (1 / laser_nm - 1 / (wavelength(shift) + offset_nm)), shift, 0});
    samples.push_back({"", expected_cm1, measured_cm1, 0});
    return polynomial(samples, 3);
}

// Fits, leaves out bands off by more than three robust deviations (at least 0.5 cm-1), fits again.
void fit_robustly(AxisCalibration& calibration, bool lamp) {
    for (int round = 0; round < 3; ++round) {
        calibration.coefficients = polynomial(calibration.fitted, degree_for(calibration.fitted, lamp));
        set_residuals(calibration, calibration.fitted);
        std::vector<double> sizes;
        for (const CalibrationBand& band : calibration.fitted) sizes.push_back(std::abs(band.residual_cm1));
        const double limit = std::max(0.5, 3 * 1.4826 * numeric::median(sizes));
        const auto off = [&](const CalibrationBand& band) { return std::abs(band.residual_cm1) > limit; };
        if (std::erase_if(calibration.fitted, off) == 0) return;
    }
}

Json bands_json(const std::vector<CalibrationBand>& bands) {
    Json out = Json::array();
    for (const CalibrationBand& band : bands)
        out.push_back({{"standard", band.standard},
                       {"expected_cm1", printed(band.expected_cm1)},
                       {"measured_cm1", printed(band.measured_cm1)},
                       {"residual_cm1", printed(band.residual_cm1)}});
    return out;
}

std::vector<CalibrationBand> bands_of(const Json& list) {
    std::vector<CalibrationBand> out;
    for (const Json& band : list)
        out.push_back({band.at("standard").get<std::string>(), band.at("expected_cm1").get<double>(),
                       band.at("measured_cm1").get<double>(), band.at("residual_cm1").get<double>()});
    return out;
}

}  // namespace

std::span<const Standard> standards() { return known; }

const Standard& standard_named(std::string_view name) {
    std::string names;
    for (const Standard& standard : known) {
        if (standard.name == name) return standard;
        names += (names.empty() ? "" : ", ") + std::string(standard.name);
    }
    throw UsageError("unknown standard '" + std::string(name) + "' (expected one of " + names + ")");
}

double AxisCalibration::corrected(double shift_cm1) const {
    double correction = 0, power = 1;
    for (const double coefficient : coefficients) {
        correction += coefficient * power;
        power *= scaled(shift_cm1);
    }
    return shift_cm1 + correction;
}

double AxisCalibration::residual_rms_cm1() const {
    double squares = 0;
    for (const CalibrationBand& band : fitted) squares += band.residual_cm1 * band.residual_cm1;
    return fitted.empty() ? 0 : std::sqrt(squares / static_cast<double>(fitted.size()));
}

std::optional<double> AxisCalibration::verified_within_cm1() const {
    if (verified.empty()) return std::nullopt;
    double out = 0;
    for (const CalibrationBand& band : verified) out = std::max(out, std::abs(band.residual_cm1));
    return out;
}

AxisCalibration fit_axis(std::span<const StandardMeasurement> measured) {
    if (measured.empty()) throw UsageError("a calibration needs a measured standard");
    AxisCalibration out;
    bool lamp = false;
    for (const StandardMeasurement& one : measured) {
        const std::vector<CalibrationBand> bands = find_bands(one);
        out.fitted.insert(out.fitted.end(), bands.begin(), bands.end());
        lamp = lamp || one.standard.lamp;
        if (out.instrument.empty()) out.instrument = one.spectrum.instrument;
        if (!out.laser_nm) out.laser_nm = one.spectrum.laser_nm;
    }
    fit_robustly(out, lamp);
    if (out.fitted.size() == 1 && out.laser_nm) {
        out.coefficients = moved_spectrometer(out.fitted[0].measured_cm1, out.fitted[0].expected_cm1, *out.laser_nm);
        set_residuals(out, out.fitted);
    }
    return out;
}

void verify_axis(AxisCalibration& calibration, const StandardMeasurement& measured) {
    const RamanSpectrum moved = calibrated(measured.spectrum, calibration);
    for (CalibrationBand band : find_bands({measured.standard, moved})) {
        band.residual_cm1 = band.measured_cm1 - band.expected_cm1;
        calibration.verified.push_back(band);
    }
}

RamanSpectrum calibrated(RamanSpectrum spectrum, const AxisCalibration& calibration) {
    for (double& shift : spectrum.shift_cm1) shift = calibration.corrected(shift);
    for (std::size_t i = 1; i < spectrum.shift_cm1.size(); ++i)
        if (!(spectrum.shift_cm1[i] > spectrum.shift_cm1[i - 1]))
            throw DataError(Position::at_file(spectrum.title),
                            "the calibration folds the axis over itself (expected a correction that keeps the order)");
    return spectrum;
}

Json to_json(const AxisCalibration& calibration) {
    Json coefficients = Json::array();
    for (const double coefficient : calibration.coefficients) coefficients.push_back(printed(coefficient));
    const auto within = calibration.verified_within_cm1();
    return {{"schema", "sarap.raman_calibration/1"},
            {"model", "shift + sum of coefficients[k] * ((shift - 1500) / 1500)^k"},
            {"coefficients", coefficients},
            {"fitted", bands_json(calibration.fitted)},
            {"verified", bands_json(calibration.verified)},
            {"residual_rms_cm1", printed(calibration.residual_rms_cm1())},
            {"verified_within_cm1", within ? printed(*within) : Json(nullptr)},
            {"instrument", calibration.instrument},
            {"date", calibration.date},
            {"laser_nm", calibration.laser_nm ? printed(*calibration.laser_nm) : Json(nullptr)}};
}

AxisCalibration read_calibration(std::string_view text, const std::string& file) {
    const Json json = parse_json(text, file);
    if (!json.is_object() || json.value("schema", "") != "sarap.raman_calibration/1")
        throw DataError(Position::at_file(file), "not a Raman calibration (expected schema sarap.raman_calibration/1)");
    try {
        AxisCalibration out;
        out.coefficients = json.at("coefficients").get<std::vector<double>>();
        out.fitted = bands_of(json.at("fitted"));
        out.verified = bands_of(json.at("verified"));
        out.instrument = json.at("instrument").get<std::string>();
        out.date = json.at("date").get<std::string>();
        if (!json.at("laser_nm").is_null()) out.laser_nm = json.at("laser_nm").get<double>();
        if (out.coefficients.empty())
            throw DataError(Position::at_file(file), "no coefficients (expected one or more)");
        return out;
    } catch (const Json::exception&) {
        throw DataError(Position::at_file(file),
                        "a field of the calibration is missing or of the wrong type (expected what `sarap calibrate "
                        "raman` writes)");
    }
}

double vacuum_nm(double air_nm) {
    const double s = 1e6 / (air_nm * air_nm);  // squared wavenumber in 1/um^2
    return air_nm * (1 + 1e-8 * (8342.13 + 2406030 / (130 - s) + 15997 / (38.9 - s)));
}

}  // namespace spec::raman
