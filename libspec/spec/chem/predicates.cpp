#include <GraphMol/PeriodicTable.h>
#include <GraphMol/RingInfo.h>

#include <algorithm>
#include <spec/chem/predicates.hpp>

namespace spec::chem {
namespace {

using RDKit::Atom;
using RDKit::Bond;
using RDKit::ROMol;

const Atom& at(const ROMol& molecule, unsigned atom) { return *molecule.getAtomWithIdx(atom); }

std::vector<unsigned> neighbours(const ROMol& molecule, unsigned atom) {
    std::vector<unsigned> found;
    for (const Atom* other : molecule.atomNeighbors(&at(molecule, atom))) found.push_back(other->getIdx());
    return found;
}

bool terminal(const ROMol& molecule, unsigned atom) { return at(molecule, atom).getDegree() == 1; }

bool is_element(const ROMol& molecule, unsigned atom, int number) {
    return at(molecule, atom).getAtomicNum() == number;
}

bool is_methyl(const ROMol& molecule, unsigned atom) {
    return is_element(molecule, atom, 6) && terminal(molecule, atom) && at(molecule, atom).getTotalNumHs() == 3;
}

unsigned other_neighbour(const ROMol& molecule, unsigned atom, unsigned from) {
    const auto all = neighbours(molecule, atom);
    return all[0] == from ? all[1] : all[0];
}

bool is_methoxy(const ROMol& molecule, unsigned atom, unsigned from) {
    return is_element(molecule, atom, 8) && at(molecule, atom).getDegree() == 2 &&
           is_methyl(molecule, other_neighbour(molecule, atom, from));
}

bool is_ethyl(const ROMol& molecule, unsigned atom, unsigned from) {
    return is_element(molecule, atom, 6) && at(molecule, atom).getDegree() == 2 &&
           at(molecule, atom).getTotalNumHs() == 2 && is_methyl(molecule, other_neighbour(molecule, atom, from));
}

bool is_nitro(const ROMol& molecule, unsigned atom, unsigned from) {
    if (!is_element(molecule, atom, 7) || at(molecule, atom).getDegree() != 3) return false;
    for (const unsigned other : neighbours(molecule, atom))
        if (other != from && !(is_element(molecule, other, 8) && terminal(molecule, other))) return false;
    return true;
}

bool doubly_bound(const ROMol& molecule, unsigned a, unsigned b) {
    return molecule.getBondBetweenAtoms(a, b)->getBondType() == Bond::DOUBLE;
}

constexpr const char* groups[] = {"F",     "Cl",    "Br",  "I",    "methyl",  "ethyl",      "methoxy",
                                  "nitro", "amino", "oxo", "aryl", "halogen", "sp3_carbon", "oxygen_without_hydrogen"};

int halogen_number(const std::string& group) {
    return group == "F" ? 9 : group == "Cl" ? 17 : group == "Br" ? 35 : group == "I" ? 53 : 0;
}

}  // namespace

Atoms branch_from(const ROMol& molecule, unsigned start, const Atoms& barrier) {
    Atoms reached{start};
    std::vector<unsigned> open{start};
    while (!open.empty()) {
        const unsigned atom = open.back();
        open.pop_back();
        for (const unsigned other : neighbours(molecule, atom))
            if (barrier.count(other) == 0 && reached.insert(other).second) open.push_back(other);
    }
    return reached;
}

double mass_of(const ROMol& molecule, const Atoms& atoms) {
    const auto* table = RDKit::PeriodicTable::getTable();
    double mass = 0;
    for (const unsigned atom : atoms)
        mass += table->getAtomicWeight(at(molecule, atom).getAtomicNum()) +
                at(molecule, atom).getTotalNumHs() * table->getAtomicWeight(1);
    return mass;
}

bool in_ring(const ROMol& molecule, unsigned atom) { return molecule.getRingInfo()->numAtomRings(atom) > 0; }

std::vector<Atoms> rings_with(const ROMol& molecule, unsigned atom) {
    std::vector<Atoms> found;
    for (const auto& ring : molecule.getRingInfo()->atomRings())
        if (std::find(ring.begin(), ring.end(), static_cast<int>(atom)) != ring.end())
            found.emplace_back(ring.begin(), ring.end());
    return found;
}

bool in_single_aromatic_ring(const ROMol& molecule, unsigned atom) {
    const auto rings = rings_with(molecule, atom);
    return rings.size() == 1 && std::all_of(rings[0].begin(), rings[0].end(), [&](unsigned member) {
               return at(molecule, member).getIsAromatic() && molecule.getRingInfo()->numAtomRings(member) == 1;
           });
}

bool is_sp3_carbon(const ROMol& molecule, unsigned atom) {
    return is_element(molecule, atom, 6) && at(molecule, atom).getHybridization() == Atom::SP3;
}

bool is_acyclic_sp3_carbon(const ROMol& molecule, unsigned atom) {
    return is_sp3_carbon(molecule, atom) && !in_ring(molecule, atom);
}

std::size_t longest_chain(const ROMol& molecule, unsigned start, const Atoms& atoms) {
    if (atoms.count(start) == 0 || in_ring(molecule, start)) return 0;
    Atoms rest = atoms;
    rest.erase(start);
    std::size_t longest = 0;
    // Without ring atoms the branch is a tree: each atom is visited once.
    for (const unsigned other : neighbours(molecule, start))
        longest = std::max(longest, longest_chain(molecule, other, rest));
    return longest + 1;
}

bool is_known_group(const std::string& group) {
    return std::find(std::begin(groups), std::end(groups), group) != std::end(groups);
}

bool is_group(const ROMol& molecule, unsigned atom, unsigned from, const std::string& group) {
    if (const int number = halogen_number(group)) return is_element(molecule, atom, number) && terminal(molecule, atom);
    if (group == "halogen") {
        for (const char* halogen : {"F", "Cl", "Br", "I"})
            if (is_group(molecule, atom, from, halogen)) return true;
        return false;
    }
    if (group == "methyl") return is_methyl(molecule, atom);
    if (group == "ethyl") return is_ethyl(molecule, atom, from);
    if (group == "methoxy") return is_methoxy(molecule, atom, from);
    if (group == "nitro") return is_nitro(molecule, atom, from);
    if (group == "amino")
        return is_element(molecule, atom, 7) && terminal(molecule, atom) && at(molecule, atom).getTotalNumHs() == 2;
    if (group == "oxo")
        return is_element(molecule, atom, 8) && terminal(molecule, atom) && doubly_bound(molecule, atom, from);
    if (group == "aryl") return is_element(molecule, atom, 6) && at(molecule, atom).getIsAromatic();
    if (group == "sp3_carbon") return is_sp3_carbon(molecule, atom);
    if (group == "oxygen_without_hydrogen")
        return is_element(molecule, atom, 8) && at(molecule, atom).getTotalNumHs() == 0;
    return false;
}

}  // namespace spec::chem
