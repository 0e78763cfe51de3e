#include <algorithm>
#include <array>
#include <spec/casework/observations.hpp>
#include <spec/core/error.hpp>
#include <spec/core/text.hpp>
#include <spec/library/facts.hpp>
#include <spec/library/table.hpp>

namespace spec::casework {
namespace {

constexpr std::array<std::string_view, 4> field_tests{"colour_test", "strip", "handheld_raman", "other_field_test"};
constexpr std::array<std::string_view, 3> plant_tests{"macroscopic", "microscopic", "plant_colour_test"};
constexpr std::array<std::string_view, 3> results{"positive", "negative", "inconclusive"};

template <typename List>
bool is_one_of(const List& list, const std::string& word) {
    return std::find(list.begin(), list.end(), word) != list.end();
}

void check(const Observation& row, const Position& where) {
    const auto refuse = [&](const std::string& what) { throw DataError(where, what); };
    const bool field = is_one_of(field_tests, row.kind), plant = is_one_of(plant_tests, row.kind);
    if (!field && !plant && row.kind != "dry_mass_g")
        refuse("kind '" + row.kind +
               "' (expected colour_test, strip, handheld_raman, other_field_test, macroscopic, "
               "microscopic, plant_colour_test or dry_mass_g)");
    if (row.exhibit.empty()) refuse("no exhibit (expected the exhibit that was tested)");
    if (row.kind == "dry_mass_g") {
        const auto mass = to_double(row.result);
        if (!mass || !(*mass > 0)) refuse("dry mass '" + row.result + "' (expected grams above 0)");
    } else if (!is_one_of(results, row.result)) {
        refuse("result '" + row.result + "' (expected positive, negative or inconclusive)");
    }
    if (field && row.claims.empty()) refuse("no claim (expected the substance or class that the test responds to)");
    if (!row.date.empty() && !library::is_date(row.date)) refuse("date '" + row.date + "' does not exist");
}

// The candidates of a finding that names a compound.
Json named_candidates(const Json& finding) {
    const std::string outcome = finding.at("outcome").get<std::string>();
    if (outcome != "identified" && outcome != "tentative" && outcome != "indistinguishable") return Json::array();
    return finding.value("candidates", Json::array());
}

// "fentanyl strip" claims fentanyl or the class of the fentanyls.
bool fits(const std::string& claims, const Json& candidate, const std::vector<const library::Library*>& law) {
    const std::string wanted = folded(claims), name = candidate.value("name", ""),
                      key = candidate.value("inchikey", "");
    if (folded(name) == wanted) return true;
    for (const library::Library* held : law) {
        const library::Substance* claimed = held->find(claims);
        if (claimed && key.size() >= 14 && claimed->inchikey.substr(0, 14) == key.substr(0, 14)) return true;
        const library::Substance* found = held->find_for_hit(key, name);
        if (found && !found->compound_class.empty() &&
            (folded(found->compound_class).find(wanted) != std::string::npos ||
             (wanted.ends_with('s') &&
              folded(found->compound_class).find(wanted.substr(0, wanted.size() - 1)) != std::string::npos)))
            return true;
    }
    return false;
}

}  // namespace

std::vector<Observation> read_observations(std::string_view csv, const std::string& file) {
    const library::Table table = library::parse_csv(csv, "observations", file);
    for (const std::string& column : table.columns)
        if (!is_one_of(std::array<std::string_view, 9>{"case", "exhibit", "kind", "test", "claims", "result", "by",
                                                       "date", "origin"},
                       column))
            throw DataError(Position::at_line(file, 1), "unknown column '" + column +
                                                            "' (expected case,exhibit,kind,test,claims,result,by,date,"
                                                            "origin)");
    const auto field = [&](std::size_t row, const char* column) {
        return std::string(trimmed(table.rows[row][table.column(column)]));
    };
    std::vector<Observation> all;
    for (std::size_t row = 0; row < table.rows.size(); ++row) {
        all.push_back({field(row, "case"), field(row, "exhibit"), field(row, "kind"), field(row, "test"),
                       field(row, "claims"), field(row, "result"), field(row, "by"), field(row, "date"),
                       field(row, "origin"), table.lines[row]});
        check(all.back(), table.at(row));
    }
    return all;
}

Json compare_with_findings(const Observation& observation, const Json& findings,
                           const std::vector<const library::Library*>& law) {
    Json found = Json::array();
    for (const Json& finding : findings)
        for (const Json& candidate : named_candidates(finding))
            if (fits(observation.claims, candidate, law)) {
                found.push_back({{"substance", finding.at("substance")}, {"outcome", finding.at("outcome")}});
                break;
            }
    std::string agreement = "open", detail = "the test decided nothing";
    if (observation.result == "positive") {
        agreement = found.empty() ? "not_confirmed" : "agrees";
        detail = found.empty() ? "the laboratory names no such substance; tests of this kind respond to others too"
                               : "the laboratory names such a substance";
    } else if (observation.result == "negative") {
        agreement = found.empty() ? "agrees" : "contradicts";
        detail = found.empty()
                     ? "the laboratory names no such substance either"
                     : "the laboratory names such a substance; tests of this kind miss small amounts and analogues";
    }
    return {{"kind", observation.kind},
            {"test", observation.test},
            {"claims", observation.claims},
            {"result", observation.result},
            {"category", "C"},
            {"by", observation.by},
            {"date", observation.date},
            {"origin", observation.origin},
            {"agreement", agreement},
            {"found", found},
            {"detail", detail}};
}

}  // namespace spec::casework
