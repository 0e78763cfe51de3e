#pragma once

#include <spec/core/json.hpp>
#include <spec/library/library.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace spec::casework {

/// What was seen of an exhibit without the instruments of a sequence: a field test as received, or one of the plant
/// tests.
struct Observation {
    std::string case_id, exhibit;
    std::string kind;    ///< colour_test, strip, handheld_raman, other_field_test; macroscopic, microscopic,
                         ///< plant_colour_test, dry_mass_g
    std::string test;    ///< name and lot of the kit
    std::string claims;  ///< the substance or class that the test responds to or named
    std::string result;  ///< positive, negative or inconclusive; for dry_mass_g a number of grams
    std::string by, date, origin;
    std::size_t line = 0;
};

/// Reads observations: CSV with the header case,exhibit,kind,test,claims,result,by,date,origin.
///
/// throws : DataError with file and line for an unknown kind or result, a date or mass that is none, a field test
///          without what it claims
std::vector<Observation> read_observations(std::string_view csv, const std::string& file);

/// A field test as category C evidence beside what the laboratory found: {"kind","test","claims","result","category",
/// "by","date","origin","agreement","found","detail"}.
///
/// findings : of the exhibit (sarap.result/1 findings)
/// law      : libraries that know the claimed substance or class; a claim that none knows is compared by name alone
/// returns  : agreement is agrees, not_confirmed (positive, the laboratory names no such substance), contradicts
///            (negative, it does) or open; never a finding of its own
Json compare_with_findings(const Observation& observation, const Json& findings,
                           const std::vector<const library::Library*>& law);

}  // namespace spec::casework
