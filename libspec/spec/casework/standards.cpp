#include <algorithm>
#include <cmath>
#include <spec/casework/standards.hpp>
#include <spec/core/text.hpp>

namespace spec::casework {
namespace {

constexpr double check_limit_percent = 15;  // methods note, section 9
constexpr double least_internal_share = 0.5, most_internal_share = 1.5;

std::string percent(double value) { return shortest(round_significant(value, 3)) + " %"; }

std::optional<gcms::InternalStandard> find_common(const std::vector<const MeasuredRow*>& companions) {
    std::vector<std::vector<Component>> runs;
    for (const MeasuredRow* measured : companions)
        if (measured->result && measured->result->technique == Technique::gcms)
            runs.push_back(measured->result->components);
    if (runs.size() < 2) return std::nullopt;
    return gcms::common_component(runs);
}

double median_area(const std::vector<const MeasuredRow*>& companions, const gcms::InternalStandard& standard) {
    std::vector<double> areas;
    for (const MeasuredRow* measured : companions) {
        if (!measured->result) continue;
        if (const Component* found = gcms::find_internal_standard(measured->result->components, standard))
            areas.push_back(found->base_ion_area);
    }
    if (areas.empty()) return 0;
    std::sort(areas.begin(), areas.end());
    return areas[areas.size() / 2];
}

struct Group {
    NamedSubstance substance;
    std::string unit;
    std::vector<MeasuredStandard> standards;
};

std::vector<Group> group_standards(const std::vector<const MeasuredRow*>& companions, const conclude::Engines& engines,
                                   std::vector<std::string>& notes) {
    std::vector<Group> groups;
    for (const MeasuredRow* measured : companions) {
        const SequenceRow& row = *measured->row;
        if (row.type != RowType::standard || !row.level || *row.level <= 0 || !measured->result) continue;
        const auto substance = substance_of(row, engines);
        if (!substance) {
            notes.push_back("standard " + row.sample + ": neither substance nor note names a substance of the library");
            continue;
        }
        auto group = std::find_if(groups.begin(), groups.end(), [&](const Group& other) {
            return other.substance.inchikey == substance->inchikey && other.unit == row.unit;
        });
        if (group == groups.end()) group = groups.insert(groups.end(), {*substance, row.unit, {}});
        group->standards.push_back({row.sample, *row.level, measured->result->components});
    }
    return groups;
}

void judge_check(const MeasuredRow& measured, const conclude::Engines& engines, SequenceStandards& out) {
    const SequenceRow& row = *measured.row;
    const auto substance = substance_of(row, engines);
    Json check = {
        {"sample", row.sample}, {"nominal", row.level ? printed(*row.level) : Json(nullptr)}, {"unit", row.unit}};
    std::string detail = "not measured";
    bool passed = false;
    for (const SubstanceCalibration& calibration : out.calibrations) {
        if (!substance || !row.level || !measured.result || calibration.inchikey != substance->inchikey ||
            calibration.unit != row.unit)
            continue;
        check["substance"] = calibration.substance;
        const auto response = response_of(measured.result->components, calibration);
        const Json quantity = response ? quantity_json(calibration, response->response) : Json();
        if (!response || quantity["value"].is_null()) continue;
        const double bias = 100 * (quantity["value"].get<double>() - *row.level) / *row.level;
        check["found"] = quantity["value"];
        check["bias_percent"] = printed(bias);
        passed = std::abs(bias) <= check_limit_percent;
        detail = "bias " + percent(bias) + " (limit " + percent(check_limit_percent) + ")";
    }
    check["passed"] = passed;
    check["detail"] = detail;
    if (!passed) out.failed_checks.push_back("a passed check standard: " + row.sample + " " + detail);
    out.checks.push_back(std::move(check));
}

}  // namespace

std::optional<NamedSubstance> substance_of(const SequenceRow& row, const conclude::Engines& engines) {
    for (const std::string& name : {row.substance, row.note}) {
        if (name.empty()) continue;
        for (const library::Library* law : engines.law)
            if (const library::Substance* found = law->find(name); found && !found->inchikey.empty())
                return NamedSubstance{found->name, found->inchikey};
        for (const library::Library* searched : engines.libraries)
            for (const library::Entry& entry : searched->entries())
                if (!entry.inchikey.empty() && folded(entry.name) == folded(name))
                    return NamedSubstance{entry.name, entry.inchikey};
    }
    return std::nullopt;
}

SequenceStandards evaluate_standards(const std::vector<const MeasuredRow*>& companions,
                                     const conclude::Engines& engines) {
    SequenceStandards out;
    out.internal_standard = find_common(companions);
    if (!out.internal_standard) {
        out.notes.push_back("no component is common to all blanks and standards: no internal standard, no quantities");
        return out;
    }
    out.median_internal_area = median_area(companions, *out.internal_standard);
    for (const Group& group : group_standards(companions, engines, out.notes))
        if (auto calibration = calibrate(group.standards, group.substance.name, group.substance.inchikey, group.unit,
                                         *out.internal_standard))
            out.calibrations.push_back(std::move(*calibration));
    for (const MeasuredRow* measured : companions)
        if (measured->row->type == RowType::check) judge_check(*measured, engines, out);
    return out;
}

void add_quantities(const SequenceStandards& standards, Result& result) {
    if (!standards.internal_standard || result.technique != Technique::gcms) return;
    const Component* internal = gcms::find_internal_standard(result.components, *standards.internal_standard);
    const double share =
        internal && standards.median_internal_area > 0 ? internal->base_ion_area / standards.median_internal_area : 0;
    result.quality.push_back({"internal_standard", share >= least_internal_share && share <= most_internal_share,
                              internal ? "component " + std::to_string(internal->id) + ", m/z " +
                                             shortest(standards.internal_standard->mz) + ": " + percent(100 * share) +
                                             " of the sequence's median area (50 to 150 % is accepted)"
                                       : "not found"});
    for (const SubstanceCalibration& calibration : standards.calibrations) {
        const auto response = response_of(result.components, calibration);
        if (!response) continue;
        for (Finding& finding : result.findings)
            if (finding.inchikey == calibration.inchikey && finding.candidates.size() == 1)
                finding.quantity = quantity_json(calibration, response->response);
    }
}

}  // namespace spec::casework
