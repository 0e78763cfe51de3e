#include <spec/core/result.hpp>

#include <cmath>
#include <spec/core/error.hpp>
#include <spec/core/version.hpp>

namespace spec {
namespace {

Json numbers(const std::vector<double>& values) {
    Json out = Json::array();
    for (const double value : values) out.push_back(printed(value));
    return out;
}

Json or_null(const std::optional<double>& value) { return value ? printed(*value) : Json(nullptr); }

template <typename Value>
Json array_of(const std::vector<Value>& values) {
    Json out = Json::array();
    for (const Value& value : values) out.push_back(to_json(value));
    return out;
}

Json candidate_json(const Candidate& candidate) {
    return {
        {"name", candidate.name}, {"inchikey", candidate.inchikey}, {"probability", or_null(candidate.probability)}};
}

Json apex_hit_json(const std::optional<Match>& hit) {
    if (!hit) return nullptr;
    return {{"entry", hit->entry}, {"name", hit->name}, {"inchikey", hit->inchikey}, {"score", printed(hit->score)}};
}

Json component_json(const Component& component) {
    return {{"id", component.id},
            {"retention_time_s", printed(component.retention_time_s)},
            {"retention_index", or_null(component.retention_index)},
            {"area", printed(component.area)},
            {"area_base_ion", printed(component.base_ion_area)},
            {"height", printed(component.height)},
            {"width_s", printed(component.width_s)},
            {"purity", or_null(component.purity)},
            {"tailing", or_null(component.tailing)},
            {"spectrum_error", numbers(component.spectrum_error)},
            {"spectrum", to_json(component.spectrum)},
            {"apex_spectrum", to_json(component.apex_spectrum)},
            {"hits", array_of(component.hits)},
            {"apex_hit", apex_hit_json(component.apex_hit)},
            {"conclusion", to_json(component.conclusion)},
            {"notes", component.notes}};
}

Json constituent_json(const Constituent& constituent) {
    Json interval = nullptr;
    if (constituent.coefficient_interval)
        interval = {printed(constituent.coefficient_interval->first),
                    printed(constituent.coefficient_interval->second)};
    return {{"id", constituent.id},
            {"coefficient", printed(constituent.coefficient)},
            {"coefficient_ci", interval},
            {"hits", array_of(constituent.hits)},
            {"conclusion", to_json(constituent.conclusion)}};
}

Json finding_json(const Finding& finding) {
    Json candidates = Json::array();
    for (std::size_t i = 0; i < finding.candidates.size(); ++i) {
        Json candidate = candidate_json(finding.candidates[i]);
        if (i < finding.candidate_status.size()) candidate.update(finding.candidate_status[i]);
        candidates.push_back(std::move(candidate));
    }
    return {{"substance", finding.substance},
            {"inchikey", finding.inchikey},
            {"outcome", to_string(finding.outcome)},
            {"candidates", candidates},
            {"likelihood_ratio", finding.likelihood_ratio ? *finding.likelihood_ratio : Json(nullptr)},
            {"evidence", finding.evidence},
            {"criteria", finding.criteria},
            {"quantity", finding.quantity ? *finding.quantity : Json(nullptr)},
            {"legal_status", array_of(finding.legal_status)},
            {"controls", finding.controls}};
}

Json input_json(const Result& result) {
    return {{"path", result.input.path},
            {"format", result.input.format},
            {"sha256", result.input.sha256},
            {"technique", to_string(result.technique)},
            {"acquired", result.acquired ? Json(*result.acquired) : Json(nullptr)},
            {"scans", result.scans ? Json(*result.scans) : Json(nullptr)}};
}

Json steps_json(const Provenance& provenance) {
    Json out = Json::array();
    for (const ProcessingStep& step : provenance.steps)
        out.push_back({{"step", step.name}, {"parameters", step.parameters}});
    return out;
}

void add_measured_curve(const Result& result, Json& out) {
    if (result.chromatogram)
        out["chromatogram"] = {{"retention_time_s", numbers(result.chromatogram->retention_time_s)},
                               {"total_ion_current", numbers(result.chromatogram->total_ion_current)}};
    if (result.processed)
        out["spectrum"] = {{"shift_cm1", numbers(result.processed->shift_cm1)},
                           {"intensity", numbers(result.processed->intensity)}};
}

}  // namespace

const char* to_string(Technique technique) {
    switch (technique) {
        case Technique::gcms: return "gcms";
        case Technique::ei_ms: return "ei_ms";
        case Technique::raman: return "raman";
        case Technique::other: return "other";
    }
    return "other";
}

const char* to_string(Outcome outcome) {
    switch (outcome) {
        case Outcome::single_candidate: return "single_candidate";
        case Outcome::indistinguishable: return "indistinguishable";
        case Outcome::analogue: return "analogue";
        case Outcome::class_only: return "class_only";
        case Outcome::not_in_library: return "not_in_library";
        case Outcome::insufficient_signal: return "insufficient_signal";
        case Outcome::identified: return "identified";
        case Outcome::tentative: return "tentative";
        case Outcome::not_identified: return "not_identified";
    }
    return "not_identified";
}

Json printed(double value) {
    expect(std::isfinite(value), "a printed number is finite");
    const double rounded = round_significant(value);
    if (rounded == std::floor(rounded) && std::abs(rounded) < 9e15) return static_cast<std::int64_t>(rounded);
    return rounded;
}

Json to_json(const MassSpectrum& spectrum) {
    return {{"mz", numbers(spectrum.mz)}, {"intensity", numbers(spectrum.intensity)}};
}

Json to_json(const Match& match) {
    Json scores = Json::object();
    for (const auto& [name, value] : match.scores) scores[name] = printed(value);
    Json out = {{"rank", match.rank}, {"entry", match.entry},
                {"name", match.name}, {"inchikey", match.inchikey},
                {"kind", match.kind}, {"score", printed(match.score)},
                {"scores", scores},   {"delta_ri", or_null(match.delta_ri)}};
    if (match.reference) out["reference"] = *match.reference;
    return out;
}

Json to_json(const Conclusion& conclusion) {
    Json candidates = Json::array();
    for (const Candidate& candidate : conclusion.candidates) candidates.push_back(candidate_json(candidate));
    Json related = nullptr;
    if (conclusion.related)
        related = {{"name", conclusion.related->name},
                   {"inchikey", conclusion.related->inchikey},
                   {"mass_difference", printed(conclusion.related->mass_difference)},
                   {"formula_difference", conclusion.related->formula_difference}};
    return {{"outcome", to_string(conclusion.outcome)},
            {"probability", or_null(conclusion.probability)},
            {"set_level", printed(conclusion.set_level)},
            {"candidates", candidates},
            {"related", related},
            {"class", conclusion.compound_class ? Json(*conclusion.compound_class) : Json(nullptr)},
            {"separable_by", conclusion.separable_by},
            {"reason", conclusion.reason}};
}

Json to_json(const LegalStatus& status) {
    return {{"jurisdiction", status.jurisdiction},
            {"as_of", status.as_of ? Json(*status.as_of) : Json(nullptr)},
            {"status", status.status},
            {"reason", status.reason}};
}

Json to_json(const Result& result) {
    Json libraries = Json::array();
    for (const LibraryStamp& library : result.libraries)
        libraries.push_back({{"name", library.name}, {"release", library.release}, {"root", library.root}});
    Json quality = Json::array();
    for (const QualityCheck& check : result.quality)
        quality.push_back({{"check", check.check}, {"passed", check.passed}, {"detail", check.detail}});
    Json components = Json::array();
    for (const Component& component : result.components) components.push_back(component_json(component));
    for (const Constituent& constituent : result.constituents) components.push_back(constituent_json(constituent));
    Json findings = Json::array();
    for (const Finding& finding : result.findings) findings.push_back(finding_json(finding));
    Json out = {{"schema", "sarap.result/1"},
                {"input", input_json(result)},
                {"sample", result.sample},
                {"library", libraries},
                {"method", {{"name", result.method_name}, {"sha256", result.method_sha256}}},
                {"program", {{"version", version()}, {"commit", commit()}}},
                {"processing", steps_json(result.input)},
                {"quality", quality},
                {"components", components},
                {"findings", findings},
                {"notes", result.notes}};
    if (result.ladder) out["ladder"] = *result.ladder;
    add_measured_curve(result, out);
    return out;
}

}  // namespace spec
