#include <DataStructs/BitOps.h>
#include <DataStructs/ExplicitBitVect.h>
#include <GraphMol/Chirality.h>
#include <GraphMol/Depictor/RDDepictor.h>
#include <GraphMol/Descriptors/MolDescriptors.h>
#include <GraphMol/FileParsers/FileParsers.h>
#include <GraphMol/Fingerprints/MorganFingerprints.h>
#include <GraphMol/MolOps.h>
#include <GraphMol/MolStandardize/Charge.h>
#include <GraphMol/PeriodicTable.h>
#include <GraphMol/SmilesParse/SmilesParse.h>
#include <GraphMol/SmilesParse/SmilesWrite.h>
#include <RDGeneral/RDLog.h>
#include <RDGeneral/versions.h>

#include <algorithm>
#include <mutex>
#include <spec/chem/molecule.hpp>
#include <spec/core/text.hpp>

namespace spec::chem {

const char* to_string(Stereo stereo) {
    switch (stereo) {
        case Stereo::none: return "none";
        case Stereo::defined: return "defined";
        case Stereo::partly: return "partly";
        case Stereo::undefined: return "undefined";
    }
    return "none";
}

void silence_rdkit() {
    static std::once_flag once;
    std::call_once(once, [] { boost::logging::disable_logs("rdApp.*"); });
}

Structure make_structure(const RDKit::ROMol& molecule) {
    return Structure(std::make_shared<const Structure::Molecule>(Structure::Molecule{molecule}));
}

Structure Structure::from_smiles(std::string_view text, const Position& where) {
    silence_rdkit();
    const std::string smiles(trimmed(text));
    const auto refuse = [&](const std::string& why) {
        throw DataError(where, "SMILES '" + smiles + "' " + why + " (expected one structure)");
    };
    if (smiles.empty()) refuse("is empty");
    if (smiles.find_first_of(" \t") != std::string::npos) refuse("holds blanks");
    std::unique_ptr<RDKit::RWMol> molecule;
    try {
        molecule.reset(RDKit::SmilesToMol(smiles));
    } catch (const std::exception&) {
        refuse("has an impossible valence or ring");
    }
    if (!molecule || molecule->getNumAtoms() == 0) refuse("does not parse");
    return make_structure(*molecule);
}

std::string formula(const Structure& structure) {
    return RDKit::Descriptors::calcMolFormula(structure.molecule().rdkit, false, false);
}

double exact_mass(const Structure& structure) { return RDKit::Descriptors::calcExactMW(structure.molecule().rdkit); }

double average_mass(const Structure& structure) { return RDKit::Descriptors::calcAMW(structure.molecule().rdkit); }

std::string smiles(const Structure& structure) { return RDKit::MolToSmiles(structure.molecule().rdkit); }

std::string mol_block(const Structure& structure, const std::string& title) {
    RDKit::RWMol molecule(structure.molecule().rdkit);
    RDDepict::compute2DCoords(molecule);
    molecule.setProp(RDKit::common_properties::_Name, title);
    return RDKit::MolToMolBlock(molecule);
}

Stereo stereo(const Structure& structure) {
    RDKit::ROMol molecule(structure.molecule().rdkit);
    std::size_t stated = 0, open = 0;
    for (const auto& centre : RDKit::Chirality::findPotentialStereo(molecule, false, true)) {
        if (centre.type != RDKit::Chirality::StereoType::Atom_Tetrahedral &&
            centre.type != RDKit::Chirality::StereoType::Bond_Double)
            continue;
        ++(centre.specified == RDKit::Chirality::StereoSpecified::Specified ? stated : open);
    }
    if (stated + open == 0) return Stereo::none;
    return open == 0 ? Stereo::defined : stated == 0 ? Stereo::undefined : Stereo::partly;
}

namespace {

// One neutral fragment without labels or hydrogen atoms of its own is its own parent, as most structures are.
bool is_parent(const RDKit::ROMol& molecule) {
    for (const auto* atom : molecule.atoms())
        if (atom->getFormalCharge() != 0 || atom->getIsotope() != 0 || atom->getAtomicNum() == 1) return false;
    std::vector<int> fragment;
    return RDKit::MolOps::getMolFrags(molecule, fragment) == 1;
}

// Its constructor parses patterns: one a thread.
RDKit::MolStandardize::Uncharger& uncharger() {
    static thread_local RDKit::MolStandardize::Uncharger held;
    return held;
}

}  // namespace

Structure parent(const Structure& structure) {
    if (is_parent(structure.molecule().rdkit)) return structure;
    RDKit::RWMol numbered(structure.molecule().rdkit);
    for (auto* atom : numbered.atoms())
        if (!atom->hasProp(index_property)) atom->setProp(index_property, static_cast<int>(atom->getIdx()));
    auto fragments = RDKit::MolOps::getMolFrags(numbered);
    const auto rank = [](const RDKit::ROMOL_SPTR& fragment) {
        return std::pair(fragment->getNumHeavyAtoms(), RDKit::Descriptors::calcAMW(*fragment));
    };
    const auto largest = std::max_element(fragments.begin(), fragments.end(),
                                          [&](const auto& a, const auto& b) { return rank(a) < rank(b); });
    RDKit::RWMol molecule(**largest);
    for (auto* atom : molecule.atoms()) atom->setIsotope(0);
    std::unique_ptr<RDKit::ROMol> neutral(uncharger().uncharge(molecule));
    std::unique_ptr<RDKit::ROMol> plain(RDKit::MolOps::removeHs(*neutral));
    RDKit::MolOps::assignStereochemistry(*plain, true, true);
    return make_structure(*plain);
}

std::size_t heavy_atoms(const Structure& structure) { return structure.molecule().rdkit.getNumHeavyAtoms(); }

struct Fingerprint::Bits {
    std::unique_ptr<ExplicitBitVect> vector;
};

Fingerprint::Fingerprint(const Structure& structure)
    : bits_(std::make_shared<const Bits>(Bits{std::unique_ptr<ExplicitBitVect>(
          RDKit::MorganFingerprints::getFingerprintAsBitVect(structure.molecule().rdkit, 2, 2048))})) {}

double Fingerprint::similarity(const Fingerprint& other) const {
    return TanimotoSimilarity(*bits_->vector, *other.bits_->vector);
}

std::string versions() { return std::string("RDKit ") + RDKit::rdkitVersion + ", InChI 1.03"; }

}  // namespace spec::chem
