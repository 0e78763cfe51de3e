#pragma once

#include <optional>
#include <span>
#include <spec/conclude/criteria.hpp>
#include <spec/conclude/ladder.hpp>
#include <spec/core/result.hpp>
#include <spec/gcms/internal_standard.hpp>
#include <spec/gcms/retention.hpp>
#include <string>
#include <vector>

namespace spec::conclude {

/// A run measured beside the exhibit, evaluated as the exhibit is.
struct CompanionRun {
    std::string path;
    std::vector<Component> components;
};

/// Time against load of one compound, from the standards of a sequence (gcms/retention.hpp).
struct LoadLine {
    std::string inchikey;
    gcms::InternalStandard internal_standard;
    double mz = 0;  ///< ion whose area, over the internal standard's, is the load
    gcms::RetentionLine line;
    std::string described;  ///< the standards it rests on
};

/// What was measured with an exhibit under the same conditions.
struct Companions {
    std::optional<CompanionRun> blank;
    std::vector<CompanionRun> standards;
    std::vector<LoadLine> load_lines;
    /// Checks of the sequence that failed: what they ask for stands among a finding's missing criteria.
    std::vector<std::string> failed_checks;
    std::optional<LadderRun> ladder;  ///< that retention indices are taken from; not refused
};

/// The component of a standard that holds a compound, and how far its retention time is from the exhibit's.
struct RetentionEvidence {
    std::string standard;  ///< path of the run
    double delta_s = 0;    ///< exhibit minus standard
    double window_s = 0;   ///< |delta_s| <= window_s passes
    bool passed = false;
};

/// Compares a component with the standards: of those that hold the compound, the one of the most similar load (area).
///
/// inchikey    : of the compound; a standard holds it when a component's candidates name it
/// scan_step_s : time between scans; the window is never narrower than one scan
/// returns     : nothing when no standard holds the compound
std::optional<RetentionEvidence> retention_evidence(const Component& component, const std::string& inchikey,
                                                    std::span<const CompanionRun> standards, double scan_step_s,
                                                    const Criteria& criteria);

/// How far a component's retention index is from the library entry's, where both have one of the same scale and column.
struct IndexEvidence {
    double delta = 0;   ///< component minus entry, index units
    double window = 0;  ///< |delta| <= window supports the hit
    bool passed = false;
};

/// The retention index of a hit as supporting evidence; it never takes a candidate away.
///
/// returns : nothing where the entry has no index, or the component has none
std::optional<IndexEvidence> index_evidence(const Match& hit, const Component& component,
                                            const std::optional<LadderRun>& ladder, const Criteria& criteria);

/// Compares a component with the load line of the compound, at its own load.
///
/// run     : all components of the exhibit; the internal standard is among them
/// returns : nothing without a line for the compound, or without the internal standard in the run
std::optional<RetentionEvidence> load_line_evidence(const Component& component, const std::string& inchikey,
                                                    const std::vector<Component>& run, std::span<const LoadLine> lines,
                                                    double scan_step_s);

/// The blank's component at the same time with the same base ion, or nullptr.
const Component* blank_component(const Component& component, const CompanionRun& blank);

/// The quality check "blank" for one component: passed when its area is at least blank_factor times the blank's.
QualityCheck blank_check(const Component& component, const CompanionRun& blank, const Criteria& criteria);

}  // namespace spec::conclude
