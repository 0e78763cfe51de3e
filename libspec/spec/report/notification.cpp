#include <algorithm>
#include <spec/core/sha256.hpp>
#include <spec/core/text.hpp>
#include <spec/report/layout.hpp>
#include <spec/report/node.hpp>
#include <spec/report/notification.hpp>
#include <spec/report/pdf_archive.hpp>

namespace spec::report {
namespace {

constexpr const char* not_stated = "not stated";

std::string said(const Node& node) {
    if (!node.present()) return not_stated;
    if (node.json().is_number()) return shortest(round_significant(node.number(), 6));
    const std::string text = node.text();
    return text.empty() ? not_stated : text;
}

class Pages {
 public:
    explicit Pages(const Node& top) : top_(top) {}

    Document document() {
        out_.language = "en";
        out_.title = "Notification of a substance";
        out_.header_left = said(top_["laboratory"]["name"]);
        out_.header_right = said(top_["id"]) + ", version " + said(top_["version"]);
        out_.footer = "page {page} of {pages}   \u00b7   twin " + sha256_hex(canonical_json(top_.json())).substr(0, 16);
        out_.end_mark = "end";
        add(Heading{out_.title, 0});
        rows({{"Notification", said(top_["id"])},
              {"Version", said(top_["version"])},
              {"Status", said(top_["status"])},
              {"Handling", said(top_["handling"])},
              {"Laboratory", said(top_["laboratory"]["name"])},
              {"Contact", said(top_["laboratory"]["contact"])}});
        add_substance();
        add_identification();
        add_sample();
        add_legal();
        add(Heading{"Responsible", 1});
        rows({{"Analyst", said(top_["analyst"])}, {"Reviewer", said(top_["reviewer"])}, {"Signature", ""}});
        add(Paragraph{"Left out: " + said(top_["left_out"]) + ". Made by Sarap " + said(top_["program"]["version"]) +
                          " (" + said(top_["program"]["commit"]) + "). Schema " + said(top_["schema"]) +
                          ", attached to this file.",
                      Emphasis::small});
        return std::move(out_);
    }

 private:
    void add(Block block) { out_.blocks.push_back(std::move(block)); }
    void rows(std::vector<std::vector<std::string>> cells) { add(Table{{{"", 1.4}, {"", 4}}, std::move(cells)}); }

    void add_substance() {
        const Node substance = top_["substance"];
        add(Heading{"Substance", 1});
        std::string names;
        for (const Node& one : substance["names"].items()) names += (names.empty() ? "" : "; ") + one["name"].text();
        rows({{"Name", said(substance["name"])},
              {"Other names", names.empty() ? not_stated : names},
              {"Formula", said(substance["formula"])},
              {"Exact mass, u", said(substance["exact_mass"])},
              {"SMILES", said(substance["smiles"])},
              {"InChIKey", said(substance["inchikey"])},
              {"Stereochemistry", said(substance["stereo"])},
              {"Class", said(substance["class"])},
              {"Structure rests on", said(substance["structure_origin"])}});
        const Node related = substance["related"];
        if (related.present())
            add(Paragraph{"Related to " + said(related["name"]) + ", mass difference " +
                          said(related["mass_difference"]) + " u (" + said(related["formula_difference"]) +
                          "), from the mass spectrum alone; the structure is not established."});
        for (const Node& rule : substance["rules"].items())
            add(Paragraph{"Meets the generic definition " + rule["id"].text() + " (" + rule["jurisdiction"].text() +
                          "): indicative only."});
        for (const Node& near : substance["nearest_listed"].items())
            add(Paragraph{"Listed substance of similar structure: " + near["name"].text() + " (similarity " +
                          said(near["similarity"]) + ")."});
    }

