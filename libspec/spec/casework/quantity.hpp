#pragma once

#include <optional>
#include <spec/core/result.hpp>
#include <spec/gcms/calibration.hpp>
#include <spec/gcms/internal_standard.hpp>
#include <spec/gcms/retention.hpp>
#include <string>
#include <vector>

namespace spec::casework {

/// A standard or check of a sequence, evaluated.
struct MeasuredStandard {
    std::string sample;
    double level = 0;  ///< nominal concentration
    std::vector<Component> components;
};

/// What the standards of one substance say: how its response grows with the concentration and its time with the load.
struct SubstanceCalibration {
    std::string substance, inchikey, unit;
    gcms::InternalStandard internal_standard;
    MassSpectrum spectrum;        ///< of the substance, from the standard of the highest level
    double mz = 0;                ///< ion that is measured, its base peak
    double retention_time_s = 0;  ///< there
    gcms::Calibration calibration;
    std::vector<gcms::CalibrationPoint> points;  ///< of the standards that were used
    gcms::RetentionLine retention;
    std::vector<std::string> samples;  ///< standards that were used, in the order of the sequence
    std::vector<double> responses;     ///< of these standards
};

/// Fits the calibration of one substance from the standards of a sequence.
///
/// standards : with levels above zero in one unit
/// inchikey  : a standard must hold a component whose candidates or best hit name it
/// returns   : nothing when fewer than two standards hold the substance and the internal standard; a calibration that
/// must
///             not be used says so in calibration.refused
std::optional<SubstanceCalibration> calibrate(const std::vector<MeasuredStandard>& standards,
                                              const std::string& substance, const std::string& inchikey,
                                              const std::string& unit, const gcms::InternalStandard& internal_standard);

/// The component of the calibrated substance in a run, and its response; nothing when it or the internal standard is
/// absent.
struct CalibratedResponse {
    const Component* component = nullptr;
    double response = 0;  ///< ion area over the internal standard's ion area
    double delta_s = 0;   ///< time after the internal standard
};
std::optional<CalibratedResponse> response_of(const std::vector<Component>& components,
                                              const SubstanceCalibration& calibration);

/// The quantity of the calibrated substance as a finding prints it; outside the range it says so and gives no value.
Json quantity_json(const SubstanceCalibration& calibration, double response);

/// The standard whose load is nearest to a response (in ratio).
std::string nearest_standard(const SubstanceCalibration& calibration, double response);

/// Calibration, points and internal standard as sequence.json prints them.
Json to_json(const SubstanceCalibration& calibration);

}  // namespace spec::casework
