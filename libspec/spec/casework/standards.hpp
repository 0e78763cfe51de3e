#pragma once

#include <functional>
#include <map>
#include <spec/casework/measured_row.hpp>
#include <spec/casework/quantity.hpp>
#include <string>
#include <vector>

namespace spec::casework {

/// One quality check of a sequence that belongs to one row.
struct SequenceCheck {
    std::string sample, substance, detail;
    bool passed = false;
    std::size_t line = 0;
    std::optional<double> nominal, found, bias_percent;
    std::string unit;
};

/// What the blanks, standards and checks of a sequence say about it.
struct SequenceStandards {
    std::optional<gcms::InternalStandard> internal_standard;
    std::vector<SubstanceCalibration> calibrations;
    std::vector<SequenceCheck> checks;      ///< one a check standard, in the order of the sequence
    std::vector<SequenceCheck> blanks;      ///< one a blank: whether it is blank
    std::vector<SequenceCheck> carry_over;  ///< one a blank after an injection: `found` is the share carried over, %
    double median_internal_area = 0, median_internal_time_s = 0;
    std::vector<std::string> notes;
};

/// The substance of a row as the libraries know it: `substance`, else `note` when it names one.
struct NamedSubstance {
    std::string name, inchikey;
};
std::optional<NamedSubstance> substance_of(const SequenceRow& row, const conclude::Engines& engines);

/// Finds the internal standard, calibrates every substance that has standards, and judges checks and blanks.
///
/// companions   : blanks, standards, checks, ladders in the order of the sequence, measured
/// substance_of : what a row's level refers to; asked once for a name
using SubstanceLookup = std::function<std::optional<NamedSubstance>(const SequenceRow&)>;
SequenceStandards evaluate_standards(const std::vector<const MeasuredRow*>& companions,
                                     const SubstanceLookup& substance_of);

/// The internal standard in a run: its area as a share of the sequence's median, and its time.
struct InternalStandardSeen {
    int component = 0;
    double share = 0, time_s = 0;
};
std::optional<InternalStandardSeen> internal_standard_in(const std::vector<Component>& components,
                                                         const SequenceStandards& standards);

Json to_json(const SequenceCheck& check);

}  // namespace spec::casework
