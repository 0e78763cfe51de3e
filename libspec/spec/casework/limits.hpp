#pragma once

#include <map>
#include <spec/casework/mass.hpp>
#include <spec/casework/standards.hpp>
#include <string>
#include <vector>

namespace spec::casework {

/// The mass limits of the calibrated substances, by InChIKey: those of the libraries' threshold tables in the
/// jurisdictions and on the day asked, and those that the caller gives by name or key.
std::map<std::string, std::vector<MassLimit>> mass_limits(const SequenceStandards& standards,
                                                          const conclude::Engines& engines,
                                                          const std::vector<MassLimit>& given);

}  // namespace spec::casework
