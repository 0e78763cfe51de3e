#pragma once

#include <spec/conclude/rule_set.hpp>
#include <spec/core/json.hpp>
#include <string>
#include <vector>

namespace spec::casework {

/// All measurements of one exhibit as one object (schema sarap.exhibit/1).
///
/// Findings of the same substance are joined by the InChIKey of the parent; a set of candidates that one technique
/// cannot separate is joined with the finding of another technique that names one of them. The joined finding carries
/// all evidence, the likelihood ratios multiplied, and is `identified` only when one measurement brought a reference
/// standard, a clean blank and passed checks and the rules' combination of techniques is met. What techniques say
/// against each other is listed in `conflicts` and stays two findings.
///
/// results : of the exhibit's measurements (sarap.result/1), in the order of acquisition
/// files   : where each stands, relative to the case folder
Json join_exhibit(const std::string& case_id, const std::string& exhibit, const std::vector<Json>& results,
                  const std::vector<std::string>& files, const conclude::RuleSet& rules = conclude::default_rule_set());

}  // namespace spec::casework