    void add_identification() {
        const Node id = top_["identification"];
        add(Heading{"Identification", 1});
        std::string libraries;
        for (const Node& one : id["library"].items())
            libraries += (libraries.empty() ? "" : "; ") + said(one["name"]) + ", release " + said(one["release"]) +
                         ", root " + said(one["root"]).substr(0, 16);
        std::string best = not_stated;
        if (id["best_match"].present())
            best = said(id["best_match"]["name"]) + " (" + said(id["best_match"]["entry"]) + "), score " +
                   said(id["best_match"]["score"]);
        rows({{"Level", said(id["level"])},
              {"Technique", said(id["technique"])},
              {"Retention time, s", said(id["retention_time_s"])},
              {"Retention index", said(id["retention_index"])},
              {"Column", said(id["column"])},
              {"Temperature programme", said(id["programme"])},
              {"Answer of the library",
               said(id["outcome"]) + (said(id["reason"]) == not_stated ? "" : ": " + said(id["reason"]))},
              {"Best match", best},
              {"Libraries", libraries.empty() ? not_stated : libraries},
              {"Measurement, SHA-256", said(id["measurement_sha256"])}});
        if (id["ei_peaks"].present()) add_spectrum(id["ei_peaks"], "m/z", "Strongest ions of the mass spectrum (EI)");
        if (id["raman_bands"].present())
            add_spectrum(id["raman_bands"], "Raman shift, cm\u207b\u00b9", "Strongest Raman bands of the sample");
    }

    void add_spectrum(const Node& points, const std::string& x_label, const std::string& caption) {
        Curve sticks{{}, {}, CurveStyle::sticks, 0};
        std::string list;
        for (const Node& point : points.items()) {
            const auto pair = point.numbers();
            if (pair.size() != 2) point.refuse("a pair of numbers");
            sticks.x.push_back(pair[0]);
            sticks.y.push_back(pair[1]);
            list += (list.empty() ? "" : ", ") + shortest(pair[0]) + " (" + shortest(pair[1]) + ")";
        }
        if (sticks.x.empty()) return;
        Panel panel;
        const double margin = 0.05 * (sticks.x.back() - sticks.x.front()) + 5;
        panel.x = {x_label, std::max(0.0, sticks.x.front() - margin), sticks.x.back() + margin};
        panel.y = {"relative intensity, %", 0, 112};
        for (std::size_t i = 0; i < sticks.x.size(); ++i)
            panel.labels.push_back({sticks.x[i], sticks.y[i], shortest(sticks.x[i])});
        panel.curves = {std::move(sticks)};
        add(FigureBlock{{{panel}, 55, "."}, caption});
        add(Paragraph{list + " (% of the strongest)", Emphasis::small});
    }

    void add_sample() {
        const Node sample = top_["sample"];
        add(Heading{"Sample", 1});
        std::vector<std::vector<std::string>> cells;
        for (const char* key : {"kind", "date", "place", "authority", "quantity", "form", "marking", "purity"}) {
            std::string title = key;
            title[0] = static_cast<char>(title[0] - 'a' + 'A');
            cells.push_back({title, said(sample[key])});
        }
        std::string others;
        for (const Node& one : top_["co_detected"].items())
            others += (others.empty() ? "" : "; ") + said(one["substance"]) + " (" + said(one["outcome"]) + ")";
        cells.push_back({"Found beside it", others.empty() ? "nothing that was named" : others});
        cells.push_back({"Harm", said(top_["harm"])});
        rows(std::move(cells));
    }

    void add_legal() {
        add(Heading{"Legal status", 1});
        Table table{{{"Substance", 2}, {"Jurisdiction", 1}, {"As of", 1}, {"Status", 1.4}, {"Reason", 4}}, {}};
        for (const Node& one : top_["legal"].items())
            for (const Node& status : one["legal_status"].items())
                table.rows.push_back({said(one["substance"]), said(status["jurisdiction"]), said(status["as_of"]),
                                      said(status["status"]), said(status["reason"])});
        if (table.rows.empty())
            add(Paragraph{
                "No compound is named, so no legal status was asked. This does not mean that the substance is "
                "not controlled."});
        else
            add(std::move(table));
    }

    const Node& top_;
    Document out_;
};

}  // namespace

Document notification_document(const Json& notification, const std::string& file) {
    const Node top(notification, file);
    return Pages(top).document();
}

std::string notification_pdf(const Json& notification, const std::string& file) {
    const Document document = notification_document(notification, file);
    return to_archive(to_pdf(document), {Conformance::pdfa_3b, document.title, document.language, document.date,
                                         canonical_json(notification)});
}

}  // namespace spec::report
