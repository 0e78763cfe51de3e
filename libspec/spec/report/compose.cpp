#include <spec/report/compose.hpp>

#include <cmath>
#include <spec/report/compose_result.hpp>

namespace spec::report {
namespace {

void add_legal_rows(Composer& out, const Node& holder, const std::string& name, Table& table) {
    for (const Node& status : holder["legal_status"].items()) {
        const std::string key = "legal_status." + status["status"].text();
        const std::string word = out.catalogue().has(key) ? out.text(key) : out.text("legal_status.unknown");
        std::string basis = status["reason"].text_or("");
        for (const Node& control : holder["controls"].items()) {
            if (control["jurisdiction"].text_or("") != status["jurisdiction"].text()) continue;
            basis += (basis.empty() ? "" : "; ") + control["list"].text_or("") + ", " + control["instrument"].text_or("") + ", " +
                     out.date(control["valid_from"]);
            if (control["verified"].present() && !control["verified"].truth()) basis += " (" + out.text("legal.unverified") + ")";
        }
        table.rows.push_back({name, out.value(status["jurisdiction"]),
                              status["as_of"].present() ? out.date(status["as_of"]) : out.text("report.no_date"), word, basis});
    }
}

void add_legal(Composer& out, const Node& twin) {
    out.heading("legal.title");
    out.add(Paragraph{out.text("legal.intro"), Emphasis::small});
    Table table{{{out.text("legal.substance"), 2.2}, {out.text("legal.jurisdiction"), 1.1}, {out.text("legal.as_of"), 1.1},
                 {out.text("legal.status"), 2.2}, {out.text("legal.reason"), 3.4}},
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
    if (table.rows.empty()) out.add(Paragraph{out.text("legal.none")});
    else out.add(std::move(table));
}

void add_limits(Composer& out, const Node& twin) {
    out.heading("limits.title");
    out.add(Paragraph{out.text("limits.library") + " " + out.text("limits.isomers") + " " + out.text("limits.salt") + " " +
                      out.text("limits.scores") + " " + out.text("limits.related")});
    for (const Node& result : twin["results"].items())
        for (const Node& note : result["notes"].items()) out.add(Paragraph{"\u2022 " + out.value(note), Emphasis::small});
}

void add_provenance(Composer& out, const Node& twin) {
    out.heading("provenance.title");
    Table table{{{"", 1.2}, {"", 5}}, {}};
    const Node program = twin["program"];
    table.rows.push_back({out.text("provenance.program"),
                          out.text("measurement.program_value", {{"version", out.value(program["version"])}, {"commit", out.value(program["commit"])}})});
    std::string fonts;
    for (const Node& font : twin["fonts"].items())
        fonts += (fonts.empty() ? "" : "; ") + font["name"].text() + " " + font["sha256"].text().substr(0, 16);
    table.rows.push_back({out.text("provenance.fonts"), fonts});
    out.add(std::move(table));
}

bool any_date_missing(const Node& twin) {
    for (const Node& result : twin["results"].items())
        for (const Node& finding : result["findings"].items())
            for (const Node& status : finding["legal_status"].items())
                if (!status["as_of"].present()) return true;
    return false;
}

void add_missing(Composer& out, const Node& twin) {
    out.heading("missing.title");
    std::string list;
    const auto miss = [&](const char* field) { list += (list.empty() ? "" : "; ") + out.text(std::string("missing.") + field); };
    for (const char* field : {"F02", "F03", "F04", "F05", "F06", "F07", "F09"}) miss(field);
    if (!twin["date"].present()) miss("F10");
    if (any_date_missing(twin)) miss("F19");
    if (twin["key"].text_or("") != "token") miss("F22");
    out.add(Paragraph{out.text("missing.intro") + " " + list + "."});
}

void add_furniture(Document& document, const Composer& out, const Node& twin, const std::string& hash) {
    document.title = out.text("report.title");
    document.date = twin["date"].text_or("");
    document.header_left = out.text("report.no_number");
    document.header_right = out.text(twin["status"].text() == "final" ? "report.status_final" : "report.status_draft");
    document.footer = out.text("report.page", {{"page", "{page}"}, {"pages", "{pages}"}}) + "   \u00b7   " +
                      out.text("report.twin", {{"hash", hash.substr(0, 16)}});
    document.end_mark = out.text("report.end");
    if (twin["status"].text() != "final") document.marks.push_back(out.text("report.draft"));
    if (twin["key"].text() == "test") document.marks.push_back(out.text("report.test"));
    if (twin["key"].text() == "none") document.marks.push_back(out.text("report.unsigned"));
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
    int number = 0;
    for (const Node& result : twin["results"].items()) add_measurement(out, result, ++number);
    add_legal(out, twin);
    add_limits(out, twin);
    add_provenance(out, twin);
    if (twin["status"].text() != "final") add_missing(out, twin);
    return document;
}

}  // namespace spec::report
