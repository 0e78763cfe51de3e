#include <algorithm>
#include <set>
#include <spec/core/error.hpp>
#include <spec/core/text.hpp>
#include <spec/library/library.hpp>
#include <spec/library/table.hpp>

namespace spec::library {
namespace {

enum class Applies { yes, no, not_known };

// Whether a row holds on a day. Where the beginning is not known, the row speaks from the day on which it was seen.
Applies applies(const Control& row, const std::string& day) {
    if (row.valid_to && *row.valid_to <= day) return Applies::no;
    if (row.valid_from) return *row.valid_from <= day ? Applies::yes : Applies::no;
    if (row.seen_on && day < *row.seen_on) return Applies::not_known;
    return Applies::yes;
}

std::string title_of(const Library& library, const Control& row) {
    std::string title = row.list;
    for (const ControlledList& list : library.lists())
        if (list.id == row.list) title = list.title;
    return row.clause.empty() ? title : title + ", " + row.clause;
}

std::string beginning(const Control& row) {
    if (row.valid_from) return "in force from " + *row.valid_from;
    if (row.seen_on) return "seen there on " + *row.seen_on + ", beginning not held";
    return "beginning not held";
}

// Every list of the jurisdiction is known to be complete on that day.
bool covered(const Library& library, const std::string& jurisdiction, const std::string& day) {
    bool any = false;
    for (const ControlledList& list : library.lists()) {
        if (list.jurisdiction != jurisdiction) continue;
        any = true;
        const auto rows = library.coverage();
        if (std::none_of(rows.begin(), rows.end(), [&](const Coverage& row) {
                return row.list == list.id && !row.verified_by.empty() && row.from <= day && (!row.to || day < *row.to);
            }))
            return false;
    }
    return any;
}

// A listed substance of the same connectivity: an isomer, whose listing may reach this one.
const Substance* listed_isomer(const Library& library, const Substance& substance, const std::string& jurisdiction) {
    if (substance.inchikey.size() < 14) return nullptr;
    for (const Substance& other : library.substances())
        if (other.id != substance.id && other.inchikey.substr(0, 14) == substance.inchikey.substr(0, 14) &&
            !controls_of(library, other, jurisdiction).empty())
            return &other;
    return nullptr;
}

/// A listed substance of which another is a salt, ester or ether, with the row that holds and what its list says of
/// them.
struct Clause {
    const Substance* mother = nullptr;
    const Control* row = nullptr;
    std::string relation;  ///< "ester", "salt ester"
    bool named = false;    ///< the list's clauses reach it; else they are not held or leave it out
};

const ControlledList* list_of(const Library& library, const std::string& id) {
    for (const ControlledList& list : library.lists())
        if (list.id == id) return &list;
    return nullptr;
}

// Whether the clauses of a list name every relation ("salt ester": salts and esters).
bool reaches(const std::string& clauses, const std::string& relation) {
    const auto words = split(clauses, ' ');
    for (const auto part : split(relation, ' '))
        if (std::find(words.begin(), words.end(), std::string(part) + "s") == words.end()) return false;
    return true;
}

const Control* row_on(const Library& library, const std::string& substance, const std::string& jurisdiction,
                      const std::string& day) {
    const auto rows = library.controls();
    std::set<std::string> superseded;
    for (const Control& row : rows)
        if (row.substance == substance) superseded.insert(row.supersedes);
    for (const Control& row : rows)
        if (row.substance == substance && row.jurisdiction == jurisdiction &&
            (row.id.empty() || superseded.count(row.id) == 0) && applies(row, day) == Applies::yes)
            return &row;
    return nullptr;
}

// A list of the jurisdiction that names the substance as excepted: "excepted by name from LIST (basis; not verified)".
std::string exemption(const Library& library, const Substance& substance, const std::string& jurisdiction) {
    const auto text = library.table("exemptions");
    if (text.find(substance.id) == std::string_view::npos) return {};
    const Table table = parse_csv(text, "exemptions", library.path().string());
    for (const auto& row : table.rows) {
        const ControlledList* list = list_of(library, row[table.column("list")]);
        if (row[table.column("substance")] != substance.id || !list || list->jurisdiction != jurisdiction) continue;
        return "excepted by name from " + list->title + " (" + row[table.column("basis")] +
               (row[table.column("verified_by")].empty() ? "; not verified)" : ")");
    }
    return {};
}

// The first clause that reaches the substance on that day; else one of a list whose clauses are not held.
std::optional<Clause> clause_for(const Library& library, const Substance& substance, const std::string& jurisdiction,
                                 const std::string& day) {
    const auto text = library.text("derived/mothers.csv");
    if (text.find("\n" + substance.id + ",") == std::string_view::npos) return std::nullopt;
    const Table table = parse_csv(text, "mothers", library.path().string());
    std::optional<Clause> open;
    for (const auto& row : table.rows) {
        if (row[table.column("substance")] != substance.id) continue;
        Clause clause{library.find(row[table.column("mother")]), nullptr, row[table.column("relation")], false};
        if (clause.mother) clause.row = row_on(library, clause.mother->id, jurisdiction, day);
        if (!clause.row) continue;
        const ControlledList* list = list_of(library, clause.row->list);
        clause.named = list && reaches(list->clauses, clause.relation);
        if (clause.named) return clause;
        if (list && (list->clauses.empty() || list->clauses == "unknown") && !open) open = clause;
    }
    return open;
}

std::string sentence(const Library& library, const Clause& clause) {
    const ControlledList* list = list_of(library, clause.row->list);
    const std::string note = list && !list->note.empty() ? " (" + list->note + ")" : "";
    std::string relation = clause.relation;
    for (std::size_t at = 0; (at = relation.find(' ', at)) != std::string::npos; at += 5)
        relation.replace(at, 1, " and ");
    return std::string("by structure ") + (relation.starts_with("e") ? "an " : "a ") + relation + " of " +
           clause.mother->name + ", which is on " + title_of(library, *clause.row) + "; " +
           (clause.named ? "the list's clauses name such compounds" + note
                         : "whether the list's clauses reach such compounds is not held");
}

// Whether a generic definition holds on a day: a list may name it in rows of its own, with a beginning and an end; else
// its own text says when it came into force.
bool rule_holds(const Library& library, const RuleRow& rule, const std::string& jurisdiction, const std::string& day) {
    const auto rows = library.controls();
    const bool named = std::any_of(rows.begin(), rows.end(), [&](const Control& row) {
        return row.substance == rule.rule && row.jurisdiction == jurisdiction;
    });
    return named ? row_on(library, rule.rule, jurisdiction, day) != nullptr : rule.in_force <= day;
}

// A generic definition of the jurisdiction, in force on that day, that the structure meets.
const RuleRow* rule_for(const Library& library, const Substance& substance, const std::string& jurisdiction,
                        const std::string& day) {
    for (const RuleRow& row : library.rule_hits())
        if (row.substance == substance.id && row.jurisdiction == jurisdiction &&
            rule_holds(library, row, jurisdiction, day))
            return &row;
    return nullptr;
}

// What the isomer's list says of isomers, when it says anything.
std::string isomer_clause(const Library& library, const Substance& isomer, const std::string& jurisdiction,
                          const std::string& day) {
    const Control* row = row_on(library, isomer.id, jurisdiction, day);
    const ControlledList* list = row ? list_of(library, row->list) : nullptr;
    if (!list || !(reaches(list->clauses, "isomer") || reaches(list->clauses, "stereoisomer"))) return {};
    return ", where the list's clauses name isomers" + (list->note.empty() ? "" : " (" + list->note + ")");
}

constexpr const char* not_uncontrolled = "; this does not mean that the substance is not controlled";

std::string why_unknown(const Library& library, const std::string& jurisdiction, const std::string& day) {
    const auto lists = library.lists();
    const bool held =
        std::any_of(lists.begin(), lists.end(), [&](const auto& list) { return list.jurisdiction == jurisdiction; });
    const auto rows = library.controls();
    const bool loaded = held && std::any_of(rows.begin(), rows.end(),
                                            [&](const auto& row) { return row.jurisdiction == jurisdiction; });
    if (!loaded) return "list of " + jurisdiction + " not loaded" + not_uncontrolled;
    return "no row in the lists of " + jurisdiction + " held, which are not known to be complete for " + day +
           not_uncontrolled;
}

}  // namespace

std::vector<Control> controls_of(const Library& library, const Substance& substance, std::string_view jurisdiction) {
    std::vector<Control> rows;
    for (const Control& row : library.controls())
        if (row.substance == substance.id && row.jurisdiction == jurisdiction) rows.push_back(row);
    return rows;
}

LegalStatus legal_status(const Library& library, const Substance* substance, const std::string& jurisdiction,
                         const std::optional<std::string>& as_of) {
    LegalStatus status{jurisdiction, as_of, "unknown", ""};
    if (!as_of) {
        status.reason = "no date given";
        return status;
    }
    expect(as_of->size() == 10 && (*as_of)[4] == '-' && (*as_of)[7] == '-', "as_of is an ISO date");
    if (!substance) {
        status.reason = std::string("the substance is not in the library") + not_uncontrolled;
        return status;
    }
    const auto rows = controls_of(library, *substance, jurisdiction);
    std::set<std::string> superseded;
    for (const Control& row : rows) superseded.insert(row.supersedes);
    const std::string excepted = exemption(library, *substance, jurisdiction);
    const Control* unverified = nullptr;
    const Control* not_known = nullptr;
    for (const Control& row : rows) {
        if (!row.id.empty() && superseded.count(row.id) > 0) continue;
        const Applies answer = applies(row, *as_of);
        if (answer == Applies::not_known) not_known = &row;
        if (answer != Applies::yes) continue;
        if (!row.verified_by.empty()) {
            status.status = "controlled";
            status.reason = title_of(library, row) + "; " + beginning(row);
            return status;
        }
        if (!unverified) unverified = &row;
    }
    if (unverified) {
        status.status = "controlled_unverified";
        status.reason = title_of(library, *unverified) + "; " + beginning(*unverified) + "; not verified";
    } else if (const auto clause = not_known || !excepted.empty()
                                       ? std::nullopt
                                       : clause_for(library, *substance, jurisdiction, *as_of);
               clause && clause->named) {  // a substance that a list names itself is not reached by a clause
        status.status = "indicative";
        status.reason = sentence(library, *clause) + "; indicative only, exceptions are not decided here";
    } else if (const RuleRow* rule = rule_for(library, *substance, jurisdiction, *as_of)) {
        status.status = "indicative";
        status.reason = "generic definition " + rule->rule + ", in force from " + rule->in_force +
                        "; indicative only, no lawyer has read it";
    } else if (not_known) {
        status.reason = title_of(library, *not_known) + "; " + beginning(*not_known) + ", so not known for " + *as_of +
                        not_uncontrolled;
    } else if (clause) {
        status.reason = sentence(library, *clause) + not_uncontrolled;
    } else if (!excepted.empty() && !covered(library, jurisdiction, *as_of)) {
        status.reason =
            excepted + ", and no row names it; the lists held are not known to be complete" + not_uncontrolled;
    } else if (const Substance* isomer =
                   excepted.empty() ? listed_isomer(library, *substance, jurisdiction) : nullptr) {
        status.reason = "an isomer, " + isomer->name + ", is listed in " + jurisdiction +
                        isomer_clause(library, *isomer, jurisdiction, *as_of) +
                        ", and whether its listing extends to this one is not decided" + not_uncontrolled;
    } else if (!covered(library, jurisdiction, *as_of)) {
        status.reason = why_unknown(library, jurisdiction, *as_of);
    } else {
        status.status = "not_listed";
        status.reason = (excepted.empty() ? std::string() : excepted + "; ") + "no row, and the lists of " +
                        jurisdiction + " are complete for " + *as_of;
    }
    return status;
}

}  // namespace spec::library
