#include <algorithm>
#include <cmath>
#include <spec/casework/standards.hpp>
#include <spec/core/text.hpp>

namespace spec::casework {
namespace {

constexpr double check_limit_percent = 15;  // methods note, section 9
constexpr double blank_limit_percent = 10;  // of the lowest standard's response
constexpr double carry_over_percent = 0.1;  // of the injection before; LRCFS: 0.025 % after 250 ug/mL

std::string percent(double value) { return shortest(round_significant(value, 3)) + " %"; }

std::optional<gcms::InternalStandard> find_common(const std::vector<const MeasuredRow*>& companions) {
    std::vector<std::vector<Component>> runs;
    for (const MeasuredRow* measured : companions)
        if (measured->done() && measured->technique == "gcms" && measured->row->type != RowType::ladder)
            runs.push_back(measured->components);
    if (runs.size() < 2) return std::nullopt;
    return gcms::common_component(runs);
}

double median(std::vector<double> values) {
    if (values.empty()) return 0;
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

void take_medians(const std::vector<const MeasuredRow*>& companions, SequenceStandards& out) {
    std::vector<double> areas, times;
    for (const MeasuredRow* measured : companions) {
        const Component* found = gcms::find_internal_standard(measured->components, *out.internal_standard);
        if (!found) continue;
        areas.push_back(found->base_ion_area);
        times.push_back(found->retention_time_s);
    }
    out.median_internal_area = median(std::move(areas));
    out.median_internal_time_s = median(std::move(times));
}

struct Group {
    NamedSubstance substance;
    std::string unit;
    std::vector<MeasuredStandard> standards;
};

/// Substances by the names that rows give them; a name is looked up once.
class SubstanceNames {
 public:
    explicit SubstanceNames(const SubstanceLookup& lookup) : lookup_(lookup) {}
    const std::optional<NamedSubstance>& of(const SequenceRow& row) {
        const std::string key = row.substance + "\n" + row.note;
        const auto known = known_.find(key);
        if (known != known_.end()) return known->second;
        return known_[key] = lookup_(row);
    }

 private:
    const SubstanceLookup& lookup_;
    std::map<std::string, std::optional<NamedSubstance>> known_;
};

std::vector<Group> group_standards(const std::vector<const MeasuredRow*>& companions, SubstanceNames& names,
                                   std::vector<std::string>& notes) {
    std::vector<Group> groups;
    for (const MeasuredRow* measured : companions) {
        const SequenceRow& row = *measured->row;
        if (row.type != RowType::standard || !row.level || *row.level <= 0 || !measured->done()) continue;
        const auto& substance = names.of(row);
        if (!substance) {
            notes.push_back("standard " + row.sample + ": neither substance nor note names a substance of the library");
            continue;
        }
        auto group = std::find_if(groups.begin(), groups.end(), [&](const Group& other) {
            return other.substance.inchikey == substance->inchikey && other.unit == row.unit;
        });
        if (group == groups.end()) group = groups.insert(groups.end(), {*substance, row.unit, {}});
        group->standards.push_back({row.sample, *row.level, measured->components});
    }
    return groups;
}

SequenceCheck about(const MeasuredRow& measured) {
    SequenceCheck check;
    check.sample = measured.row->sample;
    check.line = measured.row->line;
    check.unit = measured.row->unit;
    return check;
}

SequenceCheck judge_check(const MeasuredRow& measured, SubstanceNames& names, const SequenceStandards& out) {
    const SequenceRow& row = *measured.row;
    const auto& substance = names.of(row);
    SequenceCheck check = about(measured);
    check.nominal = row.level;
    check.detail = "not measured";
    for (const SubstanceCalibration& calibration : out.calibrations) {
        if (!substance || !row.level || calibration.inchikey != substance->inchikey || calibration.unit != row.unit)
            continue;
        check.substance = calibration.substance;
        const auto response = response_of(measured.components, calibration);
        const Json quantity = response ? quantity_json(calibration, response->response) : Json();
        if (!response || quantity["value"].is_null()) continue;
        check.found = quantity["value"].get<double>();
        check.bias_percent = 100 * (*check.found - *row.level) / *row.level;
        check.passed = std::abs(*check.bias_percent) <= check_limit_percent;
        check.detail = "bias " + percent(*check.bias_percent) + " (limit " + percent(check_limit_percent) + ")";
    }
    return check;
}

// A blank is blank when it holds no calibrated substance at a tenth of the lowest standard.
SequenceCheck judge_blank(const MeasuredRow& measured, const SequenceStandards& out) {
    SequenceCheck check = about(measured);
    check.passed = true;
    check.detail = out.calibrations.empty() ? "no calibrated substance to look for" : "holds no calibrated substance";
    for (const SubstanceCalibration& calibration : out.calibrations) {
        const auto response = response_of(measured.components, calibration);
        if (!response) continue;
        const double lowest = *std::min_element(calibration.responses.begin(), calibration.responses.end());
        check.substance = calibration.substance;
        check.found = 100 * response->response / lowest;
        check.passed = *check.found <= blank_limit_percent;
        check.detail = "holds " + calibration.substance + " at " + percent(*check.found) +
                       " of the lowest standard (at most " + percent(blank_limit_percent) + " is accepted)";
        if (!check.passed) break;
    }
    return check;
}

// Share of a calibrated substance that a blank holds of the injection before it.
std::optional<SequenceCheck> judge_carry_over(const MeasuredRow& before, const MeasuredRow& blank,
                                              const SequenceStandards& out) {
    for (const SubstanceCalibration& calibration : out.calibrations) {
        const auto carried = response_of(before.components, calibration);
        if (!carried || !(carried->response > 0)) continue;
        const auto left = response_of(blank.components, calibration);
        SequenceCheck check = about(blank);
        check.substance = calibration.substance;
        check.found = left ? 100 * left->response / carried->response : 0;
        check.passed = *check.found <= carry_over_percent;
        check.detail = (left ? percent(*check.found) : "nothing") + " of " + calibration.substance + " of '" +
                       before.row->sample + "' (limit " + percent(carry_over_percent) + ")";
        return check;
    }
    return std::nullopt;
}

void judge(const std::vector<const MeasuredRow*>& companions, SubstanceNames& names, SequenceStandards& out) {
    const MeasuredRow* before = nullptr;
    for (const MeasuredRow* measured : companions) {
        if (!measured->done() || measured->technique != "gcms") {
            if (measured->row->type == RowType::check) out.checks.push_back(judge_check(*measured, names, out));
            continue;
        }
        if (measured->row->type == RowType::check) out.checks.push_back(judge_check(*measured, names, out));
        if (measured->row->type == RowType::blank) {
            out.blanks.push_back(judge_blank(*measured, out));
            if (before && before->row->line + 1 == measured->row->line)
                if (auto check = judge_carry_over(*before, *measured, out)) out.carry_over.push_back(std::move(*check));
        }
        before = measured;
    }
}

Json or_null(const std::optional<double>& value) { return value ? printed(*value) : Json(nullptr); }

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
                                     const SubstanceLookup& substance_of) {
    SequenceStandards out;
    SubstanceNames names(substance_of);
    out.internal_standard = find_common(companions);
    if (!out.internal_standard) {
        out.notes.push_back("no component is common to all blanks and standards: no internal standard, no quantities");
        return out;
    }
    take_medians(companions, out);
    for (const Group& group : group_standards(companions, names, out.notes))
        if (auto calibration = calibrate(group.standards, group.substance.name, group.substance.inchikey, group.unit,
                                         *out.internal_standard))
            out.calibrations.push_back(std::move(*calibration));
    judge(companions, names, out);
    for (const SequenceCheck& blank : out.blanks)
        if (!blank.passed) out.notes.push_back("blank " + blank.sample + " is not blank: " + blank.detail);
    return out;
}

std::optional<InternalStandardSeen> internal_standard_in(const std::vector<Component>& components,
                                                         const SequenceStandards& standards) {
    if (!standards.internal_standard || !(standards.median_internal_area > 0)) return std::nullopt;
    const Component* found = gcms::find_internal_standard(components, *standards.internal_standard);
    if (!found) return std::nullopt;
    return InternalStandardSeen{found->id, found->base_ion_area / standards.median_internal_area,
                                found->retention_time_s};
}

Json to_json(const SequenceCheck& check) {
    return {{"sample", check.sample},
            {"substance", check.substance},
            {"nominal", or_null(check.nominal)},
            {"found", or_null(check.found)},
            {"bias_percent", or_null(check.bias_percent)},
            {"unit", check.unit},
            {"passed", check.passed},
            {"detail", check.detail}};
}

}  // namespace spec::casework
