#pragma once

#include <spec/chem/structure.hpp>
#include <string>
#include <vector>

namespace spec::chem {

/// A compound of which a structure is a salt, an ester or an ether, as the clauses of lists speak of them.
struct MotherCompound {
    std::string flat;                                 ///< flat_smiles() of it
    std::string stereo;                               ///< stereo_smiles() of it
    bool salt = false, ester = false, ether = false;  ///< what leads from it to the structure; several when all do
};

/// Canonical SMILES with stereo where the structure states all of it, else empty: two that differ are other substances.
std::string stereo_smiles(const Structure& structure);

/// Canonical SMILES without stereo: equal for equal connectivity. It may change with RDKit's version: to be compared
/// within one run, never stored.
std::string flat_smiles(const Structure& structure);

/// What is left of a structure when its counter-ions are taken away and C-O bonds outside rings are cut, up to three of
/// them: at an ester the alcohol and the acid, at an ether the two alcohols. An ester is a C-O bond beside C=O, so a
/// carbamate counts as one. Fragments of fewer than six heavy atoms (methanol, acetic acid) are left out.
///
/// returns : distinct, without the structure itself; in the order in which they are found
std::vector<MotherCompound> mother_compounds(const Structure& structure);

}  // namespace spec::chem
