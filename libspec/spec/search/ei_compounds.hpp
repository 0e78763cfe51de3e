#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <spec/library/library.hpp>
#include <vector>

namespace spec::search {

/// Nominal mass (u) of an entry's compound, from its exact mass; nothing when it states none. Exact masses lie above
/// the nominal mass by at most 0.8 u and below it by at most 0.2 u, but for compounds of much iodine.
std::optional<int> nominal_mass(const library::Entry& entry);

/// Which entries belong together; both [n_entries], numbered from 0 in the order of first appearance.
///
/// Two entries are the same compound when their full InChIKeys are equal; one without InChIKey goes by its folded name,
/// and joins the compound of that name where another entry gives it an InChIKey. A constitution is InChIKey's first
/// block and nominal mass: stereoisomers have one, isotope-labelled compounds have their own.
struct CompoundNumbers {
    std::vector<std::uint32_t> compound, constitution;
};
CompoundNumbers number_compounds(std::size_t n_entries, const std::function<const library::Entry&(std::size_t)>& entry);

}  // namespace spec::search
