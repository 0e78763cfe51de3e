#pragma once

#include <string>

namespace spec::conclude {

/// What a finding must meet to be called `identified` (section [criteria] of a method).
struct Criteria {
    /// Name of the rule set, printed with every finding.
    std::string rule = "SWGDRUG";
    /// Half-width of the retention window against a standard, as a share of the retention time; 2 sigma of a well-kept
    /// instrument (Davidson 2018, Forensic Chem., doi 10.1016/j.forc.2018.07.001).
    double retention_window_share = 0.002;
    /// An exhibit's component must exceed the blank's by this factor in area.
    double blank_factor = 10;
};

}  // namespace spec::conclude
