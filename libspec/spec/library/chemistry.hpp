#pragma once

#include <map>
#include <spec/core/error.hpp>
#include <spec/core/json.hpp>
#include <spec/library/draft.hpp>
#include <spec/library/library.hpp>
#include <string>
#include <vector>

namespace spec::library {

/// Where structure, formula and InChIKey of a substance contradict each other: a SMILES that does not parse, a formula
/// or key that is not the structure's. Each with file and line of substances.csv.
///
/// tested : a library whose rows were tested before: a row that stands in it too is not tested again
std::vector<DataError> structure_contradictions(const Draft& draft, const Draft* tested = nullptr);

/// What follows from the content of a library and is stored below derived/, outside the content root:
/// `derived/rule_hits.csv` (substance,rule,jurisdiction,in_force,atoms), the generic definitions that substances meet,
/// and `derived/mothers.csv` (substance,mother,relation), the listed substances of which others are a salt, ester or
/// ether.
///
/// returns : text by path
/// throws  : DataError when rules/generic_definitions.toml is wrong
std::map<std::string, std::string> derived_texts(const Draft& draft);

/// What `sarap library classify` prints: schema sarap.classification/1. Every answer is indicative.
///
/// smiles : the structure, which an expert has established
/// throws : DataError when it does not parse
Json classification_json(const Library& library, const std::string& smiles, std::size_t nearest);

}  // namespace spec::library
