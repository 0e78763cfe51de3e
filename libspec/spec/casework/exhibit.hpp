#pragma once

#include <spec/core/json.hpp>
#include <string>
#include <vector>

namespace spec::casework {

/// All measurements of one exhibit as one object (schema sarap.exhibit/1): findings of the same substance are joined by
/// the InChIKey of the parent; a conflict between techniques stays visible as findings of their own.
///
/// results : of the exhibit's measurements (sarap.result/1), in the order of acquisition
/// files   : where each stands, relative to the case folder
Json join_exhibit(const std::string& case_id, const std::string& exhibit, const std::vector<Json>& results,
                  const std::vector<std::string>& files);

}  // namespace spec::casework
