#pragma once

#include <spec/report/node.hpp>
#include <string>
#include <vector>

namespace spec::report {

/// A field of the checklist (docs/methods/report.md, section 2) that is missing for a final report.
struct MissingField {
    std::string id;       ///< "F05"
    std::string message;  ///< "F05: laboratory.expert[0].education is empty (expected a text)"
};

/// What a twin lacks for a final report in one language, in the order of the fields.
///
/// throws : DataError when the twin is malformed
std::vector<MissingField> missing_fields(const Json& twin, const std::string& file, const std::string& language);

}  // namespace spec::report
