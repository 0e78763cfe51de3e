#pragma once

#include <optional>
#include <spec/core/json.hpp>
#include <spec/library/library.hpp>
#include <string>

namespace spec::library {

/// The amounts that a list states for a substance, or for all of the list, as of a day: [{"band","from","to",
/// "inclusive","unit","mass_basis","valid_from","valid_to","basis","verified"}], small before large. A band may be
/// named from a verified row with a known mass basis only; these are the rows, not a judgement.
///
/// as_of : ISO date; without it the rows of all days are given
Json amounts(const Library& library, const Substance& substance, const std::string& list,
             const std::optional<std::string>& as_of);

}  // namespace spec::library
