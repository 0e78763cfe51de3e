#include <spec/report/compose_result.hpp>

#include <algorithm>
#include <spec/core/sha256.hpp>

namespace spec::report {
namespace {

std::string joined(const std::vector<std::string>& parts, const std::string& between) {
    std::string out;
    for (const std::string& part : parts) {
        if (!out.empty()) out += between;
        out += part;
    }
    return out;
}

// A word of the result that the catalogue translates; words that it does not know stay as they are.
std::string word(const Composer& out, const std::string& section, const std::string& name) {
    const std::string key = section + "." + name;
    return out.catalogue().has(key) ? out.text(key) : name;
}

std::vector<std::string> candidate_names(const Node& holder) {
    std::vector<std::string> out;
    for (const Node& candidate : holder["candidates"].items()) out.push_back(candidate["name"].text());
    return out;
}

std::vector<std::string> missing_list(const Composer& out, const Node& finding) {
    std::vector<std::string> missing;
    for (const std::string& one : finding["criteria"]["missing"].texts()) missing.push_back(out.phrase(one));
    return missing;
}

std::string missing_criteria(const Composer& out, const Node& finding) {
    const auto missing = missing_list(out, finding);
    return missing.empty() ? out.text("report.not_stated") : joined(missing, out.text("report.list_and"));
}

// Names for a sentence: all of a short list, else the first ones and how many more; the finding itself lists every one.
std::string short_list(const Composer& out, const std::vector<std::string>& names) {
    constexpr std::size_t most = 8;
    if (names.size() <= most) return joined(names, ", ");
    return joined({names.begin(), names.begin() + most}, ", ") + " " +
           out.text("summary.and_more", {{"count", std::to_string(names.size() - most)}});
}

std::string finding_name(const Composer& out, const Node& finding) {
    const auto candidates = candidate_names(finding);
    if (candidates.size() > 1) return short_list(out, candidates);
    std::string name = finding["substance"].text_or(out.text("finding.unnamed"));
    const std::string prefix = "analogue of ";
    if (name.starts_with(prefix)) name = out.text("finding.analogue_of", {{"name", name.substr(prefix.size())}});
    return name;
}

std::string sentence(const Composer& out, const Node& finding) {
    const std::string outcome = finding["outcome"].text();
    std::string name = finding["substance"].text_or(out.text("finding.unnamed"));
    if (name.starts_with("analogue of ")) name = name.substr(12);
    const auto candidates = candidate_names(finding);
    if (outcome == "identified")
        return out.text("outcome.identified",
                        {{"substance", name}, {"rule", finding["criteria"]["rule"].text_or("SWGDRUG")}});
    if (outcome == "tentative")
        return out.text("outcome.tentative", {{"substance", name}, {"missing", missing_criteria(out, finding)}});
    if (outcome == "indistinguishable")
        return candidates.empty()
                   ? out.text("outcome.indistinguishable_open")
                   : out.text("outcome.indistinguishable", {{"candidates", short_list(out, candidates)}});
    if (outcome == "analogue") return out.text("outcome.analogue_plain", {{"related", name}});
    if (outcome == "class_only") return out.text("outcome.class_only", {{"class", name}});
    if (outcome == "not_identified") return out.text("outcome.not_identified");
    finding["outcome"].refuse("an outcome of a finding, not '" + outcome + "'");
}

std::string evidence_text(Composer& out, const Node& finding) {
    std::vector<std::string> parts;
    for (const Node& item : finding["evidence"].items()) {
        std::string part = out.text("finding.evidence_item", {{"technique", out.phrase(item["technique"].text_or("?"))},
                                                              {"category", item["category"].text_or("?")}});
        std::string details;
        for (const auto& [key, value] : item.json().items()) {
            if (key == "technique" || key == "category" || !value.is_number()) continue;
            details += (details.empty() ? "" : ", ") + word(out, "evidence", key) + " " + out.plain(item[key.c_str()]);
        }
        parts.push_back(details.empty() ? part : part + ": " + details);
    }
    return parts.empty() ? out.text("report.not_stated") : joined(parts, "\n");
}

std::string quantity_text(Composer& out, const Node& quantity) {
    if (!quantity["value"].present() && quantity["text"].present()) return out.value(quantity["text"]);
    const std::string value = out.significant_digits(quantity["value"], 4), unit = out.value(quantity["unit"]);
    if (!quantity["expanded_uncertainty"].present())
        return out.text("finding.quantity_no_uncertainty", {{"value", value}, {"unit", unit}});
    return out.text("finding.quantity_value",
                    {{"value", value},
                     {"unit", unit},
                     {"uncertainty", out.significant_digits(quantity["expanded_uncertainty"], 2)},
                     {"k", out.plain(quantity["k"])}});
}

std::string amount_text(Composer& out, const Node& amount) {
    return out.text("finding.quantity_value",
                    {{"value", out.significant_digits(amount["value"], 4)},
                     {"unit", out.value(amount["unit"])},
                     {"uncertainty", out.significant_digits(amount["expanded_uncertainty"], 2)},
                     {"k", out.plain(amount["k"])}});
}

// Mass in the exhibit and in a gram; each limit with its guard band and what may be said.
std::string mass_text(Composer& out, const Node& mass) {
    std::vector<std::string> parts;
    if (mass["in_exhibit"].present())
        parts.push_back(out.text("mass.in_exhibit", {{"amount", amount_text(out, mass["in_exhibit"])}}));
    if (mass["per_gram"].present())
        parts.push_back(out.text("mass.per_gram", {{"amount", amount_text(out, mass["per_gram"])}}));
    for (const Node& limit : mass["limits"].items())
        parts.push_back(out.text("mass.limit_" + limit["decision"].text(),
                                 {{"limit", out.plain(limit["limit_mg"])},
                                  {"source", out.value(limit["source"])},
                                  {"guard", out.significant_digits(limit["guard_band_mg"], 2)}}));
    return joined(parts, "\n");
}

std::string criteria_text(Composer& out, const Node& finding) {
    const Node criteria = finding["criteria"];
    std::string rule = criteria["rule"].text_or(out.text("report.not_stated"));
    if (criteria["version"].present()) rule += " " + out.value(criteria["version"]);
    if (criteria["met"].present() && criteria["met"].truth()) return out.text("finding.criteria_met", {{"rule", rule}});
    return out.text("finding.criteria_unmet", {{"rule", rule}, {"missing", missing_criteria(out, finding)}});
}

// Rounded down: a report may not state more certainty than was calibrated.
std::string probability_text(Composer& out, const Node& node) {
    const auto value = node.number_if();
    if (!value) return "\u2013";
    return out.converted(node, static_cast<double>(static_cast<long>(*value * 1000)) / 1000, 3);
}

void add_finding(Composer& out, const Node& finding, int number) {
    out.add(Heading{
        out.text("finding.heading", {{"number", std::to_string(number)}, {"substance", finding_name(out, finding)}}),
        2});
    Table table{{{"", 1.2}, {"", 5}}, {}};
    table.rows.push_back({out.text("finding.outcome"),
                          word(out, "outcome_short", finding["outcome"].text()) + ". " + sentence(out, finding)});
    table.rows.push_back({out.text("finding.evidence"), evidence_text(out, finding)});
    std::vector<std::string> candidates;
    for (const Node& candidate : finding["candidates"].items())
        candidates.push_back(
            out.text("finding.candidate", {{"name", out.value(candidate["name"])},
                                           {"probability", probability_text(out, candidate["probability"])}}));
    if (!candidates.empty()) table.rows.push_back({out.text("finding.candidates"), joined(candidates, "\n")});
    const Node ratio = finding["likelihood_ratio"];
    if (ratio.present())
        table.rows.push_back(
            {out.text("finding.likelihood_ratio"),
             out.text("finding.likelihood_ratio_value", {{"value", out.decimals(ratio["log10"], 1)},
                                                         {"numerator", out.value(ratio["numerator"])},
                                                         {"denominator", out.phrase(ratio["denominator"].text())}})});
    table.rows.push_back({out.text("finding.criteria"), criteria_text(out, finding)});
    if (finding["quantity"].present())
        table.rows.push_back({out.text("finding.quantity"), quantity_text(out, finding["quantity"])});
    if (finding["mass"].present()) table.rows.push_back({out.text("finding.mass"), mass_text(out, finding["mass"])});
    out.add(std::move(table));
    if (finding["quantity"].present()) add_calibration(out, finding);
}

std::string library_text(Composer& out, const Node& result) {
    std::vector<std::string> parts;
    for (const Node& library : result["library"].items())
        parts.push_back(out.text("measurement.release", {{"name", out.value(library["name"])},
                                                         {"release", out.value(library["release"])},
                                                         {"root", library["root"].text_or("?").substr(0, 16)}}));
    return parts.empty() ? out.text("report.not_stated") : joined(parts, "\n");
}

std::string sample_list(Composer& out, const std::vector<Node>& rows) {
    std::vector<std::string> parts;
    for (const Node& row : rows) {
        std::string text = out.value(row["sample"]);
        if (row["level"].present()) text += " (" + out.plain(row["level"]) + " " + out.value(row["unit"]) + ")";
        if (row["passed"].present())
            text += " (" + out.text(row["passed"].truth() ? "quality.passed" : "quality.failed") + ")";
        parts.push_back(text);
    }
    return parts.empty() ? out.text("companions.none") : joined(parts, ", ");
}

// What was measured with an exhibit, by name.
void add_companions(Composer& out, const Node& companions, Table& table) {
    for (const char* key : {"blank", "ladder"})
        if (companions.json().contains(key))
            table.rows.push_back({out.text(std::string("companions.") + key), companions[key].present()
                                                                                  ? out.value(companions[key])
                                                                                  : out.text("companions.none")});
    for (const char* key : {"standards", "checks"})
        if (companions.json().contains(key))
            table.rows.push_back(
                {out.text(std::string("companions.") + key), sample_list(out, companions[key].items())});
    const auto others = companions["other_measurements"].texts();
    if (!others.empty()) table.rows.push_back({out.text("companions.other_measurements"), joined(others, ", ")});
}

void add_facts(Composer& out, const Node& result) {
    const Node input = result["input"], sample = result["sample"], program = result["program"];
    Table table{{{"", 1.2}, {"", 5}}, {}};
    const auto row = [&](const char* key, const std::string& value) { table.rows.push_back({out.text(key), value}); };
    row("measurement.file", out.value(input["path"]) + " (" + input["format"].text_or("?") + ")");
    row("measurement.sha256", out.value(input["sha256"]));
    row("measurement.technique", word(out, "technique", input["technique"].text()));
    row("measurement.acquired", out.date(input["acquired"]));
    row("measurement.sample", out.value(sample["name"]));
    if (sample["exhibit"].present()) row("measurement.exhibit", out.value(sample["exhibit"]));
    if (sample["case"].present()) row("measurement.case", out.value(sample["case"]));
    if (result["companions"].present()) add_companions(out, result["companions"], table);
    row("measurement.library", library_text(out, result));
    row("measurement.method",
        out.value(result["method"]["name"]) + ", SHA-256 " + result["method"]["sha256"].text_or("?").substr(0, 16));
    row("measurement.program", out.text("measurement.program_value", {{"version", out.value(program["version"])},
                                                                      {"commit", out.value(program["commit"])}}));
    out.add(std::move(table));
}

std::vector<std::string> component_row(Composer& out, const Node& component, bool raman) {
    const auto hits = component["hits"].items();
    const Node conclusion = component["conclusion"];
    std::vector<std::string> row = {out.decimals(component["id"], 0)};
    if (raman) {
        row.push_back(out.decimals(component["coefficient"], 3));
    } else {
        row.push_back(out.converted(component["retention_time_s"], component["retention_time_s"].number() / 60, 3));
        row.push_back(out.significant_digits(component["area"], 4));
    }
    row.push_back(hits.empty() ? "\u2013" : hits.front()["name"].text_or("\u2013"));
    row.push_back(hits.empty() ? "\u2013" : out.decimals(hits.front()["score"], 3));
    row.push_back(word(out, "outcome_short", conclusion["outcome"].text()));
    row.push_back(probability_text(out, conclusion["probability"]));
    return row;
}

// How sure a finding is: its likelihood ratio, else the calibrated probability of the spectrum it rests on.
std::string certainty(Composer& out, const Node& result, const Node& finding) {
    const std::string name = finding_name(out, finding);
    const Node ratio = finding["likelihood_ratio"]["log10"];
    if (ratio.present())
        return out.text("summary.likelihood", {{"substance", name}, {"log10", out.decimals(ratio, 1)}});
    for (const Node& evidence : finding["evidence"].items()) {
        const auto id = evidence["component"].number_if();
        for (const Node& component : result["components"].items())
            if (id && component["id"].number() == *id && component["conclusion"]["probability"].present())
                return out.text("summary.spectrum_probability",
                                {{"substance", name},
                                 {"probability", probability_text(out, component["conclusion"]["probability"])}});
    }
    return out.text("summary.no_probability", {{"substance", name}});
}

void add_law_of(Composer& out, const Node& holder, const std::string& name, std::vector<std::string>& law) {
    for (const Node& status : holder["legal_status"].items())
        law.push_back(out.text("legal.summary", {{"substance", name},
                                                 {"jurisdiction", status["jurisdiction"].text()},
                                                 {"as_of", status["as_of"].present() ? out.date(status["as_of"])
                                                                                     : out.text("report.no_date")},
                                                 {"status", word(out, "legal_status", status["status"].text())}}));
}

void add_law(Composer& out, const Node& finding, std::vector<std::string>& law) {
    const std::size_t before = law.size();
    if (finding["candidates"].items().size() > 4) return add_law_of(out, finding, finding_name(out, finding), law);
    for (const Node& candidate : finding["candidates"].items())
        add_law_of(out, candidate, candidate["name"].text_or(""), law);
    if (law.size() == before) add_law_of(out, finding, finding_name(out, finding), law);
}

struct OpenPoint {
    std::string missing, names;
};

// Findings that lack the same criteria stand in one line.
void add_open(const Composer& out, const Node& finding, std::vector<OpenPoint>& open) {
    const auto missing = missing_list(out, finding);
    if (missing.empty()) return;
    const std::string text = joined(missing, out.text("report.list_and")), name = finding_name(out, finding);
    for (OpenPoint& point : open)
        if (point.missing == text) {
            if (point.names.find(name) == std::string::npos) point.names += ", " + name;
            return;
        }
    open.push_back({text, name});
}

// Two measurements may say the same.
void add_once(std::vector<std::string>& sentences, const std::string& sentence) {
    if (std::find(sentences.begin(), sentences.end(), sentence) == sentences.end()) sentences.push_back(sentence);
}

struct FindingOfResult {
    Node result, finding;
};

constexpr std::size_t most_in_summary = 12;

// The result that a joined finding's first evidence comes from: an exhibit lists its results in the order of the twin.
Node result_of(const Node& finding, const Node& exhibit, const std::vector<Node>& results) {
    const auto evidence = finding["evidence"].items();
    const std::string file = evidence.empty() ? "" : evidence.front()["result"].text_or("");
    const auto files = exhibit["results"].items();
    for (std::size_t i = 0; i < files.size() && i < results.size(); ++i)
        if (files[i]["file"].text_or("") == file) return results[i];
    if (results.empty()) exhibit["results"].refuse("the results of the exhibit");
    return results.front();
}

// Findings of all results: what was identified first, then the ever weaker statements; else in their order.
std::vector<FindingOfResult> strongest_first(const Node& twin) {
    const std::vector<std::string> order = {"identified", "tentative",  "indistinguishable",
                                            "analogue",   "class_only", "not_identified"};
    std::vector<FindingOfResult> out;
    const auto results = twin["results"].items();
    for (const Node& exhibit : twin["exhibits"].items())
        for (const Node& finding : exhibit["findings"].items())
            out.push_back({result_of(finding, exhibit, results), finding});
    const bool joined_before = !out.empty();
    for (const Node& result : results)
        for (const Node& finding : result["findings"].items())
            if (!joined_before) out.push_back({result, finding});
    const auto place = [&](const FindingOfResult& one) {
        return std::find(order.begin(), order.end(), one.finding["outcome"].text()) - order.begin();
    };
    std::stable_sort(out.begin(), out.end(),
                     [&](const FindingOfResult& a, const FindingOfResult& b) { return place(a) < place(b); });
    return out;
}

constexpr std::size_t most_components = 40;

// The components of the findings and the greatest others, in the order of time.
std::vector<std::size_t> listed_components(const Node& result) {
    const auto components = result["components"].items();
    std::vector<std::size_t> order(components.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    const auto interest = components_of_interest(result, most_components);
    const auto weight = [&](std::size_t i) {
        if (std::find(interest.begin(), interest.end(), i) != interest.end()) return 1e300;
        return components[i]["area"].number_if().value_or(0);
    };
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return weight(a) > weight(b); });
    if (order.size() > most_components) order.resize(most_components);
    std::sort(order.begin(), order.end());
    return order;
}

void add_components(Composer& out, const Node& result, bool raman) {
    const auto components = result["components"].items();
    out.heading("components.title", 2);
    if (components.empty()) return out.add(Paragraph{out.text("components.none")});
    Table table;
    table.columns = {{out.text("components.number"), 0.5, Align::right}};
    if (raman) {
        table.columns.push_back({out.text("components.share"), 1, Align::right});
    } else {
        table.columns.push_back({out.text("components.time"), 1, Align::right});
        table.columns.push_back({out.text("components.area"), 1.4, Align::right});
    }
    table.columns.insert(table.columns.end(), {{out.text("components.best"), 3.4},
                                               {out.text("components.score"), 0.8, Align::right},
                                               {out.text("components.outcome"), 1.8},
                                               {out.text("components.probability"), 1.2, Align::right}});
    const auto listed = listed_components(result);
    for (const std::size_t i : listed) table.rows.push_back(component_row(out, components[i], raman));
    out.add(std::move(table));
    if (listed.size() < components.size())
        out.add(Paragraph{out.text("components.more", {{"count", std::to_string(components.size() - listed.size())}}),
                          Emphasis::small});
}

std::string kind_mark(const Composer& out, const Node& hit) {
    const std::string kind = hit["kind"].text_or("");
    if (kind == "principal_ions") return " (" + out.text("hits.principal") + ")";
    if (kind == "band_table") return " (" + out.text("hits.bands") + ")";
    return "";
}

void add_hits(Composer& out, const Node& component) {
    const auto hits = component["hits"].items();
    if (hits.empty()) return;
    out.add(Heading{out.text("hits.title", {{"id", out.decimals(component["id"], 0)}}), 2});
    Table table{{{out.text("hits.rank"), 0.6, Align::right},
                 {out.text("hits.name"), 3.2},
                 {out.text("hits.entry"), 3.4},
                 {out.text("hits.score"), 0.9, Align::right},
                 {out.text("hits.delta_ri"), 0.8, Align::right}},
                {}};
    for (std::size_t i = 0; i < std::min<std::size_t>(5, hits.size()); ++i)
        table.rows.push_back({out.decimals(hits[i]["rank"], 0), out.value(hits[i]["name"]) + kind_mark(out, hits[i]),
                              out.value(hits[i]["entry"]), out.decimals(hits[i]["score"], 3),
                              hits[i]["delta_ri"].present() ? out.decimals(hits[i]["delta_ri"], 1) : "\u2013"});
    out.add(std::move(table));
    const Node conclusion = component["conclusion"];
    std::string text;
    std::vector<std::string> ways;
    for (const std::string& way : conclusion["separable_by"].texts()) ways.push_back(out.phrase(way));
    if (!ways.empty()) text += out.text("hits.separable", {{"ways", joined(ways, out.text("report.list_and"))}}) + " ";
    if (!conclusion["reason"].text_or("").empty())
        text += out.text("hits.reason", {{"reason", out.phrase(conclusion["reason"].text())}}) + " ";
    if (conclusion["probability"].present())
        text += out.text("hits.probability", {{"probability", probability_text(out, conclusion["probability"])}});
    if (!text.empty()) out.add(Paragraph{text, Emphasis::small});
}

void add_quality(Composer& out, const Node& result) {
    out.heading("quality.title", 2);
    Table table{{{out.text("quality.check"), 1.6}, {out.text("quality.result"), 0.9}, {out.text("quality.detail"), 4}},
                {}};
    for (const Node& check : result["quality"].items())
        table.rows.push_back({out.value(check["check"]),
                              out.text(check["passed"].truth() ? "quality.passed" : "quality.failed"),
                              check["detail"].text_or("")});
    if (table.rows.empty())
        out.add(Paragraph{out.text("quality.none")});
    else
        out.add(std::move(table));
}

}  // namespace

