#pragma once

#include <optional>
#include <span>
#include <spec/core/json.hpp>
#include <spec/core/raman_spectrum.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace spec::raman {

/// A material or lamp with known band positions.
struct Standard {
    std::string_view name;              ///< what the user types
    std::span<const double> bands_cm1;  ///< shifts (cm-1); for a lamp the wavelengths in air (nm)
    bool lamp = false;
    std::string_view source;
};

/// The standards that are known: silicon, polystyrene, cyclohexane, paracetamol, calcite, neon.
std::span<const Standard> standards();

/// throws : UsageError that lists the known names
const Standard& standard_named(std::string_view name);

/// One band of a standard as it was found.
struct CalibrationBand {
    std::string standard;
    double expected_cm1 = 0;
    double measured_cm1 = 0;  ///< on the axis of the file
    double residual_cm1 = 0;  ///< corrected minus expected
};

/// A correction of a wavenumber axis: correction(nu) = sum of c_k ((nu - 1500) / 1500)^k, added to the shift.
struct AxisCalibration {
    std::vector<double> coefficients;
    std::vector<CalibrationBand> fitted;    ///< bands that the correction rests on
    std::vector<CalibrationBand> verified;  ///< bands of a second standard, that it was checked with
    std::string instrument, date;           ///< as the files state them; empty where they do not
    std::optional<double> laser_nm;

    double corrected(double shift_cm1) const;
    /// Root mean square of the residuals of the fitted bands (cm-1).
    double residual_rms_cm1() const;
    /// Greatest residual of the verified bands (cm-1); absent without a second standard.
    std::optional<double> verified_within_cm1() const;
};

/// A measured spectrum of a standard.
struct StandardMeasurement {
    const Standard& standard;
    const RamanSpectrum& spectrum;
};

/// Fits the correction of the axis: the offset of each standard by cross-correlation with its bands, then each band by
/// a parabola, then a polynomial (degree 0 below 3 bands, 1 below 7, else 2; a lamp's alone: 3), bands off by three
/// median deviations left out. A single band with the laser known is taken for a constant error of the wavelengths.
///
/// throws : UsageError when no standard is given or a lamp has no laser wavelength, DataError (named by the spectrum's
/// title)
///          when fewer than half of a standard's bands in range are found
AxisCalibration fit_axis(std::span<const StandardMeasurement> measured);

/// Finds the bands of another standard on the corrected axis and keeps their residuals.
void verify_axis(AxisCalibration& calibration, const StandardMeasurement& measured);

/// The spectrum on the corrected axis.
RamanSpectrum calibrated(RamanSpectrum spectrum, const AxisCalibration& calibration);

/// sarap.raman_calibration/1
Json to_json(const AxisCalibration& calibration);

/// throws : DataError naming the file and what is missing
AxisCalibration read_calibration(std::string_view text, const std::string& file);

/// Vacuum wavelength of a wavelength in standard air, both in nm, 200 to 2000 nm.
///
/// source : Edlen, Metrologia 2 (1966) 71; Raman shifts are differences of vacuum wavenumbers
double vacuum_nm(double air_nm);

}  // namespace spec::raman
