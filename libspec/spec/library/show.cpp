#include <spec/core/result.hpp>
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

}  // namespace

bool is_of(const Entry& entry, const Substance& substance) {
    if (!entry.inchikey.empty() && entry.inchikey == substance.inchikey) return true;
    const std::string own = entry.id.substr(entry.id.find(':') + 1);
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
    for (const Entry& entry : library.entries())
        if (is_of(entry, substance))
            entries.push_back({{"id", entry.id}, {"technique", to_string(entry.technique)}, {"kind", to_string(entry.kind)}});
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
            {"rules", Json::array()}};
}

}  // namespace spec::library
