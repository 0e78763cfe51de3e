#pragma once

#include <spec/core/json.hpp>
#include <spec/library/draft.hpp>
#include <string>

namespace spec::library {

/// What changed from one library to another: schema sarap.diff/1, {"changes":[{"table","kind","row","what"}]}; kind is
/// added, removed or changed; `what` is a sentence a lawyer can read (substance, list, from when).
Json diff_json(const Draft& before, const Draft& after);

/// The same as text, one line a change.
std::string diff_text(const Json& diff);

}  // namespace spec::library
