#include <algorithm>
#include <array>
#include <set>
#include <spec/casework/cannabis.hpp>
#include <spec/core/result.hpp>
#include <spec/core/text.hpp>
#include <spec/library/amounts.hpp>
#include <spec/library/table.hpp>

namespace spec::casework {
namespace {

constexpr const char* plant_name = "Cannabis";

/// One row of phenotype.csv: a ratio of cannabinoids and what it means from one value to another.
struct Phenotype {
    std::string id, meaning, source;
    std::vector<const library::Substance*> numerator, denominator;
    std::optional<double> from, to;
    bool verified = false;
};

std::vector<const library::Substance*> substances_of(const library::Library& library, const std::string& ids) {
    std::vector<const library::Substance*> found;
    for (const auto id : split(ids, ' '))
        if (const library::Substance* one = library.find(id)) found.push_back(one);
    return found;
}

std::vector<Phenotype> phenotypes_of(const library::Library& library) {
    std::vector<Phenotype> all;
    const auto text = library.table("phenotype");
    if (text.empty()) return all;
    const library::Table table = library::parse_csv(text, "phenotype", library.path().string());
    for (const auto& row : table.rows) {
        const auto field = [&](const char* column) { return row[table.column(column)]; };
        all.push_back({field("id"), field("meaning"), field("source"), substances_of(library, field("numerator")),
                       substances_of(library, field("denominator")), to_double(field("from")), to_double(field("to")),
                       !field("verified_by").empty()});
    }
    return all;
}

// The components in which one compound alone, or its stereoisomers, is named.
double area_of(const std::vector<Json>& results, const library::Substance& substance) {
    double area = 0;
    for (const Json& result : results)
        for (const Json& component : result.at("components")) {
            const Json& conclusion = component.at("conclusion");
            const auto candidates = conclusion.value("candidates", Json::array());
            const bool named =
                !candidates.empty() && component.contains("area") &&
                std::all_of(candidates.begin(), candidates.end(), [&](const Json& candidate) {
                    return candidate.value("inchikey", "").substr(0, 14) == substance.inchikey.substr(0, 14);
                });
            if (named) area += component.at("area").get<double>();
        }
    return area;
}

double least_area(const std::vector<Json>& results) {
    double least = 0;
    for (const Json& result : results)
        for (const Json& component : result.at("components"))
            if (const double area = component.value("area", 0.0); area > 0 && (least == 0 || area < least))
                least = area;
    return least;
}

double sum_of(const std::vector<Json>& results, const std::vector<const library::Substance*>& substances) {
    double sum = 0;
    for (const library::Substance* one : substances) sum += area_of(results, *one);
    return sum;
}

class Cannabis {
 public:
    Cannabis(const std::vector<Json>& results, const std::vector<Observation>& observations,
             const library::Library& library)
        : results_(results), observations_(observations), library_(library), rules_(phenotypes_of(library)) {}

    Json areas() const {
        std::set<const library::Substance*> seen;
        Json out = Json::array();
        for (const Phenotype& rule : rules_)
            for (const auto* list : {&rule.numerator, &rule.denominator})
                for (const library::Substance* one : *list)
                    if (const double area = seen.insert(one).second ? area_of(results_, *one) : 0; area > 0)
                        out.push_back({{"substance", one->name}, {"inchikey", one->inchikey}, {"area", printed(area)}});
        return out;
    }

    // The first rule whose limits hold. Without the denominator's substances the ratio is at least that over the least
    // area that was found at all.
    Json phenotype() const {
        Json out{{"ratio", nullptr},
                 {"at_least", nullptr},
                 {"meaning", nullptr},
                 {"rule", nullptr},
                 {"source", nullptr},
                 {"verified", false},
                 {"detail", "ratio of total-ion areas, not of amounts"}};
        for (const Phenotype& rule : rules_) {
            const double above = sum_of(results_, rule.numerator), below = sum_of(results_, rule.denominator);
            const double least = least_area(results_);
            if (above + below <= 0 || least <= 0) continue;
            const double ratio = above / (below > 0 ? below : least);
            out[below > 0 ? "ratio" : "at_least"] = printed(round_significant(ratio, 3));
            const bool holds = (!rule.from || ratio >= *rule.from) && (!rule.to || (below > 0 && ratio < *rule.to));
            if (!holds) continue;
            out["meaning"] = rule.meaning;
            out["rule"] = rule.id;
            out["source"] = rule.source;
            out["verified"] = rule.verified;
            break;
        }
        return out;
    }

