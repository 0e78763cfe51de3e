#include <algorithm>
#include <array>
#include <spec/casework/exhibit.hpp>
#include <spec/core/sha256.hpp>

namespace spec::casework {
namespace {

// What joins two findings: the first block of the key (GC-MS sees the free base, neither sees the stereo centre on an
// achiral column), else the name.
std::string join_key(const Json& finding) {
    const std::string key = finding.value("inchikey", "");
    if (finding.value("candidates", Json::array()).size() == 1 && !key.empty()) return key.substr(0, key.find('-'));
    return "name:" + finding.value("substance", "");
}

int weight(const std::string& outcome) {
    constexpr std::array<const char*, 6> order{"identified", "tentative",  "indistinguishable",
                                               "analogue",   "class_only", "not_identified"};
    const auto place = std::find(order.begin(), order.end(), outcome);
    return static_cast<int>(place - order.begin());
}

void append_evidence(Json evidence, const std::string& file, Json& into) {
    for (Json& item : evidence) {
        item["result"] = file;
        into.push_back(std::move(item));
    }
}

// The stronger finding keeps its outcome; the other's evidence is added beside it.
void join(const Json& finding, const std::string& file, Json& joined) {
    if (weight(finding["outcome"]) < weight(joined["outcome"])) {
        Json evidence = std::move(joined["evidence"]);
        joined = finding;
        joined["evidence"] = std::move(evidence);
    }
    append_evidence(finding["evidence"], file, joined["evidence"]);
}

}  // namespace

Json join_exhibit(const std::string& case_id, const std::string& exhibit, const std::vector<Json>& results,
                  const std::vector<std::string>& files) {
    Json findings = Json::array();
    Json rests_on = Json::array();
    for (std::size_t i = 0; i < results.size(); ++i) {
        rests_on.push_back({{"file", files[i]},
                            {"sha256", sha256_hex(canonical_json(results[i]) + "\n")},
                            {"technique", results[i]["input"]["technique"]}});
        for (const Json& finding : results[i]["findings"]) {
            const auto same = std::find_if(findings.begin(), findings.end(),
                                           [&](const Json& other) { return join_key(other) == join_key(finding); });
            if (same != findings.end()) {
                join(finding, files[i], *same);
                continue;
            }
            Json first = finding;
            first["evidence"] = Json::array();
            append_evidence(finding["evidence"], files[i], first["evidence"]);
            findings.push_back(std::move(first));
        }
    }
    return {{"schema", "sarap.exhibit/1"},
            {"case", case_id},
            {"exhibit", exhibit},
            {"results", rests_on},
            {"findings", findings}};
}

}  // namespace spec::casework
