#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <spec/core/error.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace spec::chem {

/// How far the stereochemistry of a structure is stated.
enum class Stereo { none, defined, partly, undefined };
const char* to_string(Stereo stereo);

/// A chemical structure: atoms, bonds, stereo. Cheap to copy, never changed; the only thing of RDKit that the rest
/// sees.
class Structure {
 public:
    struct Molecule;  ///< RDKit's molecule

    /// smiles : one structure, several fragments allowed
    /// where  : for the message
    /// throws : DataError when it does not parse or has impossible valences
    static Structure from_smiles(std::string_view smiles, const Position& where = Position::at_file("structure"));
    explicit Structure(std::shared_ptr<const Molecule> molecule) : molecule_(std::move(molecule)) {}

    const Molecule& molecule() const { return *molecule_; }

 private:
    std::shared_ptr<const Molecule> molecule_;
};

/// Molecular formula in Hill's order, isotopes counted as their element, charge at the end ("C20H27N5O5", "C2H6NO+").
std::string formula(const Structure& structure);

/// Mass (u) of the molecule of the most abundant isotopes; labelled atoms count with the mass of their isotope.
double exact_mass(const Structure& structure);
/// Mass (u) from the average atomic masses.
double average_mass(const Structure& structure);

/// Canonical SMILES. It may change with RDKit's version: for showing, never an id.
std::string smiles(const Structure& structure);

/// The structure as an MDL molfile (V2000) with computed 2D coordinates, for a person to look at and other programs to
/// read.
std::string mol_block(const Structure& structure, const std::string& title);

/// The standard InChI and its key, made by the InChI library 1.03 from atoms, bonds and stereo; empty when it makes
/// none.
struct Inchi {
    std::string inchi, key;
};
Inchi inchi(const Structure& structure);

/// Whether all, some or none of the stereocentres and double bonds that could have a configuration state it.
Stereo stereo(const Structure& structure);

/// The largest fragment (by heavy atoms, then by mass), uncharged where protons allow it, isotopes removed.
Structure parent(const Structure& structure);

std::size_t heavy_atoms(const Structure& structure);

/// Tanimoto similarity of Morgan fingerprints (radius 2, 2048 bits) in [0, 1].
class Fingerprint {
 public:
    struct Bits;
    explicit Fingerprint(const Structure& structure);
    double similarity(const Fingerprint& other) const;

 private:
    std::shared_ptr<const Bits> bits_;
};

/// Name and version of the libraries at work, for `sarap --version` and reports.
std::string versions();

}  // namespace spec::chem