    // Named only when every test of the scheme was made and speaks for it.
    Json plant() const {
        Json tests = Json::array(), missing = Json::array();
        bool contradicted = false;
        for (const char* kind : {"macroscopic", "microscopic", "plant_colour_test"}) {
            bool positive = false, negative = false;
            for (const Observation& one : observations_) {
                if (one.kind != kind) continue;
                tests.push_back(
                    {{"kind", kind}, {"test", one.test}, {"result", one.result}, {"by", one.by}, {"date", one.date}});
                positive |= one.result == "positive";
                negative |= one.result == "negative";
            }
            contradicted |= negative;
            if (!positive) missing.push_back(std::string("a positive ") + kind + " test");
        }
        if (areas().empty()) missing.push_back("cannabinoids by GC-MS");
        const bool named = missing.empty() && !contradicted;
        if (contradicted) missing.push_back("agreement: a test of the plant is negative");
        return {{"tests", tests}, {"named", named ? Json(plant_name) : Json(nullptr)}, {"missing", missing}};
    }

    std::optional<double> dry_mass_g() const {
        std::optional<double> sum;
        for (const Observation& one : observations_)
            if (one.kind == "dry_mass_g") sum = sum.value_or(0) + to_double(one.result).value_or(0);
        return sum;
    }

    Json amounts(const std::vector<std::string>& jurisdictions, const std::optional<std::string>& as_of) const {
        Json out = Json::array();
        const library::Substance* plant = library_.find(plant_name);
        if (!plant) return out;
        for (const library::ControlledList& list : library_.lists()) {
            if (std::find(jurisdictions.begin(), jurisdictions.end(), list.jurisdiction) == jurisdictions.end())
                continue;
            for (Json& row : library::amounts(library_, *plant, list.id, as_of)) {
                row["jurisdiction"] = list.jurisdiction;
                row["list"] = list.id;
                row["reached"] = reached(row);
                out.push_back(std::move(row));
            }
        }
        return out;
    }

 private:
    // Whether the dry mass lies in the band; null where the row is not verified or its basis is another.
    Json reached(const Json& row) const {
        const auto mass = dry_mass_g();
        if (!mass || !row.at("verified").get<bool>() || row.at("mass_basis") != "dry_plant" || row.at("unit") != "g")
            return nullptr;
        const bool inclusive = row.at("inclusive") == "yes";
        if (row.at("from").is_number()) {
            const double from = row.at("from").get<double>();
            if (*mass < from || (*mass == from && !inclusive)) return false;
        }
        if (row.at("to").is_number()) {
            const double to = row.at("to").get<double>();
            if (*mass > to || (*mass == to && !inclusive)) return false;
        }
        return true;
    }

    const std::vector<Json>& results_;
    const std::vector<Observation>& observations_;
    const library::Library& library_;
    std::vector<Phenotype> rules_;
};

bool is_plant_test(const Observation& one) {
    return one.kind == "macroscopic" || one.kind == "microscopic" || one.kind == "plant_colour_test" ||
           one.kind == "dry_mass_g";
}

}  // namespace

std::optional<Json> judge_cannabis(const std::vector<Json>& results, const std::vector<Observation>& observations,
                                   const std::vector<const library::Library*>& law,
                                   const std::vector<std::string>& jurisdictions,
                                   const std::optional<std::string>& as_of) {
    const library::Library* library = law.front();
    for (const library::Library* held : law)
        if (!held->table("phenotype").empty()) {
            library = held;
            break;
        }
    const Cannabis cannabis(results, observations, *library);
    const Json areas = cannabis.areas();
    if (areas.empty() && std::none_of(observations.begin(), observations.end(), is_plant_test)) return std::nullopt;
    const auto mass = cannabis.dry_mass_g();
    return Json{{"areas", areas},
                {"phenotype", cannabis.phenotype()},
                {"plant", cannabis.plant()},
                {"dry_mass_g", mass ? printed(*mass) : Json(nullptr)},
                {"amounts", cannabis.amounts(jurisdictions, as_of)}};
}

}  // namespace spec::casework
