#pragma once

#include <optional>
#include <spec/core/json.hpp>
#include <spec/library/library.hpp>
#include <string>
#include <vector>

namespace spec::library {

/// What `sarap library show` prints of a substance: schema sarap.substance/1 (interface.md, section 4).
///
/// jurisdictions : those whose status is asked; controls of all others are listed too
/// as_of         : the day for which the status is asked; without it nothing is evaluated
Json substance_json(const Library& library, const Substance& substance, const std::vector<std::string>& jurisdictions,
                    const std::optional<std::string>& as_of);

/// A control row as results print it: {"jurisdiction","list","instrument","valid_from","basis","verified",...}.
Json to_json(const Control& control);

/// Whether an entry is a spectrum of the substance: its key is the same, or its id names the substance.
bool is_of(const Entry& entry, const Substance& substance);

/// What the library lacks: substances without structure, without a measured spectrum (principal ions and band tables
/// are none), without a Kazakh or Russian name. Schema sarap.gaps/1.
Json gaps_json(const Library& library);

}  // namespace spec::library
