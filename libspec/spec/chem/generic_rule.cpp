#include <GraphMol/Descriptors/MolDescriptors.h>
#include <GraphMol/RingInfo.h>
#include <GraphMol/SmilesParse/SmilesParse.h>
#include <GraphMol/SmilesParse/SmilesWrite.h>
#include <GraphMol/Substruct/SubstructMatch.h>
#include <toml++/toml.h>

#include <algorithm>
#include <functional>
#include <map>
#include <optional>
#include <spec/chem/generic_rule.hpp>
#include <spec/chem/molecule.hpp>
#include <spec/chem/predicates.hpp>

namespace spec::chem {
namespace {

using RDKit::ROMol;

struct Core {
    std::string name;
    std::shared_ptr<const ROMol> query;
    std::map<std::string, unsigned> atoms;  ///< names and atom-map numbers -> position in the SMARTS
    std::vector<unsigned> continues;        ///< positions that belong to the bridge (atom 2), not to the core
};

// One match of a core, seen from the molecule.
struct Place {
    const ROMol& molecule;
    const Core& core;
    std::vector<unsigned> matched;  ///< position in the SMARTS -> atom
    Atoms atoms;                    ///< all matched atoms

    bool has(const std::string& name) const { return core.atoms.count(name) > 0; }
    unsigned at(const std::string& name) const { return matched[core.atoms.at(name)]; }
    Atoms without(const std::vector<unsigned>& positions) const {
        Atoms rest = atoms;
        for (const unsigned position : positions) rest.erase(matched[position]);
        return rest;
    }
    std::vector<unsigned> substituents(unsigned atom) const {
        std::vector<unsigned> found;
        for (const auto* other : molecule.atomNeighbors(molecule.getAtomWithIdx(atom)))
            if (atoms.count(other->getIdx()) == 0) found.push_back(other->getIdx());
        return found;
    }
};

using Predicate = std::function<bool(const Place&)>;

struct Constraint {
    std::string said;  ///< how the file states it
    std::string part;  ///< name of the atom or branch whose atoms are reported, empty: none
    Predicate holds;
};

struct Rule {
    RuleHit head;
    std::vector<Core> cores;
    std::vector<Constraint> constraints;
    std::vector<std::string> elements;
    std::vector<std::string> exempt;
};

/// Reads the file; every word that it does not know is an error.
class Reader {
 public:
    Reader(std::string_view text, std::string file) : file_(std::move(file)) {
        try {
            root_ = toml::parse(text, file_);
        } catch (const toml::parse_error& error) {
            throw DataError(Position::at_line(file_, error.source().begin.line), std::string(error.description()));
        }
    }

    std::vector<Rule> rules() {
        if (root_["schema"].value_or(std::string()) != "generic-definitions/2")
            throw DataError(Position::at_file(file_), "schema '" + root_["schema"].value_or(std::string()) +
                                                          "' (expected 'generic-definitions/2')");
        std::vector<Rule> all;
        each(root_, "definition", [&](const toml::table& table) { all.push_back(rule(table)); });
        return all;
    }

 private:
    [[noreturn]] void fail(const toml::node& node, const std::string& message) const {
        throw DataError(Position::at_line(file_, node.source().begin.line), message);
    }

    template <typename Visit>
    void each(const toml::table& table, const char* key, Visit visit) const {
        if (const auto* array = table[key].as_array())
            for (const auto& item : *array)
                if (const auto* entry = item.as_table()) visit(*entry);
    }

    std::string text(const toml::table& table, const char* key) const {
        if (const auto value = table[key].value<std::string>()) return *value;
        if (const auto date = table[key].value<toml::date>()) {
            char out[16];
            std::snprintf(out, sizeof out, "%04d-%02d-%02d", date->year, date->month, date->day);
            return out;
        }
        return {};
    }

    std::vector<std::string> words(const toml::table& table, const char* key) const {
        std::vector<std::string> found;
        if (const auto* array = table[key].as_array())
            for (const auto& item : *array)
                found.push_back(item.is_integer() ? std::to_string(*item.value<int>()) : item.value_or(std::string()));
        return found;
    }

