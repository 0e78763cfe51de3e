#include <algorithm>
#include <spec/casework/additions.hpp>
#include <spec/core/text.hpp>

namespace spec::casework {
namespace {

constexpr const char* internal_check = "internal_standard";
constexpr const char* check_standards = "check_standards";
constexpr double least_internal_share = 0.5, most_internal_share = 1.5;

std::string percent(double value) { return shortest(round_significant(value, 3)) + " %"; }

Json internal_standard_quality(const MeasuredRow& measured, const SequenceStandards& standards) {
    const auto seen = internal_standard_in(measured.components, standards);
    const bool passed = seen && seen->share >= least_internal_share && seen->share <= most_internal_share;
    const std::string detail =
        seen ? "component " + std::to_string(seen->component) + ", m/z " + shortest(standards.internal_standard->mz) +
                   ": " + percent(100 * seen->share) + " of the sequence's median area (50 to 150 % is accepted)"
             : "not found";
    return {{"check", internal_check}, {"passed", passed}, {"detail", detail}};
}

const SequenceCheck* check_of(const SequenceRow* row, const SequenceStandards& standards) {
    if (!row) return nullptr;
    for (const SequenceCheck& check : standards.checks)
        if (check.sample == row->sample) return &check;
    return nullptr;
}

std::vector<const SequenceCheck*> checks_around(const Binding& binding, const SequenceStandards& standards) {
    std::vector<const SequenceCheck*> out;
    for (const SequenceRow* row : {binding.check_before, binding.check_after})
        if (const SequenceCheck* check = check_of(row, standards)) out.push_back(check);
    return out;
}

Json checks_quality(const std::vector<const SequenceCheck*>& checks) {
    std::string detail;
    bool passed = true;
    for (const SequenceCheck* check : checks) {
        detail += (detail.empty() ? "" : "; ") + check->sample + ": " + check->detail;
        passed = passed && check->passed;
    }
    return {{"check", check_standards}, {"passed", passed}, {"detail", detail}};
}

Json name_or_null(const SequenceRow* row) { return row ? Json(row->sample) : Json(nullptr); }

Json companions_json(const Binding& binding, const SequenceStandards& standards, bool raman) {
    Json partners = Json::array(), named = Json::array(), checks = Json::array();
    for (const SequenceRow* partner : binding.partners) partners.push_back(partner->sample);
    Json out = {{"other_measurements", partners}};
    if (raman) return out;
    for (const SequenceRow* standard : binding.standards) {
        Json one = {{"sample", standard->sample}, {"unit", standard->unit}};
        one["level"] = standard->level ? printed(*standard->level) : Json(nullptr);
        named.push_back(std::move(one));
    }
    for (const SequenceCheck* check : checks_around(binding, standards))
        checks.push_back({{"sample", check->sample}, {"passed", check->passed}});
    out["blank"] = name_or_null(binding.blank);
    out["ladder"] = name_or_null(binding.ladder);
    out["standards"] = named;
    out["checks"] = checks;
    return out;
}

void add_quantities(const MeasuredRow& measured, const Surroundings& around, Json& result) {
    for (const SubstanceCalibration& calibration : around.standards.calibrations) {
        const auto response = response_of(measured.components, calibration);
        if (!response) continue;
        for (Json& finding : result["findings"]) {
            if (finding["inchikey"] != calibration.inchikey || finding["candidates"].size() != 1) continue;
            finding["quantity"] = quantity_json(calibration, response->response);
            const auto limits = around.limits.find(calibration.inchikey);
            Json mass = mass_json(finding["quantity"], measured.row->preparation,
                                  limits == around.limits.end() ? std::vector<MassLimit>{} : limits->second);
            if (!mass.is_null()) finding["mass"] = std::move(mass);
        }
    }
}

}  // namespace

bool is_addition(const std::string& check) { return check == internal_check || check == check_standards; }

std::vector<std::string> failed_checks(const Binding& binding, const SequenceStandards& standards) {
    std::vector<std::string> out;
    for (const SequenceCheck* check : checks_around(binding, standards))
        if (!check->passed) out.push_back("a passed check standard: " + check->sample + " " + check->detail);
    return out;
}

Json with_additions(const MeasuredRow& measured, const Binding& binding, const Surroundings& around) {
    Json result = parse_json(measured.result, measured.row->sample);
    const bool raman = measured.technique == "raman";
    if (measured.row->type == RowType::exhibit)
        result["companions"] = companions_json(binding, around.standards, raman);
    if (!around.standards.internal_standard || measured.technique != "gcms") return result;
    if (measured.row->type != RowType::ladder)
        result["quality"].push_back(internal_standard_quality(measured, around.standards));
    const auto checks = checks_around(binding, around.standards);
    if (measured.row->type == RowType::exhibit && !checks.empty()) result["quality"].push_back(checks_quality(checks));
    add_quantities(measured, around, result);
    return result;
}

}  // namespace spec::casework
