#pragma once

#include <map>
#include <spec/casework/bindings.hpp>
#include <spec/casework/mass.hpp>
#include <spec/casework/standards.hpp>
#include <string>
#include <vector>

namespace spec::casework {

/// What a result gets when the sequence around it is known. It does not change what was found: companions named,
/// quality checks of the sequence, quantities and masses.
struct Surroundings {
    const SequenceStandards& standards;
    std::map<std::string, std::vector<MassLimit>> limits;  ///< by InChIKey
};

/// Whether a quality check of a result was added by a sequence.
bool is_addition(const std::string& check);

/// The result of a row with all that the sequence adds.
Json with_additions(const MeasuredRow& measured, const Binding& binding, const Surroundings& around);

/// Checks around a row that failed, as an identification lacks them.
std::vector<std::string> failed_checks(const Binding& binding, const SequenceStandards& standards);

}  // namespace spec::casework
