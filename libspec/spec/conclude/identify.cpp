#include <cmath>
#include <spec/conclude/findings.hpp>
#include <spec/conclude/identify.hpp>
#include <spec/core/error.hpp>
#include <spec/core/text.hpp>
#include <spec/gcms/blank.hpp>
#include <spec/gcms/compare.hpp>
#include <spec/gcms/ion_area.hpp>

namespace spec::conclude {
namespace {

constexpr double blank_window_scans = 5;
constexpr double scores_differ = 0.05;  // of the apex and the deconvolved spectrum

std::string named(const Match& hit) {
    return hit.name + " (score " + shortest(std::round(1000 * hit.score) / 1000) + ")";
}

// How the best hits of the deconvolved and the apex spectrum differ, when they do.
std::optional<std::string> disagreement(const Match& deconvolved, const Match& apex) {
    const bool same =
        deconvolved.inchikey.empty() ? deconvolved.name == apex.name : deconvolved.inchikey == apex.inchikey;
    if (!same)
        return "the apex spectrum leads to " + named(apex) + ", the deconvolved one to " + named(deconvolved) +
               ": compare both";
    if (std::abs(deconvolved.score - apex.score) <= scores_differ) return std::nullopt;
    return "the apex spectrum agrees " + std::string(apex.score < deconvolved.score ? "less" : "better") + ": " +
           named(apex) + " against " + shortest(std::round(1000 * deconvolved.score) / 1000) + " deconvolved";
}

Result begin_result(const Measurement& measurement, const Engines& engines) {
    Result result;
    result.input = measurement.provenance;
    result.technique = measurement.technique;
    result.notes = measurement.notes;
    result.method_name = engines.method.name;
    result.method_sha256 = method_sha256(engines.method);
    for (const library::Library* library : engines.libraries) result.libraries.push_back(library->stamp());
    const auto text = [&](const char* key) -> std::optional<std::string> {
        const auto found = measurement.metadata.find(key);
        if (found == measurement.metadata.end()) return std::nullopt;
        return found->second;
    };
    result.acquired = text("acquired");
    if (const auto name = text("sample")) result.sample["name"] = *name;
    return result;
}

Chromatogram chromatogram_of(const GcmsRun& run) {
    Chromatogram chromatogram{run.retention_time_s, {}};
    for (std::size_t scan = 0; scan < run.scans(); ++scan) {
        double sum = 0;
        for (const double intensity : run.scan_intensity(scan)) sum += intensity;
        chromatogram.total_ion_current.push_back(sum);
    }
    return chromatogram;
}

// Says so where sample and blank look exchanged, or where the sample holds nothing of its own.
void compare_with_blank(const CompanionRun& blank, double scan_step_s, Result& result) {
    if (!(scan_step_s > 0)) return;
    const double window_s = blank_window_scans * scan_step_s;
    if (const auto swapped = gcms::looks_swapped(result.components, blank.components, window_s)) {
        result.quality.push_back({"blank", false, *swapped});
        result.notes.push_back(*swapped);
    }
    if (!result.components.empty() &&
        gcms::match_blank(result.components, blank.components, window_s).size() == result.components.size())
        result.notes.push_back("the blank " + blank.path + " shows every component of this run");
}

void identify_run(const GcmsRun& run, const Engines& engines, const Companions& companions, Result& result) {
    result.scans = run.scans();
    result.chromatogram = chromatogram_of(run);
    result.components = evaluate_run(run, engines, companions.ladder, result.notes);
    if (companions.ladder) {
        result.ladder = to_json(*companions.ladder, result.acquired);
        result.notes.push_back(described(*companions.ladder, result.acquired));
    }
    if (companions.blank) compare_with_blank(*companions.blank, scan_step_of(run), result);
    const FindingBasis basis{companions, scan_step_of(run), engines.method.criteria, engines.law, engines.question};
    result.findings = gcms_findings(result.components, basis, result.quality);
}

// The step that a calibration is, with all that it rests on.
ProcessingStep calibration_step(const raman::AxisCalibration& axis) {
    Json coefficients = Json::array();
    for (const double one : axis.coefficients) coefficients.push_back(printed(one));
    const auto within = axis.verified_within_cm1();
    return {"wavenumber calibration",
            {{"coefficients", coefficients},
             {"date", axis.date},
             {"fitted_bands", axis.fitted.size()},
             {"residual_rms_cm1", printed(axis.residual_rms_cm1())},
             {"verified_within_cm1", within ? printed(*within) : Json()}}};
}

void identify_raman(RamanSpectrum spectrum, const Engines& engines, Result& result) {
    if (engines.axis) spectrum = raman::calibrated(std::move(spectrum), *engines.axis);
    raman::Prepared prepared = raman::prepare(spectrum, engines.method.raman);
    result.input.steps = prepared.steps;
    if (engines.axis) result.input.steps.insert(result.input.steps.begin(), calibration_step(*engines.axis));
    result.notes.insert(result.notes.end(), prepared.notes.begin(), prepared.notes.end());
    result.processed = std::move(prepared.spectrum);
    search::SearchOptions options = engines.method.search;
    options.with_reference = true;
    result.constituents = engines.raman.constituents(spectrum, options);
    const Companions none;
    const FindingBasis basis{none, 0, engines.method.criteria, engines.law, engines.question};
    result.findings = raman_findings(result.constituents, basis);
}

[[noreturn]] void refuse(const Measurement& measurement, const std::string& what) {
    throw DataError(Position::at_file(measurement.provenance.path), what);
}

// Scores the apex spectrum too and says so where it leads elsewhere than the deconvolved one.
void compare_with_apex(std::vector<Component>& components, const Engines& engines) {
    std::vector<search::EiQuery> queries(components.size());
    for (std::size_t i = 0; i < components.size(); ++i) queries[i].spectrum = components[i].apex_spectrum;
    search::SearchOptions options = engines.method.search;
    options.with_reference = false;
    const std::vector<search::Answer> answers = engines.ei.find(queries, options);
    for (std::size_t i = 0; i < components.size(); ++i) {
        if (answers[i].hits.empty() || components[i].hits.empty()) continue;
        components[i].apex_hit = answers[i].hits.front();
        components[i].apex_hit->reference.reset();
        if (auto note = disagreement(components[i].hits.front(), *components[i].apex_hit))
            components[i].notes.push_back(std::move(*note));
    }
}

}  // namespace

double scan_step_of(const GcmsRun& run) {
    if (run.scans() < 2) return 0;
    return (run.retention_time_s.back() - run.retention_time_s.front()) / static_cast<double>(run.scans() - 1);
}

std::vector<Component> evaluate_run(const GcmsRun& run, const Engines& engines, const std::optional<LadderRun>& ladder,
                                    std::vector<std::string>& notes) {
    std::vector<Component> components = gcms::find_components(run, engines.method.gcms, notes);
    if (ladder) add_retention_indices(*ladder, scan_step_of(run), components);
    std::vector<search::EiQuery> queries;
    for (Component& component : components) {
        if (component.width_s > 0 && !component.spectrum.mz.empty())
            component.base_ion_area =
                gcms::ion_peak_area(run, {gcms::base_mz(component.spectrum), component.retention_time_s,
                                          component.width_s, engines.method.gcms.bin_offset});
        search::EiQuery query;
        query.spectrum = component.spectrum;
        if (ladder) query.retention_index = query_index(component, *ladder);
        queries.push_back(std::move(query));
    }
    search::SearchOptions options = engines.method.search;
    options.with_reference = true;
    std::vector<search::Answer> answers = engines.ei.find(queries, options);
    for (std::size_t i = 0; i < components.size(); ++i) {
        components[i].hits = std::move(answers[i].hits);
        components[i].conclusion = std::move(answers[i].conclusion);
    }
    compare_with_apex(components, engines);
    return components;
}

Result identify(const Measurement& measurement, const Engines& engines, const Companions& companions) {
    if (measurement.not_identifiable)
        refuse(measurement,
               *measurement.not_identifiable + " (expected an electron-ionisation GC-MS run or a Raman spectrum)");
    Result result = begin_result(measurement, engines);
    if (const auto* run = std::get_if<GcmsRun>(&measurement.data)) {
        identify_run(*run, engines, companions, result);
    } else if (const auto* spectra = std::get_if<std::vector<RamanSpectrum>>(&measurement.data)) {
        if (spectra->size() != 1)
            refuse(measurement, "holds " + std::to_string(spectra->size()) +
                                    " Raman spectra (expected one; `sarap search` takes every spectrum of a file)");
        identify_raman(spectra->front(), engines, result);
    } else if (const auto* records = std::get_if<std::vector<SpectrumRecord>>(&measurement.data)) {
        refuse(measurement, "holds " + std::to_string(records->size()) +
                                " mass spectra, not a run (expected a run; `sarap search` takes spectra)");
    } else {
        refuse(measurement, "neither a GC-MS run nor a Raman spectrum (expected one of these)");
    }
    return result;
}

}  // namespace spec::conclude
