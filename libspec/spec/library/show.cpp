#include <algorithm>
#include <set>
#include <spec/core/result.hpp>
#include <spec/library/amounts.hpp>
#include <spec/library/show.hpp>

namespace spec::library {
namespace {

Json optional_text(const std::optional<std::string>& text) { return text ? Json(*text) : Json(nullptr); }

Json names_of(const Substance& substance) {
    Json names = Json::array();
    for (const SubstanceName& name : substance.names)
        names.push_back({{"name", name.name}, {"language", name.language}, {"kind", name.kind}});
    return names;
}

Json thresholds_of(const Library& library, const Substance& substance, const std::optional<std::string>& as_of) {
    Json found = Json::array();
    for (const ControlledList& list : library.lists())
        for (Json& row : amounts(library, substance, list.id, as_of)) {
            row["list"] = list.id;
            found.push_back(std::move(row));
        }
    return found;
}

// What the inlet makes of the substance, and of what the substance may come.
Json inlet_of(const Library& library, const Substance& substance) {
    Json found = Json::array();
    for (const InletProduct& row : library.inlet_products()) {
        if (row.parent != substance.id && row.product != substance.id) continue;
        const bool parent = row.parent == substance.id;
        const Substance* other = library.find(parent ? row.product : row.parent);
        found.push_back({{parent ? "becomes" : "comes_from", other ? other->name : ""},
                         {"conditions", row.conditions},
                         {"verified", !row.verified_by.empty()}});
    }
    return found;
}

}  // namespace

bool is_of(const Entry& entry, const Substance& substance) {
    if (!entry.inchikey.empty() && entry.inchikey == substance.inchikey) return true;
    std::string_view own = entry.id;
    own.remove_prefix(own.find(':') + 1);
    return own.substr(0, own.find('-')) == substance.id;
}

Json to_json(const Control& control) {
    Json out{{"id", control.id},
             {"jurisdiction", control.jurisdiction},
             {"list", control.list},
             {"instrument", control.instrument},
             {"valid_from", optional_text(control.valid_from)},
             {"valid_to", optional_text(control.valid_to)},
             {"seen_on", optional_text(control.seen_on)},
             {"basis", control.basis},
             {"verified", !control.verified_by.empty()}};
    if (!control.clause.empty()) out["clause"] = control.clause;
    if (!control.supersedes.empty()) out["supersedes"] = control.supersedes;
    return out;
}

Json substance_json(const Library& library, const Substance& substance, const std::vector<std::string>& jurisdictions,
                    const std::optional<std::string>& as_of) {
    Json entries = Json::array(), statuses = Json::array(), controls = Json::array();
    Json rules = Json::array();
    for (const RuleRow& row : library.rule_hits())
        if (row.substance == substance.id)
            rules.push_back({{"id", row.rule},
                             {"jurisdiction", row.jurisdiction},
                             {"in_force", row.in_force},
                             {"status", "indicative"}});
    for (const Entry& entry : library.entries())
        if (is_of(entry, substance))
            entries.push_back(
                {{"id", entry.id}, {"technique", to_string(entry.technique)}, {"kind", to_string(entry.kind)}});
    for (const std::string& jurisdiction : jurisdictions)
        statuses.push_back(spec::to_json(legal_status(library, &substance, jurisdiction, as_of)));
    for (const Control& control : library.controls())
        if (control.substance == substance.id) controls.push_back(to_json(control));
    return {{"schema", "sarap.substance/1"},
            {"id", substance.id},
            {"name", substance.name},
            {"names", names_of(substance)},
            {"formula", substance.formula},
            {"inchikey", substance.inchikey},
            {"smiles", substance.smiles},
            {"cas", substance.cas},
            {"class", substance.compound_class},
            {"structure_verified", substance.structure_verified},
            {"entries", entries},
            {"legal_status", statuses},
            {"controls", controls},
            {"rules", rules},
            {"thresholds", thresholds_of(library, substance, as_of)},
            {"inlet", inlet_of(library, substance)}};
}

Json gaps_json(const Library& library) {
    std::set<std::string> listed, measured, by_key;
    for (const Control& control : library.controls()) listed.insert(control.substance);
    for (const Entry& entry : library.entries()) {
        if (entry.kind != EntryKind::spectrum) continue;
        const std::string own = entry.id.substr(entry.id.find(':') + 1);
        measured.insert(own.substr(0, own.find('-')));
        if (!entry.inchikey.empty()) by_key.insert(entry.inchikey);
    }
    Json rows = Json::array(), counts = Json::object();
    for (const char* what : {"structure", "spectrum", "name_kk", "name_ru"}) counts[what] = 0;
    for (const Substance& substance : library.substances()) {
        Json lacks = Json::array();
        const auto lack = [&](bool lacking, const char* what) {
            if (!lacking) return;
            lacks.push_back(what);
            counts[what] = counts[what].get<int>() + 1;
        };
        const auto has_name = [&](const char* language) {
            return std::any_of(substance.names.begin(), substance.names.end(),
                               [&](const SubstanceName& name) { return name.language == language; });
        };
        lack(substance.smiles.empty(), "structure");
        lack(measured.count(substance.id) == 0 && by_key.count(substance.inchikey) == 0, "spectrum");
        lack(!has_name("kk"), "name_kk");
        lack(!has_name("ru"), "name_ru");
        if (!lacks.empty())
            rows.push_back({{"id", substance.id},
                            {"name", substance.name},
                            {"listed", listed.count(substance.id) > 0},
                            {"structure_verified", substance.structure_verified},
                            {"lacks", lacks}});
    }
    return {
        {"schema", "sarap.gaps/1"}, {"substances", library.substances().size()}, {"lacking", counts}, {"gaps", rows}};
}

}  // namespace spec::library
