#include "result_text.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <spec/core/text.hpp>

namespace sarap {
namespace {

using namespace spec;

std::string fixed(double value, int decimals) {
    char text[64];
    std::snprintf(text, sizeof text, "%.*f", decimals, value);
    return text;
}

std::string words(Outcome outcome) {
    std::string text = to_string(outcome);
    std::replace(text.begin(), text.end(), '_', ' ');
    return text;
}

std::string joined(const std::vector<Candidate>& candidates) {
    std::string text;
    for (const Candidate& candidate : candidates) text += (text.empty() ? "" : " / ") + candidate.name;
    return text;
}

// A calibrated probability is rounded down, never up.
std::string probability_text(double probability) { return fixed(std::floor(probability * 100) / 100, 2); }

std::string padded(std::string text, std::size_t width) {
    text.resize(std::max(width, text.size()), ' ');
    return text;
}

std::string evidence_text(const Json& evidence) {
    std::string text = evidence.value("technique", "") + " (category " + evidence.value("category", "") + ")";
    if (evidence.contains("component")) text += ", component " + std::to_string(evidence["component"].get<int>());
    if (evidence.contains("score")) text += ", score " + fixed(evidence["score"].get<double>(), 3);
    if (evidence.contains("delta_s"))
        text += ", " + fixed(evidence["delta_s"].get<double>(), 2) + " s from the standard (window " +
                fixed(evidence["window_s"].get<double>(), 2) + " s)";
    return text;
}

std::string finding_text(const Finding& finding) {
    std::string text = "  " + words(finding.outcome) + ": " + finding.substance + "\n";
    for (const Json& evidence : finding.evidence) text += "      " + evidence_text(evidence) + "\n";
    for (const LegalStatus& status : finding.legal_status)
        text += "      legal status " + status.jurisdiction + (status.as_of ? " on " + *status.as_of : "") + ": " +
                status.status + " (" + status.reason + ")\n";
    for (const Json& missing : finding.criteria.value("missing", Json::array()))
        text += "      to be identified it needs: " + missing.get<std::string>() + "\n";
    return text;
}

std::string component_line(const Component& component) {
    std::string text = "  " + padded(std::to_string(component.id), 4) +
                       padded(fixed(component.retention_time_s, 2) + " s", 12) + padded(fixed(component.area, 0), 14) +
                       conclusion_text(component.conclusion);
    if (!component.hits.empty())
        text += "  [best hit " + component.hits.front().name + " " + fixed(component.hits.front().score, 3) + "]";
    return text + "\n";
}

}  // namespace

std::string conclusion_text(const Conclusion& conclusion) {
    std::string text = words(conclusion.outcome);
    if (!conclusion.candidates.empty()) text += ": " + joined(conclusion.candidates);
    if (conclusion.related) text += ": related to " + conclusion.related->name;
    if (conclusion.compound_class) text += ": " + *conclusion.compound_class;
    if (conclusion.probability) text += " (probability " + probability_text(*conclusion.probability) + ")";
    return text;
}

std::string result_text(const Result& result) {
    std::string text = result.input.path + "  (" + result.input.format + ", " + to_string(result.technique);
    if (result.scans) text += ", " + std::to_string(*result.scans) + " scans";
    text += ")\n";
    if (result.findings.empty()) text += "  no substance of the library was identified above its detection limit\n";
    for (const Finding& finding : result.findings) text += finding_text(finding);
    if (!result.components.empty()) text += "  component  time      area          conclusion\n";
    for (const Component& component : result.components) text += component_line(component);
    for (const Constituent& constituent : result.constituents)
        text +=
            "  constituent " + std::to_string(constituent.id) + ": " + conclusion_text(constituent.conclusion) + "\n";
    for (const QualityCheck& check : result.quality)
        text += "  check " + check.check + ": " + (check.passed ? "passed" : "FAILED") + ", " + check.detail + "\n";
    for (const std::string& note : result.notes) text += "  note: " + note + "\n";
    return text + "\n";
}

}  // namespace sarap
