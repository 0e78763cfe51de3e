#include <spec/conclude/legal.hpp>
#include <spec/core/error.hpp>
#include <spec/library/amounts.hpp>

namespace spec::conclude {
namespace {

Json or_null(const std::optional<std::string>& text) { return text ? Json(*text) : Json(nullptr); }

// A row of the list, with the amounts that it states as of the day.
Json control_json(const library::Library& library, const library::Substance& substance, const library::Control& row,
                  const std::optional<std::string>& as_of) {
    Json out{{"jurisdiction", row.jurisdiction},    {"list", row.list},
             {"instrument", row.instrument},        {"valid_from", or_null(row.valid_from)},
             {"valid_to", or_null(row.valid_to)},   {"basis", row.basis},
             {"verified", !row.verified_by.empty()}};
    if (Json amounts = library::amounts(library, substance, row.list, as_of); !amounts.empty())
        out["amounts"] = std::move(amounts);
    return out;
}

}  // namespace

LegalAnswer ask_law(const std::string& inchikey, const std::string& name,
                    const std::vector<const library::Library*>& law, const LegalQuestion& question) {
    expect(!law.empty(), "a library with control rows is given");
    const library::Library* source = law.front();
    const library::Substance* substance = nullptr;
    for (const library::Library* candidate : law) {
        substance = candidate->find_for_hit(inchikey, name);
        if (!substance) continue;
        source = candidate;
        break;
    }
    LegalAnswer answer;
    for (const std::string& jurisdiction : question.jurisdictions) {
        answer.status.push_back(library::legal_status(*source, substance, jurisdiction, question.as_of));
        if (!substance) continue;
        for (const library::Control& row : library::controls_of(*source, *substance, jurisdiction))
            answer.controls.push_back(control_json(*source, *substance, row, question.as_of));
    }
    return answer;
}

}  // namespace spec::conclude
