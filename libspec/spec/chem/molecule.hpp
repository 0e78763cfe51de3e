#pragma once

// For the sources of this module only: what a Structure holds.

#include <GraphMol/ROMol.h>

#include <spec/chem/structure.hpp>

namespace spec::chem {

struct Structure::Molecule {
    RDKit::ROMol rdkit;
};

/// The number of an atom in the SMILES that was read, kept by parent().
inline constexpr const char* index_property = "sarap_index";

Structure make_structure(const RDKit::ROMol& molecule);

/// RDKit writes to stderr; a library never does.
void silence_rdkit();

}  // namespace spec::chem
