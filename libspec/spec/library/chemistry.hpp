#pragma once

#include <spec/core/error.hpp>
#include <spec/core/json.hpp>
#include <spec/library/draft.hpp>
#include <spec/library/library.hpp>
#include <string>
#include <vector>

namespace spec::library {

/// Where structure, formula and InChIKey of a substance contradict each other: a SMILES that does not parse, a formula
/// or key that is not the structure's. Each with file and line of substances.csv.
std::vector<DataError> structure_contradictions(const Draft& draft);

/// Which generic definitions the substances of a draft meet, as CSV (substance,rule,jurisdiction,in_force,atoms);
/// stored as `derived/rule_hits.csv`, outside the content root, since it follows from the content.
///
/// throws : DataError when rules/generic_definitions.toml is wrong
std::string rule_hits_csv(const Draft& draft);

/// What `sarap library classify` prints: schema sarap.classification/1. Every answer is indicative.
///
/// smiles : the structure, which an expert has established
/// throws : DataError when it does not parse
Json classification_json(const Library& library, const std::string& smiles, std::size_t nearest);

}  // namespace spec::library
