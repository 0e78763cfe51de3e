#pragma once

#include <optional>
#include <spec/conclude/evidence.hpp>
#include <spec/conclude/legal.hpp>
#include <spec/conclude/method.hpp>
#include <spec/core/measurement.hpp>
#include <spec/core/result.hpp>
#include <spec/library/library.hpp>
#include <spec/raman/calibrate.hpp>
#include <spec/search/ei_search.hpp>
#include <spec/search/raman_search.hpp>
#include <vector>

namespace spec::conclude {

/// What an identification works with, made once and shared by all inputs.
struct Engines {
    const search::EiSearch& ei;
    const search::RamanSearch& raman;
    std::vector<const library::Library*> libraries;  ///< as searched, for the result's stamp
    std::vector<const library::Library*> law;        ///< asked for the legal status, in this order
    const Method& method;
    const LegalQuestion& question;
    std::optional<raman::AxisCalibration> axis{};  ///< corrects the axis of Raman spectra, where one was given
};

/// The components of a run with their hits and conclusions; `notes` may grow.
///
/// ladder : retention indices are taken from it, and the search uses them; not refused
std::vector<Component> evaluate_run(const GcmsRun& run, const Engines& engines, const std::optional<LadderRun>& ladder,
                                    std::vector<std::string>& notes);

/// Mean time between two scans, s; 0 for fewer than two.
double scan_step_of(const GcmsRun& run);

/// Evaluates one measurement: components, hits, conclusions, findings.
///
/// throws : DataError when the measurement is not one that can be identified (an infrared spectrum, a library of
/// spectra)
Result identify(const Measurement& measurement, const Engines& engines, const Companions& companions);

}  // namespace spec::conclude
