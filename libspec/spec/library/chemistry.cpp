#include <algorithm>
#include <map>
#include <set>
#include <spec/chem/edit_rule.hpp>
#include <spec/chem/generic_rule.hpp>
#include <spec/chem/mother_compounds.hpp>
#include <spec/chem/structure.hpp>
#include <spec/core/result.hpp>
#include <spec/core/text.hpp>
#include <spec/library/chemistry.hpp>
#include <spec/library/facts.hpp>
#include <spec/library/parallel.hpp>

namespace spec::library {
namespace {

constexpr const char* rules_file = "rules/generic_definitions.toml";
constexpr const char* substituents_file = "rules/substituents.csv";

const std::string& field(const Table& table, std::size_t row, const char* column) {
    return table.rows[row][table.column(column)];
}

// What is wrong with the structure of one row, or nothing.
std::optional<DataError> contradiction(const Table& table, std::size_t row) {
    const std::string &smiles = field(table, row, "smiles"), &key = field(table, row, "inchikey"),
                      &formula = field(table, row, "formula");
    if (smiles.empty()) return std::nullopt;
    try {
        const chem::Structure structure = chem::Structure::from_smiles(smiles, table.at(row));
        const std::string made = chem::formula(structure), made_key = chem::inchi(structure).key;
        if (made != formula)
            return DataError(table.at(row),
                             "formula '" + formula + "' is not that of the structure (expected " + made + ")");
        if (!made_key.empty() && is_inchikey(key) && made_key != key)
            return DataError(table.at(row),
                             "InChIKey " + key + " is not that of the structure (expected " + made_key + ")");
    } catch (const DataError& error) {
        return error;
    }
    return std::nullopt;
}

Json atoms_json(const std::vector<int>& atoms) { return Json(atoms); }

Json rule_json(const chem::RuleHit& hit) {
    Json parts = Json::array();
    for (const chem::RulePart& part : hit.parts)
        parts.push_back({{"name", part.name},
                         {"atoms", atoms_json(part.atoms)},
                         {"fragment", part.fragment},
                         {"condition", part.condition}});
    return {{"id", hit.rule},
            {"status", "indicative"},
            {"title", hit.title},
            {"jurisdiction", hit.jurisdiction},
            {"instrument", hit.instrument},
            {"in_force", hit.in_force},
            {"source", hit.source},
            {"core", hit.core},
            {"atoms", atoms_json(hit.atoms)},
            {"parts", parts}};
}

// The lists that name a substance, for the nearest ones.
std::set<std::string> lists_of(const Library& library, const Substance& substance) {
    std::set<std::string> lists;
    for (const Control& control : library.controls())
        if (control.substance == substance.id) lists.insert(control.list);
    return lists;
}

struct Near {
    double similarity = -1;
    const Substance* substance = nullptr;
};

// Listed substances by similarity of structure; ties by id.
std::vector<Near> nearest_listed(const Library& library, const chem::Structure& structure) {
    const chem::Fingerprint wanted(chem::parent(structure));
    std::set<std::string> listed;
    for (const Control& control : library.controls()) listed.insert(control.substance);
    const auto substances = library.substances();
    std::vector<Near> near(substances.size());
    parallel_for_each(substances.size(), [&](std::size_t i) {
        if (substances[i].smiles.empty() || listed.count(substances[i].id) == 0) return;
        const chem::Structure other = chem::parent(chem::Structure::from_smiles(substances[i].smiles));
        near[i] = {wanted.similarity(chem::Fingerprint(other)), &substances[i]};
    });
    near.erase(std::remove_if(near.begin(), near.end(), [](const Near& n) { return n.substance == nullptr; }),
               near.end());
    std::sort(near.begin(), near.end(), [](const Near& a, const Near& b) {
        return a.similarity != b.similarity ? a.similarity > b.similarity : a.substance->id < b.substance->id;
    });
    return near;
}

// The substituents rule over the listed substances, when a list of substituents is held.
Json derivations(const Library& library, const chem::Structure& structure, const std::vector<Near>& listed) {
    Json found = Json::array();
    const auto text = library.text(substituents_file);
    if (text.empty()) return found;
    const Table table = parse_csv(text, "substituents", substituents_file);
    std::vector<chem::Substituent> list;
    for (std::size_t row = 0; row < table.rows.size(); ++row)
        list.push_back({field(table, row, "name"), field(table, row, "smiles")});
    if (list.empty()) return found;
    const chem::SubstituentRule rule(std::move(list), substituents_file);
    for (const Near& near : listed) {
        const auto edits = rule.derive(chem::Structure::from_smiles(near.substance->smiles), structure);
        if (!edits || edits->empty()) continue;
        Json replacements = Json::array();
        for (const chem::Replacement& edit : *edits)
            replacements.push_back({{"substituent", edit.substituent},
                                    {"fragment", edit.fragment},
                                    {"position", edit.position},
                                    {"atoms", edit.atoms}});
        found.push_back({{"parent", near.substance->name},
                         {"inchikey", near.substance->inchikey},
                         {"status", "indicative"},
                         {"replacements", replacements}});
    }
    return found;
}

using Rows = std::vector<std::vector<std::string>>;

std::vector<std::optional<chem::Structure>> structures_of(const Table& substances) {
    std::vector<std::optional<chem::Structure>> structures(substances.rows.size());
    parallel_for_each(structures.size(), [&](std::size_t row) {
        const std::string& smiles = field(substances, row, "smiles");
        if (!smiles.empty()) structures[row] = chem::Structure::from_smiles(smiles, substances.at(row));
    });
    return structures;
}

Rows rule_rows_of(const chem::GenericRules& rules, const std::string& id, const chem::Structure& structure) {
    Rows rows;
    for (const chem::RuleHit& hit : rules.classify(structure)) {
        std::string atoms;
        for (const int atom : hit.atoms) atoms += (atoms.empty() ? "" : " ") + std::to_string(atom);
        rows.push_back({id, hit.rule, hit.jurisdiction, hit.in_force, atoms});
    }
    return rows;
}

/// A substance that a list names, with its stereo where all of it is stated.
struct Listed {
    std::string id, stereo;
};

// The substances that a list names, by the connectivity of their parents.
std::multimap<std::string, Listed> listed_by_structure(const Draft& draft, const Table& substances,
                                                       const std::vector<std::optional<chem::Structure>>& structures) {
    std::set<std::string> named;
    if (const Table* controls = draft.find_table("controls"))
        for (std::size_t row = 0; row < controls->rows.size(); ++row) named.insert(field(*controls, row, "substance"));
    std::vector<std::pair<std::string, std::string>> smiles(structures.size());
    parallel_for_each(structures.size(), [&](std::size_t row) {
        if (!structures[row] || named.count(field(substances, row, "id")) == 0) return;
        const chem::Structure parent = chem::parent(*structures[row]);
        smiles[row] = {chem::flat_smiles(parent), chem::stereo_smiles(parent)};
    });
    std::multimap<std::string, Listed> listed;
    for (std::size_t row = 0; row < smiles.size(); ++row)
        if (!smiles[row].first.empty())
            listed.emplace(smiles[row].first, Listed{field(substances, row, "id"), smiles[row].second});
    return listed;
}

Rows mother_rows_of(const std::multimap<std::string, Listed>& listed, const std::string& id,
                    const chem::Structure& structure) {
    Rows rows;
    if (listed.empty()) return rows;
    for (const chem::MotherCompound& mother : chem::mother_compounds(structure)) {
        std::string relation;
        const auto add = [&](bool holds, const char* word) {
            if (holds) relation += (relation.empty() ? "" : " ") + std::string(word);
        };
        add(mother.salt, "salt");
        add(mother.ester, "ester");
        add(mother.ether, "ether");
        const auto [first, last] = listed.equal_range(mother.flat);
        for (auto found = first; found != last; ++found) {
            const Listed& other = found->second;
            // Where both state their stereo and differ, it is the mirror image or another isomer.
            const bool isomer = !other.stereo.empty() && !mother.stereo.empty() && other.stereo != mother.stereo;
            if (other.id != id && !isomer) rows.push_back({id, other.id, relation});
        }
    }
    return rows;
}

}  // namespace

std::vector<DataError> structure_contradictions(const Draft& draft, const Draft* tested) {
    const Table* table = draft.find_table("substances");
    if (!table) return {};
    const Table* before = tested ? tested->find_table("substances") : nullptr;
    std::set<std::vector<std::string>> known;
    if (before && before->columns == table->columns) known = {before->rows.begin(), before->rows.end()};
    std::vector<std::optional<DataError>> found(table->rows.size());
    parallel_for_each(found.size(), [&](std::size_t row) {
        if (known.count(table->rows[row]) == 0) found[row] = contradiction(*table, row);
    });
    std::vector<DataError> problems;
    for (const auto& problem : found)
        if (problem) problems.push_back(*problem);
    return problems;
}

std::map<std::string, std::string> derived_texts(const Draft& draft) {
    Table hits{"rule_hits", "", {"substance", "rule", "jurisdiction", "in_force", "atoms"}, {}, {}};
    Table mothers{"mothers", "", {"substance", "mother", "relation"}, {}, {}};
    if (const Table* table = draft.find_table("substances")) {
        const auto text = draft.texts.find(rules_file);
        std::optional<chem::GenericRules> rules;
        if (text != draft.texts.end()) rules = chem::GenericRules::parse(text->second, rules_file);
        const auto structures = structures_of(*table);
        const auto listed = listed_by_structure(draft, *table, structures);
        std::vector<Rows> rule_rows(structures.size()), mother_rows(structures.size());
        parallel_for_each(structures.size(), [&](std::size_t row) {
            if (!structures[row]) return;
            if (rules) rule_rows[row] = rule_rows_of(*rules, field(*table, row, "id"), *structures[row]);
            mother_rows[row] = mother_rows_of(listed, field(*table, row, "id"), *structures[row]);
        });
        for (Rows& rows : rule_rows) std::move(rows.begin(), rows.end(), std::back_inserter(hits.rows));
        for (Rows& rows : mother_rows) std::move(rows.begin(), rows.end(), std::back_inserter(mothers.rows));
    }
    return {{"derived/rule_hits.csv", to_csv(hits)}, {"derived/mothers.csv", to_csv(mothers)}};
}

Json classification_json(const Library& library, const std::string& smiles, std::size_t nearest) {
    const chem::Structure structure = chem::Structure::from_smiles(smiles, Position::at_file("--structure"));
    Json rules = Json::array(), near = Json::array();
    const auto text = library.text(rules_file);
    if (!text.empty())
        for (const chem::RuleHit& hit : chem::GenericRules::parse(text, rules_file).classify(structure))
            rules.push_back(rule_json(hit));
    const auto listed = nearest_listed(library, structure);
    for (std::size_t i = 0; i < std::min(nearest, listed.size()); ++i)
        near.push_back({{"id", listed[i].substance->id},
                        {"name", listed[i].substance->name},
                        {"inchikey", listed[i].substance->inchikey},
                        {"similarity", printed(round_significant(listed[i].similarity, 4))},
                        {"lists", lists_of(library, *listed[i].substance)}});
    const chem::Structure parent = chem::parent(structure);
    const std::string key = chem::inchi(structure).key;
    const Substance* known = library.find_by_inchikey(key);
    return {{"schema", "sarap.classification/1"},
            {"structure",
             {{"smiles", smiles},
              {"inchikey", key},
              {"formula", chem::formula(structure)},
              {"exact_mass", printed(round_significant(chem::exact_mass(structure), 9))},
              {"parent", chem::inchi(parent).key},
              {"stereo", to_string(chem::stereo(structure))}}},
            {"substance", known ? Json(known->id) : Json(nullptr)},
            {"rules", rules},
            {"derivations", derivations(library, structure, listed)},
            {"nearest", near},
            {"note", "indicative only: no lawyer has read the definitions, and the structure is as it was given"}};
}

}  // namespace spec::library
