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
    /// A component's retention index supports a hit when it lies within this of the entry's: index units on the scale
    /// of the n-alkanes, two standard deviations between laboratories as the search is calibrated with.
    double retention_index_window = 30;
    /// The same on the scale of the fatty acid methyl esters (Kind et al. 2009), where a carbon is about 40,000 units.
    double fame_index_window = 10000;
};

}  // namespace spec::conclude
