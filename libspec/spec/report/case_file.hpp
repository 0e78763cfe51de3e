#pragma once

#include <spec/core/json.hpp>
#include <string>
#include <string_view>

namespace spec::report {

/// What instruments do not know: the case, and the laboratory. Both are TOML; the templates show every key with a
/// comment.
std::string_view case_template();
std::string_view laboratory_template();

/// A case or laboratory file as JSON with the keys of its template; empty texts stay empty, absent keys stay absent.
///
/// file   : its name, for messages
/// throws : DataError with the line: not TOML, a key that the template does not have, a value of another kind
Json read_case(std::string_view toml, const std::string& file);
Json read_laboratory(std::string_view toml, const std::string& file);

/// What a notification states beside the result (`sarap notify --print-details`), and a file of it.
std::string_view notification_template();
Json read_notification(std::string_view toml, const std::string& file);

}  // namespace spec::report
