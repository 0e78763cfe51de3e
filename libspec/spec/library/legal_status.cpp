#include <algorithm>
#include <set>
#include <spec/core/error.hpp>
#include <spec/library/library.hpp>

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

// A generic definition of the jurisdiction, in force on that day, that the structure meets.
const RuleRow* rule_for(const Library& library, const Substance& substance, const std::string& jurisdiction,
                        const std::string& day) {
    for (const RuleRow& row : library.rule_hits())
        if (row.substance == substance.id && row.jurisdiction == jurisdiction && row.in_force <= day) return &row;
    return nullptr;
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
    } else if (const RuleRow* rule = rule_for(library, *substance, jurisdiction, *as_of)) {
        status.status = "indicative";
        status.reason = "generic definition " + rule->rule + ", in force from " + rule->in_force +
                        "; indicative only, no lawyer has read it";
    } else if (not_known) {
        status.reason = title_of(library, *not_known) + "; " + beginning(*not_known) + ", so not known for " + *as_of +
                        not_uncontrolled;
    } else if (const Substance* isomer = listed_isomer(library, *substance, jurisdiction)) {
        status.reason = "an isomer, " + isomer->name + ", is listed in " + jurisdiction +
                        ", and whether its listing extends to this one is not decided" + not_uncontrolled;
    } else if (!covered(library, jurisdiction, *as_of)) {
        status.reason = why_unknown(library, jurisdiction, *as_of);
    } else {
        status.status = "not_listed";
        status.reason = "no row, and the lists of " + jurisdiction + " are complete for " + *as_of;
    }
    return status;
}

}  // namespace spec::library
