#include <algorithm>
#include <cmath>
#include <spec/conclude/evidence.hpp>
#include <spec/core/text.hpp>
#include <spec/gcms/compare.hpp>

namespace spec::conclude {
namespace {

bool names(const Component& component, const std::string& inchikey) {
    return std::any_of(component.conclusion.candidates.begin(), component.conclusion.candidates.end(),
                       [&](const Candidate& candidate) { return candidate.inchikey == inchikey; });
}

double log_distance(double a, double b) { return a > 0 && b > 0 ? std::abs(std::log(a / b)) : HUGE_VAL; }

}  // namespace

std::optional<RetentionEvidence> retention_evidence(const Component& component, const std::string& inchikey,
                                                    std::span<const CompanionRun> standards, double scan_step_s,
                                                    const Criteria& criteria) {
    const Component* nearest = nullptr;
    const CompanionRun* run = nullptr;
    for (const CompanionRun& standard : standards) {
        for (const Component& other : standard.components) {
            if (!names(other, inchikey)) continue;
            if (nearest && log_distance(other.area, component.area) >= log_distance(nearest->area, component.area))
                continue;
            nearest = &other;
            run = &standard;
        }
    }
    if (!nearest) return std::nullopt;
    RetentionEvidence evidence;
    evidence.standard = run->path;
    evidence.delta_s = component.retention_time_s - nearest->retention_time_s;
    evidence.window_s = std::max(scan_step_s, criteria.retention_window_share * nearest->retention_time_s);
    evidence.passed = std::abs(evidence.delta_s) <= evidence.window_s;
    return evidence;
}

std::optional<IndexEvidence> index_evidence(const Match& hit, const Component& component,
                                            const std::optional<LadderRun>& ladder, const Criteria& criteria) {
    if (!hit.delta_ri || !component.retention_index || !ladder) return std::nullopt;
    const double window = ladder->ladder.scale == gcms::LadderScale::n_alkane ? criteria.retention_index_window
                                                                              : criteria.fame_index_window;
    return IndexEvidence{*hit.delta_ri, window, std::abs(*hit.delta_ri) <= window};
}

std::optional<RetentionEvidence> load_line_evidence(const Component& component, const std::string& inchikey,
                                                    const std::vector<Component>& run, std::span<const LoadLine> lines,
                                                    double scan_step_s) {
    for (const LoadLine& line : lines) {
        if (line.inchikey != inchikey) continue;
        const Component* internal = gcms::find_internal_standard(run, line.internal_standard);
        const double reference = internal ? internal->base_ion_area : 0;
        if (!(reference > 0) || gcms::base_mz(component.spectrum) != line.mz) return std::nullopt;
        const gcms::RetentionPoint measured{component.base_ion_area / reference,
                                            component.retention_time_s - internal->retention_time_s};
        const gcms::RetentionCheck check = gcms::check_retention(line.line, measured, scan_step_s);
        return RetentionEvidence{line.described, check.delta_s, check.window_s, check.passed};
    }
    return std::nullopt;
}

const Component* blank_component(const Component& component, const CompanionRun& blank) {
    const double base = gcms::base_mz(component.spectrum);
    for (const Component& other : blank.components)
        if (std::abs(other.retention_time_s - component.retention_time_s) <=
                std::max(component.width_s, other.width_s) &&
            gcms::base_mz(other.spectrum) == base)
            return &other;
    return nullptr;
}

QualityCheck blank_check(const Component& component, const CompanionRun& blank, const Criteria& criteria) {
    const std::string where = "component " + std::to_string(component.id) + ": ";
    const Component* found = blank_component(component, blank);
    if (!found) return {"blank", true, where + "not in the blank " + blank.path};
    const double share = 100 * found->area / component.area;
    const bool passed = component.area >= criteria.blank_factor * found->area;
    return {"blank", passed,
            where + "the blank " + blank.path + " holds " + shortest(round_significant(share, 3)) +
                " % of its area at the same time (at most " +
                shortest(round_significant(100 / criteria.blank_factor, 3)) + " % is accepted)"};
}

}  // namespace spec::conclude
