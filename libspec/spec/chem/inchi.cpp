#include <GraphMol/MolOps.h>
#include <GraphMol/PeriodicTable.h>
#include <inchi_api.h>

#include <algorithm>
#include <cstring>
#include <mutex>
#include <spec/chem/molecule.hpp>

namespace spec::chem {
namespace {

using RDKit::Atom;
using RDKit::Bond;

inchi_Atom atom_of(const RDKit::ROMol& molecule, const Atom& atom) {
    inchi_Atom out{};
    std::strncpy(out.elname, atom.getSymbol().c_str(), ATOM_EL_LEN - 1);
    for (const Bond* bond : molecule.atomBonds(&atom)) {
        if (bond->getBeginAtomIdx() != atom.getIdx()) continue;  // each bond once
        const auto n = out.num_bonds++;
        out.neighbor[n] = static_cast<AT_NUM>(bond->getEndAtomIdx());
        out.bond_type[n] = static_cast<S_CHAR>(bond->getBondType() == Bond::DOUBLE   ? INCHI_BOND_TYPE_DOUBLE
                                               : bond->getBondType() == Bond::TRIPLE ? INCHI_BOND_TYPE_TRIPLE
                                                                                     : INCHI_BOND_TYPE_SINGLE);
    }
    out.num_iso_H[0] = static_cast<S_CHAR>(atom.getTotalNumHs());
    out.charge = static_cast<S_CHAR>(atom.getFormalCharge());
    const unsigned radicals = atom.getNumRadicalElectrons();
    out.radical = static_cast<S_CHAR>(radicals == 1   ? INCHI_RADICAL_DOUBLET
                                      : radicals == 2 ? INCHI_RADICAL_TRIPLET
                                                      : 0);
    if (atom.getIsotope() > 0) {
        const double average = RDKit::PeriodicTable::getTable()->getAtomicWeight(atom.getAtomicNum());
        out.isotopic_mass = static_cast<AT_NUM>(ISOTOPIC_SHIFT_FLAG + static_cast<int>(atom.getIsotope()) -
                                                static_cast<int>(average + 0.5));
    }
    return out;
}

// A tetrahedral centre as InChI wants it. RDKit: seen from the first neighbour, the others (a lone pair last) run
// clockwise for CW. InChI: seen from the first of four, the rest clockwise is even; a lone pair is the centre itself,
// first.
std::optional<inchi_Stereo0D> tetrahedral(const RDKit::ROMol& molecule, const Atom& atom) {
    const auto tag = atom.getChiralTag();
    if (tag != Atom::CHI_TETRAHEDRAL_CW && tag != Atom::CHI_TETRAHEDRAL_CCW) return std::nullopt;
    std::vector<AT_NUM> around;
    for (const Bond* bond : molecule.atomBonds(&atom))
        around.push_back(static_cast<AT_NUM>(bond->getOtherAtomIdx(atom.getIdx())));
    if (around.size() < 3 || around.size() > 4) return std::nullopt;
    bool even = tag == Atom::CHI_TETRAHEDRAL_CW;
    if (around.size() == 3) {
        around.insert(around.begin(), static_cast<AT_NUM>(atom.getIdx()));
        even = !even;  // moving the lone pair from the last to the first place takes three swaps
    }
    inchi_Stereo0D out{};
    std::copy(around.begin(), around.end(), out.neighbor);
    out.central_atom = static_cast<AT_NUM>(atom.getIdx());
    out.type = INCHI_StereoType_Tetrahedral;
    out.parity = static_cast<S_CHAR>(even ? INCHI_PARITY_EVEN : INCHI_PARITY_ODD);
    return out;
}

std::optional<inchi_Stereo0D> double_bond(const Bond& bond) {
    const auto stereo = bond.getStereo();
    const bool trans = stereo == Bond::STEREOE || stereo == Bond::STEREOTRANS;
    if ((!trans && stereo != Bond::STEREOZ && stereo != Bond::STEREOCIS) || bond.getStereoAtoms().size() != 2)
        return std::nullopt;
    inchi_Stereo0D out{};
    const AT_NUM atoms[] = {static_cast<AT_NUM>(bond.getStereoAtoms()[0]), static_cast<AT_NUM>(bond.getBeginAtomIdx()),
                            static_cast<AT_NUM>(bond.getEndAtomIdx()), static_cast<AT_NUM>(bond.getStereoAtoms()[1])};
    std::copy(std::begin(atoms), std::end(atoms), out.neighbor);
    out.central_atom = NO_ATOM;
    out.type = INCHI_StereoType_DoubleBond;
    out.parity = static_cast<S_CHAR>(trans ? INCHI_PARITY_EVEN : INCHI_PARITY_ODD);
    return out;
}

// The InChI library keeps state between calls.
std::mutex inchi_mutex;

Inchi ask(inchi_Input& input) {
    const std::lock_guard lock(inchi_mutex);
    inchi_Output output{};
    Inchi out;
    const int code = GetStdINCHI(&input, &output);
    if ((code == inchi_Ret_OKAY || code == inchi_Ret_WARNING) && output.szInChI) out.inchi = output.szInChI;
    FreeStdINCHI(&output);
    char key[32] = {};
    if (!out.inchi.empty() && GetStdINCHIKeyFromStdINCHI(out.inchi.c_str(), key) == INCHIKEY_OK) out.key = key;
    return out;
}

}  // namespace

Inchi inchi(const Structure& structure) {
    RDKit::RWMol molecule(structure.molecule().rdkit);
    RDKit::MolOps::assignStereochemistry(molecule, true, true);
    RDKit::MolOps::addHs(molecule);  // so that every neighbour of a stereocentre is an atom
    RDKit::MolOps::Kekulize(molecule);
    std::vector<inchi_Atom> atoms;
    std::vector<inchi_Stereo0D> stereo;
    for (const Atom* atom : molecule.atoms()) {
        atoms.push_back(atom_of(molecule, *atom));
        if (const auto centre = tetrahedral(molecule, *atom)) stereo.push_back(*centre);
    }
    for (const Bond* bond : molecule.bonds())
        if (const auto held = double_bond(*bond)) stereo.push_back(*held);
    if (atoms.size() > 1000) return {};  // the library's limit is 1,024
    inchi_Input input{};
    char options[] = "";
    input.atom = atoms.data();
    input.stereo0D = stereo.empty() ? nullptr : stereo.data();
    input.szOptions = options;
    input.num_atoms = static_cast<AT_NUM>(atoms.size());
    input.num_stereo0D = static_cast<AT_NUM>(stereo.size());
    return ask(input);
}

}  // namespace spec::chem
