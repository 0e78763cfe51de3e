#pragma once

#include <optional>
#include <spec/conclude/legal.hpp>
#include <spec/core/json.hpp>
#include <spec/library/library.hpp>
#include <string>
#include <vector>

namespace spec::casework {

/// A notification of a substance for early-warning systems (schema sarap.notification/1): substance, identification,
/// sample, harm, legal rows. Names of files, cases, exhibits and persons of the result are left out.
///
/// result    : sarap.result/1
/// component : its id in the result
/// details   : what the laboratory states (report::read_notification); may be empty
/// law       : asked for the legal rows of the candidates
/// throws    : DataError when the result has no such component or lacks what is told, or the structure does not parse;
///             UsageError when `details` states a status that does not exist
Json make_notification(const Json& result, const std::string& path, int component, const Json& details,
                       const std::vector<const library::Library*>& law, const conclude::LegalQuestion& question);

}  // namespace spec::casework
