#include <GraphMol/MolOps.h>
#include <GraphMol/SmilesParse/SmilesParse.h>
#include <GraphMol/SmilesParse/SmilesWrite.h>
#include <GraphMol/Substruct/SubstructMatch.h>

#include <algorithm>
#include <map>
#include <spec/chem/edit_rule.hpp>
#include <spec/chem/molecule.hpp>
#include <spec/chem/predicates.hpp>

namespace spec::chem {
namespace {

using RDKit::Atom;
using RDKit::ROMol;
using RDKit::RWMol;

// Terminal halogen or hydroxyl: what the rule lets be replaced beside hydrogen.
bool is_replaceable(const Atom& atom) {
    if (atom.getDegree() != 1 || atom.getFormalCharge() != 0) return false;
    switch (atom.getAtomicNum()) {
        case 9:
        case 17:
        case 35:
        case 53: return true;
        case 8: return atom.getTotalNumHs() == 1;
        default: return false;
    }
}

// The parent without its replaceable atoms, and what stood at each remaining atom.
struct Skeleton {
    std::shared_ptr<RWMol> molecule;
    std::vector<std::vector<int>> own;  ///< atomic numbers of the replaceable atoms of each skeleton atom
};

Skeleton skeleton_of(const ROMol& parent) {
    Skeleton skeleton{std::make_shared<RWMol>(parent), {}};
    std::vector<unsigned> gone;
    std::map<unsigned, std::vector<int>> own;
    for (const Atom* atom : parent.atoms()) {
        if (!is_replaceable(*atom)) continue;
        gone.push_back(atom->getIdx());
        own[(*parent.atomNeighbors(atom).begin())->getIdx()].push_back(atom->getAtomicNum());
    }
    for (const Atom* atom : parent.atoms())
        if (std::find(gone.begin(), gone.end(), atom->getIdx()) == gone.end())
            skeleton.own.push_back(own[atom->getIdx()]);
    std::sort(gone.rbegin(), gone.rend());
    for (const unsigned atom : gone) skeleton.molecule->removeAtom(atom);
    return skeleton;
}

// The fragment of the candidate that begins at `first` on the skeleton atom `from`, as SMILES with '*'.
std::string fragment_smiles(const ROMol& candidate, const Atoms& fragment, unsigned from) {
    RWMol cut(candidate);
    cut.getAtomWithIdx(from)->setAtomicNum(0);
    cut.getAtomWithIdx(from)->setIsAromatic(false);
    cut.getAtomWithIdx(from)->setNoImplicit(true);
    cut.getAtomWithIdx(from)->setNumExplicitHs(0);
    cut.getAtomWithIdx(from)->setIsotope(0);
    std::vector<int> atoms(fragment.begin(), fragment.end());
    atoms.push_back(static_cast<int>(from));
    return RDKit::MolFragmentToSmiles(cut, atoms, nullptr, nullptr, nullptr, false);
}

std::string canonical_fragment(const std::string& smiles) {
    std::unique_ptr<RWMol> molecule(RDKit::SmilesToMol(smiles));
    return molecule ? RDKit::MolToSmiles(*molecule, false) : std::string();
}

class Deriver {
 public:
    Deriver(const std::vector<Substituent>& list, const Skeleton& skeleton, const ROMol& candidate)
        : list_(list), skeleton_(skeleton), candidate_(candidate) {}

    // The replacements of one placement of the skeleton, or nothing.
    std::optional<std::vector<Replacement>> derive(const RDKit::MatchVectType& match) {
        Atoms core;
        std::map<unsigned, unsigned> position;  // candidate atom -> skeleton atom
        for (const auto& [query, atom] : match) {
            core.insert(static_cast<unsigned>(atom));
            position[static_cast<unsigned>(atom)] = static_cast<unsigned>(query);
        }
        if (bonds_within(core) != skeleton_.molecule->getNumBonds()) return std::nullopt;
        std::vector<Replacement> replacements;
        for (const auto& [atom, query] : position) {
            std::vector<int> own = skeleton_.own[query];
            for (const Atom* other : candidate_.atomNeighbors(candidate_.getAtomWithIdx(atom))) {
                if (core.count(other->getIdx()) > 0) continue;
                if (unchanged(*other, own)) continue;
                const auto made = replacement(other->getIdx(), atom, core);
                if (!made) return std::nullopt;
                replacements.push_back(*made);
            }
        }
        return replacements;
    }