void add_summary(Composer& out, const Node& twin) {
    out.heading("summary.title");
    std::vector<std::string> found, sure, law, open;
    std::vector<OpenPoint> points;
    const auto findings = strongest_first(twin);
    const std::size_t listed = std::min(most_in_summary, findings.size());
    for (std::size_t i = 0; i < listed; ++i) {
        const Node& finding = findings[i].finding;
        add_once(found, finding["outcome"].text() == "tentative"
                            ? out.text("outcome.tentative_short", {{"substance", finding_name(out, finding)}})
                            : sentence(out, finding));
        sure.push_back(certainty(out, findings[i].result, findings[i].finding));
        add_law(out, findings[i].finding, law);
        add_open(out, finding, points);
    }
    for (const OpenPoint& point : points) open.push_back(point.names + ": " + point.missing);
    if (findings.size() > listed)
        found.push_back(out.text("summary.further", {{"count", std::to_string(findings.size() - listed)}}));
    for (const Node& exhibit : twin["exhibits"].items())
        for (const Node& conflict : exhibit["conflicts"].items())
            add_once(open, out.text("summary.conflict",
                                    {{"technique", word(out, "technique", conflict["technique"].text())},
                                     {"substance", out.value(conflict["substance"])},
                                     {"other", word(out, "technique", conflict["other_technique"].text())}}));
    for (const Node& result : twin["results"].items())
        for (const Node& check : result["quality"].items())
            if (!check["passed"].truth())
                add_once(open, out.text("summary.open_failed",
                                        {{"check", check["check"].text() + ", " + check["detail"].text_or("")}}));
    if (found.empty()) found.push_back(out.text("summary.nothing") + " " + out.text("summary.absence"));
    if (law.empty()) law.push_back(out.text("legal.none"));
    if (open.empty()) open.push_back(out.text("summary.open_nothing"));
    out.add(Paragraph{joined(found, "\n"), Emphasis::boxed});
    Table table{{{"", 1.2}, {"", 5}}, {}};
    if (!sure.empty()) table.rows.push_back({out.text("summary.sure_title"), joined(sure, "\n")});
    table.rows.push_back({out.text("summary.law_title"), joined(law, "\n")});
    table.rows.push_back({out.text("summary.open_title"), joined(open, "\n")});
    out.add(std::move(table));
}

void add_measurement(Composer& out, const Node& result, int number, const Node* blank) {
    const bool raman = result["input"]["technique"].text() == "raman";
    out.add(Heading{out.text("measurement.title",
                             {{"number", std::to_string(number)},
                              {"name", result["sample"]["name"].text_or(result["input"]["path"].text_or("?"))}}),
                    1});
    add_facts(out, result);
    int finding_number = 0;
    for (const Node& finding : result["findings"].items()) add_finding(out, finding, ++finding_number);
    if (raman)
        add_raman_figure(out, result);
    else
        add_chromatogram(out, result, blank);
    const auto components = result["components"].items();
    for (const std::size_t i : components_of_interest(result, 2)) {
        if (!raman) add_mirror_plot(out, components[i]);
        add_hits(out, components[i]);
    }
    add_components(out, result, raman);
    add_quality(out, result);
}

std::string sha256_of_twin(const Json& twin) { return sha256_hex(std::string_view(canonical_json(twin))); }

}  // namespace spec::report
