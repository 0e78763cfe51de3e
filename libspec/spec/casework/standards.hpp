#pragma once

#include <map>
#include <spec/casework/measured_row.hpp>
#include <spec/casework/quantity.hpp>
#include <string>
#include <vector>

namespace spec::casework {

/// What the blanks, standards and checks of a sequence say about it.
struct SequenceStandards {
    std::optional<gcms::InternalStandard> internal_standard;
    std::vector<SubstanceCalibration> calibrations;
    Json checks = Json::array();             ///< one a check: nominal, found, bias
    std::vector<std::string> failed_checks;  ///< what an identification still needs because a check failed
    double median_internal_area = 0;
    std::vector<std::string> notes;
};

/// The substance of a row as the libraries know it: `substance`, else `note` when it names one.
struct NamedSubstance {
    std::string name, inchikey;
};
std::optional<NamedSubstance> substance_of(const SequenceRow& row, const conclude::Engines& engines);

/// Finds the internal standard, calibrates every substance that has standards, and judges the checks.
///
/// companions : blanks, standards and checks in the order of the sequence, measured
SequenceStandards evaluate_standards(const std::vector<const MeasuredRow*>& companions,
                                     const conclude::Engines& engines);

/// Adds quantity and the internal-standard check to the result of a run.
void add_quantities(const SequenceStandards& standards, Result& result);

}  // namespace spec::casework
