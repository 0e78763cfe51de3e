#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

namespace spec {

using Json = nlohmann::json;

/// Canonical JSON: keys sorted by UTF-16 code units, no blanks, shortest digits in ECMAScript form.
///
/// value   : any JSON value without NaN or infinity; integers within +-2^53
/// throws  : ContractError for a number that JSON cannot hold or a string that is not UTF-8
/// source  : RFC 8785
std::string canonical_json(const Json& value);

/// Reads one JSON value strictly: UTF-8 without byte order mark, no duplicate keys, nothing after the value.
///
/// file    : name for messages
/// throws  : DataError with the line
Json parse_json(std::string_view text, const std::string& file);

/// The value rounded to a number of significant decimal digits, so that a last bit that differs between C libraries
/// (exp, log, pow) does not reach the output. Zero, NaN and infinity come back unchanged.
double round_significant(double value, int digits = 10);

}  // namespace spec
