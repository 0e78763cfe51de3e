#include <spec/report/compose.hpp>

#include <algorithm>
#include <spec/core/text.hpp>
#include <spec/report/checklist.hpp>
#include <spec/report/compose_case.hpp>
#include <spec/report/compose_observations.hpp>
#include <spec/report/compose_result.hpp>

namespace spec::report {
namespace {

void add_legal_rows(Composer& out, const Node& holder, const std::string& name, Table& table) {
    for (const Node& status : holder["legal_status"].items()) {
        const std::string key = "legal_status." + status["status"].text();
        const std::string word = out.catalogue().has(key) ? out.text(key) : out.text("legal_status.unknown");
        std::string basis = out.phrase(status["reason"].text_or(""));
        for (const Node& control : holder["controls"].items()) {
            if (control["jurisdiction"].text_or("") != status["jurisdiction"].text()) continue;
            basis += (basis.empty() ? "" : "; ") + control["list"].text_or("") + ", " +
                     control["instrument"].text_or("") + ", " + out.date(control["valid_from"]);
            if (control["verified"].present() && !control["verified"].truth())
                basis += " (" + out.text("legal.unverified") + ")";
        }
        table.rows.push_back({name, out.value(status["jurisdiction"]),
                              status["as_of"].present() ? out.date(status["as_of"]) : out.text("report.no_date"), word,
                              basis});
    }
}

void add_legal(Composer& out, const Node& twin) {
    out.heading("legal.title");
    out.add(Paragraph{out.text("legal.intro"), Emphasis::small});
    Table table{{{out.text("legal.substance"), 2.2},
                 {out.text("legal.jurisdiction"), 1.1},
                 {out.text("legal.as_of"), 1.1},
                 {out.text("legal.status"), 2.2},
                 {out.text("legal.reason"), 3.4}},
                {}};
    for (const Node& result : twin["results"].items())
        for (const Node& finding : result["findings"].items()) {
            const auto candidates = finding["candidates"].items();
            bool each = false;
            for (const Node& candidate : candidates)
                if (candidate["legal_status"].present()) {
                    add_legal_rows(out, candidate, candidate["name"].text_or(out.text("report.not_stated")), table);
                    each = true;
                }
            if (!each) add_legal_rows(out, finding, finding["substance"].text_or(out.text("finding.unnamed")), table);
        }
    if (table.rows.empty())
        out.add(Paragraph{out.text("legal.none")});
    else
        out.add(std::move(table));
}

void add_limits(Composer& out, const Node& twin) {
    out.heading("limits.title");
    out.add(Paragraph{out.text("limits.library") + " " + out.text("limits.isomers") + " " + out.text("limits.salt") +
                      " " + out.text("limits.scores") + " " + out.text("limits.related")});
    for (const Node& result : twin["results"].items())
        for (const Node& note : result["notes"].items())
            out.add(Paragraph{"\u2022 " + out.value(note), Emphasis::small});
}

void add_provenance(Composer& out, const Node& twin) {
    out.heading("provenance.title");
    Table table{{{"", 1.2}, {"", 5}}, {}};
    const Node program = twin["program"];
    table.rows.push_back({out.text("provenance.program"),
                          out.text("measurement.program_value", {{"version", out.value(program["version"])},
                                                                 {"commit", out.value(program["commit"])}})});
    std::string fonts;
    for (const Node& font : twin["fonts"].items())
        fonts += (fonts.empty() ? "" : "; ") + font["name"].text() + " " + font["sha256"].text().substr(0, 16);
    table.rows.push_back({out.text("provenance.fonts"), fonts});
    if (const Node log = twin["log"]; log.present())
        table.rows.push_back(
            {out.text("provenance.log"), out.text("provenance.log_value", {{"origin", out.value(log["origin"])},
                                                                           {"index", out.decimals(log["index"], 0)},
                                                                           {"size", out.decimals(log["size"], 0)},
                                                                           {"root", out.value(log["root"])}})});
    for (const Node& result : twin["results"].items()) {
        std::string steps;
        for (const Node& step : result["processing"].items())
            steps +=
                (steps.empty() ? "" : "; ") + step["step"].text() + " " + canonical_json(step["parameters"].json());
        if (!steps.empty())
            table.rows.push_back(
                {out.text("provenance.processing"), result["input"]["path"].text_or("") + ": " + steps});
    }
    out.add(std::move(table));
}

void add_missing(Composer& out, const Json& twin, const std::string& file) {
    out.heading("missing.title");
    std::string list, before;
    for (const MissingField& field : missing_fields(twin, file, out.catalogue().language())) {
        if (field.id == before) continue;
        before = field.id;
        list += (list.empty() ? "" : "; ") + field.id + " " + out.text("missing." + field.id);
    }
    out.add(Paragraph{out.text("missing.intro") + " " + (list.empty() ? "\u2013" : list) + "."});
}

void add_furniture(Document& document, const Composer& out, const Node& twin, const std::string& hash) {
    document.title = out.text("report.title");
    document.date = twin["date"].text_or("");
    const std::string laboratory = twin["laboratory"]["name"].text_or("");
    const std::string number = twin["case"]["report"]["number"].text_or(""),
                      case_number = twin["case"]["report"]["case"].text_or("");
    document.header_left = laboratory.empty() ? "" : laboratory + " \u00b7 ";
    document.header_left += number.empty() ? out.text("report.no_number") : out.text("case.number") + " " + number;
    if (!case_number.empty()) document.header_left += " \u00b7 " + out.text("case.case_number") + " " + case_number;
    document.header_right = out.text(twin["status"].text() == "final" ? "report.status_final" : "report.status_draft");
    document.footer = out.text("report.page", {{"page", "{page}"}, {"pages", "{pages}"}}) + "   \u00b7   " +
                      out.text("report.twin", {{"hash", hash.substr(0, 16)}});
    document.end_mark = out.text("report.end");
    if (twin["status"].text() != "final") document.marks.push_back(out.text("report.draft"));
    if (twin["key"].text() == "test") document.marks.push_back(out.text("report.test"));
    if (twin["key"].text() == "none") document.marks.push_back(out.text("report.unsigned"));
}

bool is_blank(const Node& result) {
    return result["sample"]["type"].text_or("") == "blank" && result["chromatogram"].present();
}

// The blank that a result names, else one among the results.
std::optional<Node> blank_for(const Node& result, const std::vector<Node>& results, const std::vector<Node>& blanks) {
    if (is_blank(result)) return std::nullopt;
    const std::string name = result["companions"]["blank"].text_or("");
    for (const Node& blank : blanks)
        if (!name.empty() && blank["sample"].text_or("") == name && blank["chromatogram"].present()) return blank;
    for (const Node& other : results)
        if (is_blank(other)) return other;
    return std::nullopt;
}

}  // namespace

std::string Composer::decimals(const Node& node, int decimals) {
    const auto number = node.number_if();
    if (!number) return text("report.not_stated");
    const std::string digits = fixed(*number, decimals);
    record(node, digits);
    return local(digits);
}

std::string Composer::significant_digits(const Node& node, int digits) {
    const auto number = node.number_if();
    if (!number) return text("report.not_stated");
    const std::string printed = significant(*number, digits);
    record(node, printed);
    return local(printed);
}

std::string Composer::plain(const Node& node) {
    const auto number = node.number_if();
    if (!number) return text("report.not_stated");
    const std::string digits = shortest(round_significant(*number, 4));
    record(node, digits);
    return local(digits);
}

std::string Composer::phrase(const std::string& english) const {
    const std::string key = "phrase." + english;
    return catalogue_.has(key) ? text(key) : english;
}

std::string Composer::converted(const Node& node, double value, int decimals) {
    const std::string digits = fixed(value, decimals);
    record(node, digits);
    return local(digits);
}

std::string Composer::value(const Node& node) {
    const std::string found = node.text_or("");
    if (found.empty()) return text("report.not_stated");
    record(node, found);
    return found;
}

std::string Composer::date(const Node& node) {
    const std::string found = node.text_or("");
    if (found.empty()) return text("report.not_stated");
    record(node, found);
    return catalogue_.local_date(found);
}

Document compose(const Json& twin_json, const std::string& file, const std::string& language) {
    const Node twin(twin_json, file);
    Document document;
    document.language = language;
    Composer out(document, Catalogue::of(language));
    add_furniture(document, out, twin, sha256_of_twin(twin_json));
    out.add(Heading{out.text("report.title"), 0});
    if (twin["date"].present()) out.add(Paragraph{out.date(twin["date"]), Emphasis::small});
    add_summary(out, twin);
    add_case(out, twin);
    int number = 0;
    const auto results = twin["results"].items();
    for (const Node& result : results) {
        const auto blank = blank_for(result, results, twin["blanks"].items());
        add_measurement(out, result, ++number, blank ? &*blank : nullptr);
    }
    add_observations(out, twin);
    add_expert_parts(out, twin);
    add_legal(out, twin);
    add_limits(out, twin);
    add_provenance(out, twin);
    add_reviews(out, twin);
    add_signatures(out, twin);
    if (twin["status"].text() != "final") add_missing(out, twin_json, file);
    return document;
}

}  // namespace spec::report
