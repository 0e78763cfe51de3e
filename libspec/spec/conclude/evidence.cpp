#include <algorithm>
#include <cmath>
#include <spec/conclude/evidence.hpp>
#include <spec/core/text.hpp>

namespace spec::conclude {
namespace {

bool names(const Component& component, const std::string& inchikey) {
    return std::any_of(component.conclusion.candidates.begin(), component.conclusion.candidates.end(),
                       [&](const Candidate& candidate) { return candidate.inchikey == inchikey; });
}

double base_mz(const MassSpectrum& spectrum) {
    const auto highest = std::max_element(spectrum.intensity.begin(), spectrum.intensity.end());
    return highest == spectrum.intensity.end() ? 0 : spectrum.mz[static_cast<std::size_t>(highest - spectrum.intensity.begin())];
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
            if (nearest && log_distance(other.area, component.area) >= log_distance(nearest->area, component.area)) continue;
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

const Component* blank_component(const Component& component, const CompanionRun& blank) {
    const double base = base_mz(component.spectrum);
    for (const Component& other : blank.components)
        if (std::abs(other.retention_time_s - component.retention_time_s) <= std::max(component.width_s, other.width_s) &&
            base_mz(other.spectrum) == base)
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
