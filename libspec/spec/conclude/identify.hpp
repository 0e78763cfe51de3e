#pragma once

#include <spec/conclude/evidence.hpp>
#include <spec/conclude/legal.hpp>
#include <spec/conclude/method.hpp>
#include <spec/core/measurement.hpp>
#include <spec/core/result.hpp>
#include <spec/library/library.hpp>
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
};

/// The components of a run with their hits and conclusions; `result.notes` may grow.
std::vector<Component> evaluate_run(const GcmsRun& run, const Engines& engines, std::vector<std::string>& notes);

/// Evaluates one measurement: components, hits, conclusions, findings.
///
/// throws : DataError when the measurement is not one that can be identified (an infrared spectrum, a library of
/// spectra)
Result identify(const Measurement& measurement, const Engines& engines, const Companions& companions);

}  // namespace spec::conclude
