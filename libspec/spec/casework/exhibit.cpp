#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <set>
#include <spec/casework/exhibit.hpp>
#include <spec/core/result.hpp>
#include <spec/core/sha256.hpp>

namespace spec::casework {
namespace {

using nlohmann::literals::operator""_json_pointer;

// Shares of present compounds at which the probabilities of spectra were calibrated (reference_library/calibration).
constexpr double ei_prior = 0.42, raman_prior = 0.5;
constexpr const char* second_technique = "a second technique that uses other properties of the compound";
constexpr const char* reference_standard =
    "a reference standard of the compound measured under the same conditions (--standard)";

std::string first_block(const std::string& key) { return key.substr(0, key.find('-')); }

// The one compound that a finding names: the first block of its key (GC-MS sees the free base, neither technique the
// stereo centre), else its name; empty when it names several or none.
std::string named(const Json& finding) {
    if (finding.value("candidates", Json::array()).size() != 1) return "";
    const std::string key = finding.value("inchikey", "");
    return key.empty() ? "name:" + finding.value("substance", "") : first_block(key);
}

// What findings without a single candidate are joined by: saying the same.
std::string statement(const Json& finding) {
    const std::string one = named(finding);
    return one.empty() ? finding.value("outcome", "") + ":" + finding.value("substance", "") : one;
}

bool is_candidate(const Json& finding, const std::string& compound) {
    const std::string outcome = finding.value("outcome", "");
    if (outcome == "analogue" || outcome == "class_only") return false;
    for (const Json& candidate : finding.value("candidates", Json::array())) {
        const std::string key = candidate.value("inchikey", "");
        if (compound == (key.empty() ? "name:" + candidate.value("name", "") : first_block(key))) return true;
    }
    return false;
}

int weight(const std::string& outcome) {
    constexpr std::array<const char*, 6> order{"identified", "tentative",  "indistinguishable",
                                               "analogue",   "class_only", "not_identified"};
    const auto place = std::find(order.begin(), order.end(), outcome);
    return static_cast<int>(place - order.begin());
}

/// A finding and the measurement that it comes from.
struct Source {
    const Json* finding;
    const Json* result;
    std::string file;
};

/// Findings that say the same of one substance.
struct Group {
    std::string compound;  ///< first block of the key; empty when the findings name no single one
    std::vector<Source> sources;
    const Source& strongest() const {
        return *std::min_element(sources.begin(), sources.end(), [](const Source& a, const Source& b) {
            return weight((*a.finding)["outcome"]) < weight((*b.finding)["outcome"]);
        });
    }
};

std::string technique_of(const Source& source) { return (*source.result)["input"]["technique"]; }

std::vector<Group> grouped(const std::vector<Source>& sources) {
    std::vector<Group> groups;
    std::vector<std::string> keys;
    for (const Source& source : sources) {
        const std::string key = statement(*source.finding);
        const auto known = std::find(keys.begin(), keys.end(), key);
        if (known == keys.end()) {
            keys.push_back(key);
            groups.push_back({named(*source.finding), {source}});
        } else {
            groups[static_cast<std::size_t>(known - keys.begin())].sources.push_back(source);
        }
    }
    return groups;
}

// A set that one technique cannot separate joins the one member that another technique names.
void join_sets(std::vector<Group>& groups) {
    for (std::size_t i = 0; i < groups.size(); ++i) {
        if (!groups[i].compound.empty()) continue;
        std::vector<Group*> naming;
        for (Group& other : groups) {
            if (other.compound.empty() || !is_candidate(*groups[i].sources.front().finding, other.compound)) continue;
            const bool another = std::all_of(other.sources.begin(), other.sources.end(), [&](const Source& source) {
                return technique_of(source) != technique_of(groups[i].sources.front());
            });
            if (another) naming.push_back(&other);
        }
        if (naming.size() != 1) continue;
        for (Source& source : groups[i].sources) naming.front()->sources.push_back(source);
        groups[i].sources.clear();
    }
    std::erase_if(groups, [](const Group& group) { return group.sources.empty(); });
}

const Json* component_of(const Json& result, const Json& evidence) {
    if (!evidence.contains("component") || !result.contains("components")) return nullptr;
    for (const Json& component : result["components"])
        if (component.value("id", Json()) == evidence["component"]) return &component;
    return nullptr;
}

double length_of(const Json& result) {
    if (!result.contains("chromatogram")) return 0;
    const Json& times = result["chromatogram"]["retention_time_s"];
    return times.size() < 2 ? 0 : times.back().get<double>() - times.front().get<double>();
}

// log10 of the likelihood ratio of one piece of evidence; nothing when it was not calibrated.
std::optional<double> log10_ratio(const Json& result, const Json& evidence) {
    const std::string technique = evidence.value("technique", "");
    if (technique == "GC retention time" && evidence.contains("passed") && length_of(result) > 0)
        return conclude::retention_log10_ratio(evidence["passed"], evidence["window_s"], length_of(result));
    const Json* component = component_of(result, evidence);
    if (!component || !(*component).contains("conclusion")) return std::nullopt;
    const Json& probability = (*component)["conclusion"]["probability"];
    if (!probability.is_number()) return std::nullopt;
    return conclude::spectrum_log10_ratio(probability, technique == "Raman" ? raman_prior : ei_prior);
}

// All evidence with the file it comes from. The ratio of a technique counts once, the greatest of its measurements:
// two injections of one extract are not independent.
Json evidence_of(const Group& group, std::map<std::string, double>& ratios) {
    Json out = Json::array();
    for (const Source& source : group.sources)
        for (Json item : source.finding->value("evidence", Json::array())) {
            const auto ratio = log10_ratio(*source.result, item);
            if (ratio) {
                item["log10_likelihood_ratio"] = printed(*ratio);
                const auto [known, fresh] = ratios.emplace(item["technique"], *ratio);
                if (!fresh) known->second = std::max(known->second, *ratio);
            }
            item["result"] = source.file;
            out.push_back(std::move(item));
        }
    return out;
}

bool supports(const Json& evidence) { return evidence.value("passed", true); }

std::vector<std::string> techniques_in(const Json& evidence) {
    std::set<std::string> names;
    for (const Json& item : evidence)
        if (supports(item)) names.insert(item.value("technique", ""));
    return {names.begin(), names.end()};
}

// What the joined finding still lacks: what the best GC-MS measurement lacks, less what another technique brings.
std::vector<std::string> missing_of(const Group& group, const Json& evidence, const conclude::RuleSet& rules) {
    const std::vector<std::string> names = techniques_in(evidence);
    std::vector<std::string> missing = conclude::lacking(rules, names);
    const Source* best = &group.strongest();
    for (const Source& source : group.sources)
        if (technique_of(source) == "gcms" && technique_of(*best) != "gcms") best = &source;
    for (const Json& one : best->finding->value("/criteria/missing"_json_pointer, Json::array())) {
        const std::string text = one;
        const bool set_aside = text == second_technique || text == "data that leave one compound";
        if (!set_aside && std::find(missing.begin(), missing.end(), text) == missing.end()) missing.push_back(text);
    }
    const bool standard = std::find(names.begin(), names.end(), "GC retention time") != names.end();
    if (!standard && std::find(missing.begin(), missing.end(), reference_standard) == missing.end())
        missing.emplace_back(reference_standard);
    return missing;
}

Json ratio_json(const std::map<std::string, double>& ratios, const Json& finding) {
    if (ratios.empty()) return nullptr;
    double sum = 0;
    std::string from;
    for (const auto& [technique, ratio] : ratios) {
        sum += ratio;
        from += (from.empty() ? "" : ", ") + technique;
    }
    return {{"log10", printed(sum)},
            {"numerator", finding["substance"]},
            {"denominator", "another compound, its nearest isomers included"},
            {"from", from}};
}

void judge(const Group& group, const conclude::RuleSet& rules, Json& finding) {
    const std::vector<std::string> missing = missing_of(group, finding["evidence"], rules);
    finding["outcome"] = missing.empty() ? "identified" : "tentative";
    finding["criteria"] = {{"rule", rules.name},
                           {"version", rules.version},
                           {"sha256", rules.sha256},
                           {"met", missing.empty()},
                           {"missing", missing}};
}

Json joined(const Group& group, const conclude::RuleSet& rules) {
    const Source& best = group.strongest();
    Json finding = *best.finding;
    std::map<std::string, double> ratios;
    finding["evidence"] = evidence_of(group, ratios);
    if (Json ratio = ratio_json(ratios, finding); !ratio.is_null() && !group.compound.empty())
        finding["likelihood_ratio"] = std::move(ratio);
    for (const Source& source : group.sources)
        for (const char* key : {"quantity", "mass"})
            if (source.finding->contains(key) && !(*source.finding)[key].is_null() &&
                (!finding.contains(key) || finding[key].is_null()))
                finding[key] = (*source.finding)[key];
    const std::string outcome = (*best.finding)["outcome"];
    if (!group.compound.empty() && (outcome == "identified" || outcome == "tentative")) judge(group, rules, finding);
    return finding;
}

// How much of a measurement a finding is: area of its greatest component, or share of a Raman spectrum.
double magnitude(const Source& source) {
    double greatest = 0;
    for (const Json& evidence : source.finding->value("evidence", Json::array()))
        if (const Json* component = component_of(*source.result, evidence))
            for (const char* key : {"area", "coefficient"})
                if (component->contains(key) && (*component)[key].is_number())
                    greatest = std::max(greatest, (*component)[key].get<double>());
    return greatest;
}

// Whether a finding is the greatest of its measurement: a Raman spectrum shows what is much, so that a trace that only
// GC-MS sees contradicts nothing.
bool is_main(const Source& source, const std::vector<Source>& sources) {
    const double own = magnitude(source);
    return std::none_of(sources.begin(), sources.end(), [&](const Source& other) {
        return other.result == source.result && !named(*other.finding).empty() && magnitude(other) > own;
    });
}

// A technique that names, as the greatest part, one compound of which another technique of the same exhibit knows
// nothing. Shown, never averaged away.
Json conflicts_of(const std::vector<Source>& sources) {
    std::set<std::string> techniques;
    for (const Source& source : sources) techniques.insert(technique_of(source));
    Json out = Json::array();
    for (const Source& source : sources) {
        const std::string compound = named(*source.finding), own = technique_of(source);
        if (compound.empty() || weight((*source.finding)["outcome"]) > 1 || !is_main(source, sources)) continue;
        for (const std::string& other : techniques) {
            if (other == own) continue;
            std::string says;
            bool known = false;
            for (const Source& one : sources) {
                if (technique_of(one) != other) continue;
                known = known || is_candidate(*one.finding, compound);
                if (weight((*one.finding)["outcome"]) <= 2)
                    says += (says.empty() ? "" : ", ") + one.finding->value("substance", "");
            }
            if (known || says.empty()) continue;
            out.push_back({{"substance", (*source.finding)["substance"]},
                           {"technique", own},
                           {"other_technique", other},
                           {"text", own + " names " + source.finding->value("substance", "") + "; " + other +
                                        " of the same exhibit names " + says + " and not this"}});
        }
    }
    return out;
}

}  // namespace

Json join_exhibit(const std::string& case_id, const std::string& exhibit, const std::vector<Json>& results,
                  const std::vector<std::string>& files, const conclude::RuleSet& rules) {
    Json findings = Json::array(), rests_on = Json::array();
    std::vector<Source> sources;
    for (std::size_t i = 0; i < results.size(); ++i) {
        rests_on.push_back({{"file", files[i]},
                            {"sha256", sha256_hex(canonical_json(results[i]) + "\n")},
                            {"technique", results[i]["input"]["technique"]}});
        for (const Json& finding : results[i]["findings"]) sources.push_back({&finding, &results[i], files[i]});
    }
    std::vector<Group> groups = grouped(sources);
    join_sets(groups);
    for (const Group& group : groups) findings.push_back(joined(group, rules));
    return {{"schema", "sarap.exhibit/1"},
            {"case", case_id},
            {"exhibit", exhibit},
            {"criteria",
             {{"name", rules.name},
              {"version", rules.version},
              {"date", rules.date},
              {"source", rules.source},
              {"sha256", rules.sha256}}},
            {"results", rests_on},
            {"findings", findings},
            {"conflicts", conflicts_of(sources)}};
}

}  // namespace spec::casework