    // A selector is the name of an atom or an atom-map number.
    std::string selector(const toml::table& table, const char* key) const {
        if (const auto number = table[key].value<int>()) return std::to_string(*number);
        return table[key].value_or(std::string());
    }

    std::vector<std::string> groups(const toml::table& table, const char* key) const {
        const auto found = words(table, key);
        for (const std::string& group : found)
            if (!is_known_group(group)) fail(table, "group '" + group + "' is not of the vocabulary");
        return found;
    }

    Rule rule(const toml::table& table) {
        Rule rule;
        rule.head = {text(table, "id"),
                     text(table, "title"),
                     text(table, "jurisdiction"),
                     text(table, "instrument"),
                     text(table, "in_force"),
                     text(table, "source"),
                     {},
                     {},
                     {}};
        if (rule.head.rule.empty()) fail(table, "a definition without id");
        rule.elements = words(table, "elements");
        rule.exempt = words(table, "exempt");
        each(table, "core", [&](const toml::table& core) { rule.cores.push_back(this->core(core)); });
        if (rule.cores.empty()) fail(table, "'" + rule.head.rule + "' has no core");
        each(table, "constraint",
             [&](const toml::table& item) { rule.constraints.push_back(constraint(item, rule.elements)); });
        return rule;
    }

    Core core(const toml::table& table) const {
        Core core;
        core.name = text(table, "name");
        const std::string smarts = text(table, "smarts");
        try {
            core.query.reset(RDKit::SmartsToMol(smarts));
        } catch (const std::exception&) {
        }
        if (!core.query) fail(table, "SMARTS '" + smarts + "' does not parse");
        for (const auto* atom : core.query->atoms())
            if (atom->getAtomMapNum() > 0) core.atoms[std::to_string(atom->getAtomMapNum())] = atom->getIdx();
        if (const auto* atoms = table["atoms"].as_table())
            for (const auto& [name, position] : *atoms) {
                const auto index = position.value<unsigned>();
                if (!index || *index >= core.query->getNumAtoms())
                    fail(position, "atom '" + std::string(name.str()) + "' lies outside the SMARTS");
                core.atoms[std::string(name.str())] = *index;
            }
        for (const std::string& position : words(table, "continues"))
            core.continues.push_back(static_cast<unsigned>(std::stoul(position)));
        if (!table["bridge"].value_or(true)) core.atoms.erase("2");
        return core;
    }

    Constraint constraint(const toml::table& table, const std::vector<std::string>& elements) const;
    Predicate on_atom(const toml::table& table, const std::string& name) const;
    Predicate on_atoms(const toml::table& table, const std::vector<std::string>& names) const;
    Predicate on_branch(const toml::table& table, const std::string& name,
                        const std::vector<std::string>& elements) const;
    Predicate on_ring(const toml::table& table, const std::string& name) const;
    Predicate on_molecule(const toml::table& table) const;
    Predicate any_of(const toml::table& table, const std::function<Predicate(const toml::table&)>& make) const;

