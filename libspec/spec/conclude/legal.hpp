#pragma once

#include <optional>
#include <spec/core/result.hpp>
#include <spec/library/library.hpp>
#include <string>
#include <vector>

namespace spec::conclude {

/// The law that is asked: where, and as of which day.
struct LegalQuestion {
    std::vector<std::string> jurisdictions{"KZ"};
    std::optional<std::string> as_of;  ///< ISO date of the act or seizure
};

/// Legal status and control rows of one compound, for every jurisdiction asked.
struct LegalAnswer {
    std::vector<LegalStatus> status;
    Json controls = Json::array();
};

/// Asks the libraries in order; the first that knows the compound answers. A compound that none knows is `unknown`.
///
/// law : libraries with substances and control rows; at least one
LegalAnswer ask_law(const std::string& inchikey, const std::string& name,
                    const std::vector<const library::Library*>& law, const LegalQuestion& question);

}  // namespace spec::conclude
