#pragma once

#include <optional>
#include <spec/chem/structure.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace spec::chem {

/// A substituent that a list of substituents names: SMILES with '*' where it is attached, "*C" for methyl.
struct Substituent {
    std::string name, smiles;
};

/// How a candidate follows from a parent: what stands where a hydrogen, halogen or hydroxyl of the parent stood.
struct Replacement {
    std::string substituent;  ///< name on the list
    std::string fragment;     ///< SMILES with '*'
    int position = 0;         ///< atom of the candidate that carries it, in the order of its SMILES
    std::vector<int> atoms;   ///< the fragment's atoms in the candidate
};

/// The substituents rule: substances that follow from a listed one by putting listed substituents in place of hydrogen,
/// halogen or hydroxyl. Read as a closed graph edit: the parent's skeleton (its terminal halogens and hydroxyls
/// stripped) must occur in the candidate with no bond added or removed among its atoms, and every further fragment of
/// the candidate must be on the list, or be the parent's own at that place.
class SubstituentRule {
 public:
    /// throws : DataError when a SMILES does not parse or has not exactly one '*'
    SubstituentRule(std::vector<Substituent> list, const std::string& file);

    /// The replacements that lead from the parent to the candidate (fewest of all placements); empty vector: they are
    /// the same; nothing: the rule does not lead there.
    std::optional<std::vector<Replacement>> derive(const Structure& parent, const Structure& candidate) const;

 private:
    std::vector<Substituent> list_;  ///< SMILES in canonical form
};

}  // namespace spec::chem