    std::string file_;
    toml::table root_;
};

Predicate all_of(std::vector<Predicate> parts) {
    return [parts = std::move(parts)](const Place& place) {
        return std::all_of(parts.begin(), parts.end(), [&](const Predicate& part) { return part(place); });
    };
}

// either = [{...}, {...}]: at least one of them holds.
Predicate Reader::any_of(const toml::table& table, const std::function<Predicate(const toml::table&)>& make) const {
    std::vector<Predicate> parts;
    each(table, "either", [&](const toml::table& item) { parts.push_back(make(item)); });
    return [parts = std::move(parts)](const Place& place) {
        return std::any_of(parts.begin(), parts.end(), [&](const Predicate& part) { return part(place); });
    };
}

Predicate Reader::on_atom(const toml::table& table, const std::string& name) const {
    std::vector<Predicate> parts;
    for (const auto& [key, value] : table) {
        const std::string word(key.str());
        if (word == "atom" || word == "why") continue;
        if (word == "in_ring") {
            parts.push_back([name, wanted = value.value_or(true)](const Place& p) {
                return in_ring(p.molecule, p.at(name)) == wanted;
            });
        } else if (word == "hydrogens") {
            parts.push_back([name, wanted = value.value_or(0u)](const Place& p) {
                return p.molecule.getAtomWithIdx(p.at(name))->getTotalNumHs() == wanted;
            });
        } else if (word == "not_element") {
            parts.push_back([name, refused = words(table, "not_element")](const Place& p) {
                const std::string symbol = p.molecule.getAtomWithIdx(p.at(name))->getSymbol();
                return std::find(refused.begin(), refused.end(), symbol) == refused.end();
            });
        } else if (word == "single_aromatic_ring") {
            parts.push_back([name, wanted = value.value_or(true)](const Place& p) {
                return in_single_aromatic_ring(p.molecule, p.at(name)) == wanted;
            });
        } else if (word == "sp3_carbons_besides") {
            parts.push_back([name, besides = selector(table, "sp3_carbons_besides")](const Place& p) {
                for (const auto* other : p.molecule.atomNeighbors(p.molecule.getAtomWithIdx(p.at(name))))
                    if (other->getIdx() != p.at(besides) && !is_sp3_carbon(p.molecule, other->getIdx())) return false;
                return true;
            });
        } else if (word == "either") {
            parts.push_back(any_of(table, [this, name](const toml::table& item) { return on_atom(item, name); }));
        } else {
            fail(value, "word '" + word + "' is not of the vocabulary of an atom");
        }
    }
    return all_of(std::move(parts));
}

Predicate Reader::on_atoms(const toml::table& table, const std::vector<std::string>& names) const {
    std::vector<Predicate> parts;
    for (const auto& [key, value] : table) {
        const std::string word(key.str());
        if (word == "atoms" || word == "why") continue;
        if (word == "none_or_one_of") {
            // No substituent at all, or at least one of the groups, whatever the others are.
            parts.push_back([names, wanted = groups(table, "none_or_one_of")](const Place& p) {
                bool any = false;
                for (const std::string& name : names)
                    for (const unsigned other : p.substituents(p.at(name))) {
                        any = true;
                        for (const std::string& group : wanted)
                            if (is_group(p.molecule, other, p.at(name), group)) return true;
                    }
                return !any;
            });
        } else if (word == "fused_rings_with_two") {
            parts.push_back([names, element = value.value_or(std::string())](const Place& p) {
                Atoms ring;
                for (const std::string& name : names) ring.insert(p.at(name));
                for (const auto& other : p.molecule.getRingInfo()->atomRings()) {
                    std::size_t shared = 0, wanted = 0;
                    for (const int atom : other) {
                        shared += ring.count(static_cast<unsigned>(atom));
                        wanted += p.molecule.getAtomWithIdx(static_cast<unsigned>(atom))->getSymbol() == element;
                    }
                    if (shared >= 2 && shared < ring.size() && wanted != 2) return false;
                }
                return true;
            });
        } else {
            fail(value, "word '" + word + "' is not of the vocabulary of atoms");
        }
    }
    return all_of(std::move(parts));
}

// The branch that begins at an atom; without the atom itself for `beyond`.
Atoms branch_of(const Place& place, const std::string& name) {
    return branch_from(place.molecule, place.at(name), place.without(place.core.continues));
}

Predicate Reader::on_branch(const toml::table& table, const std::string& name,
                            const std::vector<std::string>& elements) const {
    std::vector<Predicate> parts;
    for (const auto& [key, value] : table) {
        const std::string word(key.str());
        if (word == "branch" || word == "why") continue;
        if (word == "mass_max") {
            const bool without_first = table["mass_without_first"].value_or(false);
            parts.push_back([name, limit = value.value_or(0.0), without_first](const Place& p) {
                Atoms atoms = branch_of(p, name);
                if (without_first) atoms.erase(p.at(name));
                return mass_of(p.molecule, atoms) <= limit;
            });
        } else if (word == "mass_without_first") {
            continue;
        } else if (word == "elements_of_definition") {
            parts.push_back([name, elements](const Place& p) {
                const Atoms atoms = branch_of(p, name);
                return std::all_of(atoms.begin(), atoms.end(), [&](unsigned atom) {
                    return std::find(elements.begin(), elements.end(), p.molecule.getAtomWithIdx(atom)->getSymbol()) !=
                           elements.end();
                });
            });
        } else if (word == "acyclic_sp3_carbon") {
            parts.push_back([name](const Place& p) {
                const Atoms atoms = branch_of(p, name);
                return std::all_of(atoms.begin(), atoms.end(),
                                   [&](unsigned atom) { return is_acyclic_sp3_carbon(p.molecule, atom); });
            });
        } else if (word == "ring") {
            parts.push_back([name](const Place& p) {
                const Atoms atoms = branch_of(p, name);
                return std::any_of(atoms.begin(), atoms.end(),
                                   [&](unsigned atom) { return in_ring(p.molecule, atom); });
            });
        } else if (word == "chain") {
            const auto limits = words(table, "chain");
            if (limits.size() != 2) fail(value, "chain is a shortest and a longest number of atoms");
            parts.push_back([name, least = std::stoul(limits[0]), most = std::stoul(limits[1])](const Place& p) {
                const std::size_t length = longest_chain(p.molecule, p.at(name), branch_of(p, name));
                return length >= least && length <= most;
            });
        } else if (word == "must_not_reach") {
            parts.push_back([name, other = selector(table, "must_not_reach")](const Place& p) {
                if (!p.has(other)) return true;
                for (const unsigned atom : branch_of(p, name))
                    if (p.molecule.getBondBetweenAtoms(atom, p.at(other))) return false;
                return true;
            });
        } else if (word == "carbons_beyond_min") {
            parts.push_back([name, least = value.value_or(0u)](const Place& p) {
                unsigned carbons = 0;
                for (const unsigned atom : branch_of(p, name))
                    if (atom != p.at(name) && p.molecule.getAtomWithIdx(atom)->getAtomicNum() == 6) ++carbons;
                return carbons >= least;
            });
        } else if (word == "either") {
            parts.push_back(any_of(
                table, [this, name, &elements](const toml::table& item) { return on_branch(item, name, elements); }));
        } else {
            fail(value, "word '" + word + "' is not of the vocabulary of a branch");
        }
    }
    return all_of(std::move(parts));
}

// The six-membered rings that hold an atom and no other atom of the core.
std::vector<Atoms> own_rings(const Place& place, const std::string& name, std::size_t size) {
    std::vector<Atoms> found;
    for (const Atoms& ring : rings_with(place.molecule, place.at(name))) {
        if (ring.size() != size) continue;
        if (std::none_of(ring.begin(), ring.end(),
                         [&](unsigned atom) { return atom != place.at(name) && place.atoms.count(atom) > 0; }))
            found.push_back(ring);
    }
    return found;
}

bool aromatic_with_nitrogens(const ROMol& molecule, const Atoms& ring, unsigned most) {
    unsigned nitrogens = 0;
    for (const unsigned atom : ring) {
        const auto* held = molecule.getAtomWithIdx(atom);
        if (!held->getIsAromatic() || (held->getAtomicNum() != 6 && held->getAtomicNum() != 7)) return false;
        nitrogens += held->getAtomicNum() == 7;
    }
    return nitrogens <= most;
}

bool unsaturated_carbocycle(const ROMol& molecule, const Atoms& ring) {
    bool unsaturated = false;
    for (const unsigned atom : ring) {
        const auto* held = molecule.getAtomWithIdx(atom);
        if (held->getAtomicNum() != 6 || held->getIsAromatic()) return false;
        for (const auto* bond : molecule.atomBonds(held))
            unsaturated |= bond->getBondType() == RDKit::Bond::DOUBLE && ring.count(bond->getOtherAtomIdx(atom)) > 0;
    }
    return unsaturated;
}

Predicate Reader::on_ring(const toml::table& table, const std::string& name) const {
    const std::size_t size = table["size"].value_or(6u);
    const auto allowed = groups(table, "substituents_only");
    const unsigned nitrogens = table["aromatic_nitrogens_max"].value_or(0u);
    const bool carbocycle = table["or_unsaturated_carbocycle"].value_or(false);
    for (const auto& [key, value] : table)
        if (key != "ring_of" && key != "why" && key != "size" && key != "substituents_only" &&
            key != "aromatic_nitrogens_max" && key != "or_unsaturated_carbocycle")
            fail(value, "word '" + std::string(key.str()) + "' is not of the vocabulary of a ring");
    return [=](const Place& p) {
        for (const Atoms& ring : own_rings(p, name, size)) {
            if (!aromatic_with_nitrogens(p.molecule, ring, nitrogens) &&
                !(carbocycle && unsaturated_carbocycle(p.molecule, ring)))
                continue;
            bool good = true;
            for (const unsigned atom : ring)
                for (const unsigned other : p.substituents(atom))
                    good &= ring.count(other) > 0 ||
                            std::any_of(allowed.begin(), allowed.end(),
                                        [&](const auto& group) { return is_group(p.molecule, other, atom, group); });
            if (good) return true;
        }
        return false;
    };
}

Predicate Reader::on_molecule(const toml::table& table) const {
    std::vector<Predicate> parts;
    for (const auto& [key, value] : table) {
        const std::string word(key.str());
        if (word == "molecule" || word == "why") continue;
        if (word == "heavy_atoms_max") {
            parts.push_back(
                [limit = value.value_or(0u)](const Place& p) { return p.molecule.getNumHeavyAtoms() <= limit; });
        } else if (word == "mass_max") {
            parts.push_back([limit = value.value_or(0.0)](const Place& p) {
                return RDKit::Descriptors::calcAMW(p.molecule) <= limit;
            });
        } else {
            fail(value, "word '" + word + "' is not of the vocabulary of a molecule");
        }
    }
    return all_of(std::move(parts));
}

// Substituents of the core, without atoms 1 and 2 and what belongs to the bridge.
Predicate core_substituents(std::vector<std::string> allowed) {
    return [allowed = std::move(allowed)](const Place& p) {
        Atoms core = p.without(p.core.continues);
        for (const char* end : {"1", "2"})
            if (p.has(end)) core.erase(p.at(end));
        for (const unsigned atom : core)
            for (const unsigned other : p.substituents(atom))
                if (std::none_of(allowed.begin(), allowed.end(),
                                 [&](const auto& group) { return is_group(p.molecule, other, atom, group); }))
                    return false;
        return true;
    };
}

std::string said(const toml::table& table) {
    std::ostringstream text;
    text << toml::json_formatter(table);
    std::string line;
    for (const char c : text.str())
        if (c != '\n' && !(c == ' ' && (line.empty() || line.back() == ' '))) line += c;
    return line;
}

Constraint Reader::constraint(const toml::table& table, const std::vector<std::string>& elements) const {
    Constraint made{said(table), {}, {}};
    if (table.contains("atom")) {
        made.part = selector(table, "atom");
        made.holds = on_atom(table, made.part);
    } else if (table.contains("atoms")) {
        made.holds = on_atoms(table, words(table, "atoms"));
    } else if (table.contains("branch")) {
        made.part = selector(table, "branch");
        made.holds = on_branch(table, made.part, elements);
    } else if (table.contains("ring_of")) {
        made.part = selector(table, "ring_of");
        made.holds = on_ring(table, made.part);
    } else if (table.contains("core_substituents_only")) {
        made.holds = core_substituents(groups(table, "core_substituents_only"));
    } else if (table.contains("molecule")) {
        made.holds = on_molecule(table);
    } else {
        fail(table, "a constraint without atom, atoms, branch, ring_of, core_substituents_only or molecule");
    }
    // A core without the atom that a constraint speaks of (a bridge that is part of the core) is not bound by it.
    if (!made.part.empty())
        made.holds = [part = made.part, holds = made.holds](const Place& place) {
            return !place.has(part) || holds(place);
        };
    return made;
}

// Atoms as the caller numbered them.
std::vector<int> as_read(const ROMol& molecule, const Atoms& atoms) {
    std::vector<int> numbers;
    for (const unsigned atom : atoms) {
        int number = static_cast<int>(atom);
        molecule.getAtomWithIdx(atom)->getPropIfPresent(index_property, number);
        numbers.push_back(number);
    }
    std::sort(numbers.begin(), numbers.end());
    return numbers;
}

RuleHit hit_of(const Rule& rule, const Place& place) {
    RuleHit hit = rule.head;
    hit.core = place.core.name;
    hit.atoms = as_read(place.molecule, place.atoms);
    for (const Constraint& constraint : rule.constraints) {
        if (constraint.part.empty() || !place.has(constraint.part)) continue;
        const Atoms atoms = branch_of(place, constraint.part);
        hit.parts.push_back({constraint.part, as_read(place.molecule, atoms),
                             RDKit::MolFragmentToSmiles(place.molecule, std::vector<int>(atoms.begin(), atoms.end())),
                             constraint.said});
    }
    return hit;
}

std::optional<RuleHit> meets(const Rule& rule, const ROMol& molecule) {
    RDKit::SubstructMatchParameters parameters;
    parameters.uniquify = false;
    parameters.useChirality = false;
    parameters.maxMatches = 100000;
    for (const Core& core : rule.cores) {
        for (const auto& match : RDKit::SubstructMatch(molecule, *core.query, parameters)) {
            Place place{molecule, core, std::vector<unsigned>(match.size()), {}};
            for (const auto& [position, atom] : match) {
                place.matched[static_cast<unsigned>(position)] = static_cast<unsigned>(atom);
                place.atoms.insert(static_cast<unsigned>(atom));
            }
            if (std::all_of(rule.constraints.begin(), rule.constraints.end(),
                            [&](const Constraint& c) { return c.holds(place); }))
                return hit_of(rule, place);
        }
    }
    return std::nullopt;
}

}  // namespace

struct GenericRules::Rules {
    std::vector<Rule> all;
};

GenericRules::GenericRules(std::unique_ptr<Rules> rules) : rules_(std::move(rules)) {}
GenericRules::GenericRules(GenericRules&&) noexcept = default;
GenericRules& GenericRules::operator=(GenericRules&&) noexcept = default;
GenericRules::~GenericRules() = default;

GenericRules GenericRules::parse(std::string_view text, const std::string& file) {
    silence_rdkit();
    auto rules = std::make_unique<Rules>();
    rules->all = Reader(text, file).rules();
    return GenericRules(std::move(rules));
}

std::vector<std::string> GenericRules::ids() const {
    std::vector<std::string> ids;
    for (const Rule& rule : rules_->all) ids.push_back(rule.head.rule);
    return ids;
}

std::vector<RuleHit> GenericRules::classify(const Structure& structure) const {
    const Structure judged = parent(structure);
    const bool exemptions =
        std::any_of(rules_->all.begin(), rules_->all.end(), [](const Rule& rule) { return !rule.exempt.empty(); });
    const std::string block = exemptions ? inchi(judged).key.substr(0, 14) : std::string();
    std::vector<RuleHit> hits;
    for (const Rule& rule : rules_->all) {
        if (std::find(rule.exempt.begin(), rule.exempt.end(), block) != rule.exempt.end()) continue;
        if (auto hit = meets(rule, judged.molecule().rdkit)) hits.push_back(std::move(*hit));
    }
    return hits;
}

}  // namespace spec::chem
