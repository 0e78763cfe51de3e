#include <GraphMol/MolOps.h>
#include <GraphMol/RWMol.h>
#include <GraphMol/SmilesParse/SmilesWrite.h>

#include <algorithm>
#include <set>
#include <spec/chem/molecule.hpp>
#include <spec/chem/mother_compounds.hpp>

namespace spec::chem {
namespace {

constexpr std::size_t least_heavy_atoms = 6;
constexpr int most_cuts = 3;

bool is_carbonyl(const RDKit::ROMol& molecule, const RDKit::Atom& carbon) {
    for (const RDKit::Bond* bond : molecule.atomBonds(&carbon))
        if (bond->getBondType() == RDKit::Bond::DOUBLE && bond->getOtherAtom(&carbon)->getAtomicNum() == 8) return true;
    return false;
}

// The oxygen of an ester or ether that a bond ends at, or nullptr.
const RDKit::Atom* bridging_oxygen(const RDKit::Bond& bond) {
    const RDKit::Atom *a = bond.getBeginAtom(), *b = bond.getEndAtom();
    if (a->getAtomicNum() != 8) std::swap(a, b);
    const bool bridges = a->getAtomicNum() == 8 && b->getAtomicNum() == 6 && a->getDegree() == 2 &&
                         a->getTotalNumHs() == 0 && a->getFormalCharge() == 0;
    return bridges ? a : nullptr;
}

struct Cut {
    Structure rest;
    bool ester;
};

// The part with the oxygen, which becomes a hydroxyl; nothing when RDKit does not take it.
std::optional<Structure> part_with(const RDKit::ROMol& molecule, const RDKit::Bond& bond, unsigned oxygen) {
    try {
        RDKit::RWMol cut(molecule);
        cut.removeBond(bond.getBeginAtomIdx(), bond.getEndAtomIdx());
        std::vector<int> part_of;
        std::vector<std::vector<int>> atoms;
        const auto parts = RDKit::MolOps::getMolFrags(cut, true, &part_of, &atoms);
        return make_structure(*parts[static_cast<std::size_t>(part_of[oxygen])]);
    } catch (const std::exception&) {
        return std::nullopt;
    }
}

std::vector<Cut> cuts_of(const Structure& structure) {
    const RDKit::ROMol& molecule = structure.molecule().rdkit;
    std::vector<Cut> cuts;
    for (const RDKit::Bond* bond : molecule.bonds()) {
        if (bond->getBondType() != RDKit::Bond::SINGLE || molecule.getRingInfo()->numBondRings(bond->getIdx()) > 0)
            continue;
        const RDKit::Atom* oxygen = bridging_oxygen(*bond);
        if (!oxygen) continue;
        bool ester = false;
        for (const RDKit::Atom* neighbour : molecule.atomNeighbors(oxygen)) ester |= is_carbonyl(molecule, *neighbour);
        auto rest = part_with(molecule, *bond, oxygen->getIdx());
        if (rest && heavy_atoms(*rest) >= least_heavy_atoms) cuts.push_back({std::move(*rest), ester});
    }
    return cuts;
}

void follow(const Structure& structure, const MotherCompound& path, int left, std::set<std::string>& seen,
            std::vector<MotherCompound>& found) {
    if (left == 0) return;
    for (const Cut& cut : cuts_of(structure)) {
        MotherCompound next = path;
        next.flat = flat_smiles(cut.rest);
        next.stereo = stereo_smiles(cut.rest);
        (cut.ester ? next.ester : next.ether) = true;
        if (!seen.insert(next.flat).second) continue;
        found.push_back(next);
        follow(cut.rest, next, left - 1, seen, found);
    }
}

}  // namespace

std::string flat_smiles(const Structure& structure) { return RDKit::MolToSmiles(structure.molecule().rdkit, false); }

std::string stereo_smiles(const Structure& structure) {
    const Stereo stated = stereo(structure);
    return stated == Stereo::defined || stated == Stereo::none ? smiles(structure) : std::string();
}

std::vector<MotherCompound> mother_compounds(const Structure& structure) {
    const Structure free = parent(structure);
    MotherCompound start;
    start.flat = flat_smiles(free);
    start.stereo = stereo_smiles(free);
    start.salt = flat_smiles(structure) != start.flat;
    std::set<std::string> seen{start.flat};
    std::vector<MotherCompound> found;
    if (start.salt) found.push_back(start);
    follow(free, start, most_cuts, seen, found);
    return found;
}

}  // namespace spec::chem
