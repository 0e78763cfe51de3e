#include <spec/report/compose_case.hpp>

namespace spec::report {
namespace {

// Only rows that say something: an empty field stays out of a draft and is listed as missing instead.
class Facts {
 public:
    explicit Facts(Composer& out) : out_(out) { table_.columns = {{"", 1.2}, {"", 5}}; }
    void text(const std::string& key, const Node& node) {
        if (!node.text_or("").empty()) table_.rows.push_back({out_.text(key), out_.value(node)});
    }
    void date(const std::string& key, const Node& node) {
        if (!node.text_or("").empty()) table_.rows.push_back({out_.text(key), out_.date(node)});
    }
    void row(const std::string& key, const std::string& value) { table_.rows.push_back({out_.text(key), value}); }
    void add() {
        if (!table_.rows.empty()) out_.add(std::move(table_));
    }

 private:
    Composer& out_;
    Table table_;
};

bool says_something(const Node& node) {
    for (const auto& [key, value] : node.json().items())
        if (value.is_string() && !value.get<std::string>().empty()) return true;
    return false;
}

std::vector<Node> filled(const Node& list) {
    std::vector<Node> out;
    for (const Node& item : list.items())
        if (says_something(item)) out.push_back(item);
    return out;
}

std::string pair_text(Composer& out, const Node& first, const Node& second) {
    const std::string a = first.text_or(""), b = second.text_or("");
    if (a.empty() && b.empty()) return "\u2013";
    if (a.empty()) return out.value(second);
    return b.empty() ? out.value(first) : out.value(first) + ", " + out.value(second);
}

void add_order(Composer& out, const Node& given, const Node& laboratory) {
    Facts facts(out);
    const std::string name = laboratory["name"].text_or(""), address = laboratory["address"].text_or("");
    if (!name.empty())
        facts.row("case.laboratory", address.empty()
                                         ? out.value(laboratory["name"])
                                         : out.value(laboratory["name"]) + ", " + out.value(laboratory["address"]));
    facts.text("case.accreditation", laboratory["accreditation"]);
    facts.text("case.place", laboratory["place"]);
    const Node report = given["report"];
    facts.text("case.number", report["number"]);
    facts.text("case.case_number", report["case"]);
    const std::string type = "case.type_" + report["type"].text_or("");
    if (out.catalogue().has(type)) facts.row("case.type", out.text(type));
    facts.text("case.body", given["order"]["body"]);
    facts.text("case.ground", given["order"]["ground"]);
    facts.date("case.begun", report["begun"]);
    facts.date("case.ended", report["ended"]);
    facts.date("case.issued", report["issued"]);
    facts.text("case.present", given["circumstances"]["present"]);
    facts.text("case.explanations", given["circumstances"]["explanations"]);
    facts.text("case.materials", given["circumstances"]["materials"]);
    const Node sampling = given["sampling"];
    if (says_something(sampling))
        facts.row("case.sampling", out.text("case.sampling_value", {{"received", out.value(sampling["received"])},
                                                                    {"taken", out.value(sampling["taken"])},
                                                                    {"how", out.value(sampling["how"])}}));
    facts.add();
}

void add_experts(Composer& out, const Node& given, const Node& laboratory) {
    const auto experts = filled(laboratory["expert"]);
    Table table{{{out.text("case.expert_name"), 2},
                 {out.text("case.expert_education"), 2},
                 {out.text("case.expert_certificate"), 1.5},
                 {out.text("case.expert_experience"), 1.5}},
                {}};
    for (const Node& expert : experts)
        if (!expert["name"].text_or("").empty())
            table.rows.push_back({pair_text(out, expert["name"], expert["position"]),
                                  pair_text(out, expert["education"], expert["speciality"]),
                                  out.value(expert["certificate"]),
                                  pair_text(out, expert["experience"], expert["degree"])});
    if (table.rows.empty()) return;
    out.heading("case.experts", 2);
    out.add(std::move(table));
    const Node warned = given["expert"]["warned"];
    if (warned.present() && warned.truth() && !given["expert"]["article"].text_or("").empty())
        out.add(Paragraph{out.text("case.warned", {{"name", experts.front()["name"].text_or("")},
                                                   {"article", out.value(given["expert"]["article"])}})});
    else
        out.add(Paragraph{out.text("case.not_warned")});
}

void add_questions(Composer& out, const Node& given) {
    const auto questions = filled(given["question"]);
    if (questions.empty()) return;
    out.heading("case.questions", 2);
    Table table{{{"", 0.4}, {out.text("case.question"), 3}, {out.text("case.answer"), 3}}, {}};
    for (std::size_t i = 0; i < questions.size(); ++i)
        table.rows.push_back(
            {std::to_string(i + 1), out.value(questions[i]["text"]), out.value(questions[i]["answer"])});
    out.add(std::move(table));
}

void add_items(Composer& out, const Node& given) {
    const auto items = filled(given["item"]);
    if (items.empty()) return;
    out.heading("case.items", 2);
    Table table{{{out.text("case.item"), 2},
                 {out.text("case.item_packaging"), 2.2},
                 {out.text("case.item_mass"), 1.2},
                 {out.text("case.item_received"), 1.8},
                 {out.text("case.item_returned"), 1.2}},
                {}};
    for (const Node& item : items)
        table.rows.push_back({pair_text(out, item["id"], item["description"]),
                              pair_text(out, item["packaging"], item["seal"]) +
                                  (item["condition"].text_or("").empty() ? "" : ", " + out.value(item["condition"])),
                              item["gross_mass"].text_or("\u2013") + " / " + item["net_mass"].text_or("\u2013"),
                              pair_text(out, item["received"], item["custody"]), item["returned"].text_or("\u2013")});
    out.add(std::move(table));
}

void add_methods(Composer& out, const Node& laboratory) {
    const auto methods = filled(laboratory["method"]);
    if (methods.empty()) return;
    out.heading("case.methods", 2);
    Table table{{{out.text("case.method_technique"), 2.4},
                 {out.text("case.method_sop"), 1.6},
                 {out.text("case.method_instrument"), 2.6},
                 {out.text("case.method_category"), 0.8}},
                {}};
    for (const Node& method : methods) {
        const std::string key = "technique." + method["technique"].text_or("other");
        std::string instrument = out.value(method["instrument"]);
        for (const char* part : {"column", "laser"})
            if (!method[part].text_or("").empty()) instrument += ", " + out.value(method[part]);
        table.rows.push_back({out.catalogue().has(key) ? out.text(key) : out.value(method["technique"]),
                              pair_text(out, method["sop"], method["version"]), instrument,
                              method["category"].text_or("\u2013")});
    }
    out.add(std::move(table));
}

void add_pairs(Composer& out, const Node& list, const char* title, const char* first, const char* second) {
    const auto rows = filled(list);
    if (rows.empty()) return;
    out.heading(title, 2);
    Table table{{{"", 1.5}, {"", 5}}, {}};
    for (const Node& row : rows) table.rows.push_back({out.value(row[first]), out.value(row[second])});
    out.add(std::move(table));
}

}  // namespace

void add_case(Composer& out, const Node& twin) {
    const Node given = twin["case"], laboratory = twin["laboratory"];
    if (!given.present() && !laboratory.present()) return;
    out.heading("case.title");
    add_order(out, given, laboratory);
    add_experts(out, given, laboratory);
    add_questions(out, given);
    add_items(out, given);
    add_methods(out, laboratory);
    add_pairs(out, given["work"], "case.work", "who", "what");
}

void add_expert_parts(Composer& out, const Node& twin) {
    const Node given = twin["case"];
    const auto opinions = filled(given["opinion"]);
    if (!opinions.empty()) {
        out.heading("case.opinions");
        out.add(Paragraph{out.text("case.opinion_intro"), Emphasis::small});
    }
    for (const Node& opinion : opinions) {
        out.add(Paragraph{out.value(opinion["text"])});
        std::string list;
        for (const std::string& one : opinion["propositions"].texts()) list += (list.empty() ? "" : "; ") + one;
        if (!list.empty()) out.add(Paragraph{out.text("case.propositions", {{"list", list}}), Emphasis::small});
        if (!opinion["conditions"].text_or("").empty())
            out.add(
                Paragraph{out.text("case.conditions", {{"text", out.value(opinion["conditions"])}}), Emphasis::small});
    }
    for (const Node& supplied : filled(given["supplied"])) {
        out.heading("case.supplied", 2);
        out.add(Paragraph{out.text("case.supplied_value", {{"what", out.value(supplied["what"])},
                                                           {"origin", out.value(supplied["origin"])}})});
    }
    add_pairs(out, given["comment"], "case.comments", "check", "text");
    const Node amendment = given["amendment"];
    if (amendment.present() && says_something(amendment)) {
        out.heading("case.amendment", 2);
        out.add(Paragraph{out.text("case.amendment_value", {{"original", out.value(amendment["original"])},
                                                            {"sha256", out.value(amendment["sha256"])},
                                                            {"changed", out.value(amendment["changed"])},
                                                            {"why", out.value(amendment["why"])}})});
    }
    add_pairs(out, given["omitted"], "case.omitted", "field", "why");
}

void add_reviews(Composer& out, const Node& twin) {
    const auto reviews = twin["reviews"].items();
    if (reviews.empty()) return;
    out.heading("review.title");
    Table table{{{out.text("review.exhibit"), 1.6},
                 {out.text("review.reviewer"), 1.6},
                 {out.text("review.reading"), 2.4},
                 {out.text("review.decision"), 1.2},
                 {out.text("review.reason"), 2.4}},
                {}};
    for (const Node& review : reviews) {
        const bool agrees = review["decision"].text() == "agree";
        table.rows.push_back({out.value(review["exhibit"]),
                              out.value(review["reviewer"]["name"]) + ", " + out.date(review["date"]),
                              out.value(review["reading"]), out.text(agrees ? "review.agree" : "review.return"),
                              out.value(review["reason"])});
    }
    out.add(std::move(table));
    out.add(Paragraph{out.text("review.note"), Emphasis::small});
}

void add_signatures(Composer& out, const Node& twin) {
    out.heading("signatures.title");
    Table table{{{out.text("signatures.role"), 1.5},
                 {out.text("signatures.name"), 2.2},
                 {out.text("signatures.date"), 1.1},
                 {out.text("signatures.meaning"), 3}},
                {}};
    for (const Node& signature : twin["signatures"].items()) {
        const std::string role = signature["role"].text();
        const bool known = out.catalogue().has("signatures.role_" + role);
        table.rows.push_back({known ? out.text("signatures.role_" + role) : role, out.value(signature["name"]),
                              out.date(signature["date"]), known ? out.text("signatures.meaning_" + role) : "\u2013"});
    }
    if (table.rows.empty()) return out.add(Paragraph{out.text("signatures.none")});
    out.add(std::move(table));
    out.add(Paragraph{out.text("signatures.where"), Emphasis::small});
}

}  // namespace spec::report
