#pragma once

// For the sources of this module only: the vocabulary of conditions, over RDKit's graph.

#include <GraphMol/ROMol.h>

#include <set>
#include <string>
#include <vector>

namespace spec::chem {

using Atoms = std::set<unsigned>;

/// All atoms reached from `start` (itself included) without entering `barrier`.
Atoms branch_from(const RDKit::ROMol& molecule, unsigned start, const Atoms& barrier);

/// Average mass (u) of atoms with their hydrogens.
double mass_of(const RDKit::ROMol& molecule, const Atoms& atoms);

bool in_ring(const RDKit::ROMol& molecule, unsigned atom);
/// The atom lies in one ring only, that ring is aromatic, and no other ring shares an atom with it.
bool in_single_aromatic_ring(const RDKit::ROMol& molecule, unsigned atom);
/// Carbon, sp3, not in a ring.
bool is_acyclic_sp3_carbon(const RDKit::ROMol& molecule, unsigned atom);
bool is_sp3_carbon(const RDKit::ROMol& molecule, unsigned atom);

/// Atoms of the longest chain of non-ring atoms within `atoms` that begins at `start`; 0 when `start` is in a ring.
std::size_t longest_chain(const RDKit::ROMol& molecule, unsigned start, const Atoms& atoms);

/// Whether the substituent that begins at `atom` on `from` is the named group: F, Cl, Br, I, methyl, ethyl, methoxy,
/// nitro, amino, oxo, aryl (an aromatic ring by carbon), halogen, sp3_carbon, oxygen_without_hydrogen.
bool is_group(const RDKit::ROMol& molecule, unsigned atom, unsigned from, const std::string& group);
bool is_known_group(const std::string& group);

/// Rings (as atom sets) that hold an atom.
std::vector<Atoms> rings_with(const RDKit::ROMol& molecule, unsigned atom);

}  // namespace spec::chem