 private:
    std::size_t bonds_within(const Atoms& atoms) const {
        std::size_t count = 0;
        for (const auto* bond : candidate_.bonds())
            count += atoms.count(bond->getBeginAtomIdx()) > 0 && atoms.count(bond->getEndAtomIdx()) > 0;
        return count;
    }

    // The parent's own halogen or hydroxyl stands where it stood.
    static bool unchanged(const Atom& atom, std::vector<int>& own) {
        const auto found = std::find(own.begin(), own.end(), atom.getAtomicNum());
        if (!is_replaceable(atom) || found == own.end()) return false;
        own.erase(found);
        return true;
    }

    std::optional<Replacement> replacement(unsigned first, unsigned from, const Atoms& core) const {
        const Atoms fragment = branch_from(candidate_, first, core);
        std::size_t attachments = 0;
        for (const unsigned atom : fragment)
            for (const Atom* other : candidate_.atomNeighbors(candidate_.getAtomWithIdx(atom)))
                attachments += core.count(other->getIdx());
        if (attachments != 1) return std::nullopt;  // a ring closure is no substitution
        const std::string smiles = canonical_fragment(fragment_smiles(candidate_, fragment, from));
        const auto listed =
            std::find_if(list_.begin(), list_.end(), [&](const Substituent& s) { return s.smiles == smiles; });
        if (listed == list_.end()) return std::nullopt;
        Replacement made{listed->name, smiles, as_read(from), {}};
        for (const unsigned atom : fragment) made.atoms.push_back(as_read(atom));
        return made;
    }

    int as_read(unsigned atom) const {
        int number = static_cast<int>(atom);
        candidate_.getAtomWithIdx(atom)->getPropIfPresent(index_property, number);
        return number;
    }

    const std::vector<Substituent>& list_;
    const Skeleton& skeleton_;
    const ROMol& candidate_;
};

}  // namespace

SubstituentRule::SubstituentRule(std::vector<Substituent> list, const std::string& file) : list_(std::move(list)) {
    silence_rdkit();
    for (Substituent& substituent : list_) {
        const std::string canonical = canonical_fragment(substituent.smiles);
        if (canonical.empty() || std::count(canonical.begin(), canonical.end(), '*') != 1)
            throw DataError(Position::at_file(file), "substituent '" + substituent.smiles +
                                                         "' (expected SMILES with one '*' where it is attached)");
        substituent.smiles = canonical;
    }
}

std::optional<std::vector<Replacement>> SubstituentRule::derive(const Structure& parent_structure,
                                                                const Structure& candidate_structure) const {
    const Structure from = parent(parent_structure), to = parent(candidate_structure);
    const Skeleton skeleton = skeleton_of(from.molecule().rdkit);
    if (skeleton.molecule->getNumAtoms() == 0) return std::nullopt;
    RDKit::SubstructMatchParameters parameters;
    parameters.uniquify = false;
    parameters.maxMatches = 100000;
    parameters.useChirality = false;
    Deriver deriver(list_, skeleton, to.molecule().rdkit);
    std::optional<std::vector<Replacement>> best;
    for (const auto& match : RDKit::SubstructMatch(to.molecule().rdkit, *skeleton.molecule, parameters)) {
        auto found = deriver.derive(match);
        if (found && (!best || found->size() < best->size())) best = std::move(found);
    }
    return best;
}

}  // namespace spec::chem
