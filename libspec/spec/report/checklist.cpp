#include <spec/report/checklist.hpp>

#include <algorithm>
#include <set>
#include <spec/core/sha256.hpp>
#include <spec/report/catalogue.hpp>

namespace spec::report {
namespace {

/// Collects what is missing while the fields are gone through.
class Checker {
 public:
    explicit Checker(std::vector<MissingField>& out) : out_(out) {}
    void miss(const char* id, const std::string& what) { out_.push_back({id, std::string(id) + ": " + what}); }
    void need(const char* id, bool holds, const std::string& what) {
        if (!holds) miss(id, what);
    }
    void text(const char* id, const Node& node) {
        need(id, !node.text_or("").empty(), node.path() + " is empty (expected a text)");
    }
    void texts(const char* id, const Node& node, std::initializer_list<const char*> keys) {
        for (const char* key : keys) text(id, node[key]);
    }

 private:
    std::vector<MissingField>& out_;
};

std::vector<Node> findings_of(const Node& twin) {
    std::vector<Node> out;
    for (const Node& result : twin["results"].items())
        for (const Node& finding : result["findings"].items()) out.push_back(finding);
    return out;
}

void check_case(Checker& check, const Node& twin) {
    const Node given = twin["case"], report = given["report"];
    check.texts("F03", report, {"number", "case"});
    check.texts("F04", given["order"], {"body", "ground"});
    const Node warned = given["expert"]["warned"];
    check.need("F06", warned.present() && warned.truth(),
               "case.expert.warned is not true (expected the author's confirmation)");
    check.text("F06", given["expert"]["article"]);
    check.need("F07", !given["question"].items().empty(), "case.question is empty (expected one block a question)");
    for (const Node& question : given["question"].items()) check.texts("F07", question, {"text", "answer"});
    check.texts("F08", given["circumstances"], {"present", "explanations", "materials"});
    check.need("F09", !given["item"].items().empty(), "case.item is empty (expected one block an item)");
    for (const Node& item : given["item"].items())
        check.texts(
            "F09", item,
            {"id", "description", "packaging", "seal", "condition", "gross_mass", "net_mass", "received", "custody"});
    check.texts("F10", report, {"begun", "ended", "issued"});
    const std::string begun = report["begun"].text_or(""), ended = report["ended"].text_or(""),
                      issued = report["issued"].text_or("");
    if (!begun.empty() && !ended.empty() && !issued.empty())
        check.need("F10", begun <= ended && ended <= issued,
                   "case.report.begun, ended and issued are out of order (expected begun <= ended <= issued)");
    check.texts("F11", given["sampling"], {"received", "taken", "how"});
}

void check_laboratory(Checker& check, const Node& twin) {
    const Node laboratory = twin["laboratory"];
    check.texts("F02", laboratory, {"name", "address", "accreditation", "place"});
    check.need("F05", !laboratory["expert"].items().empty(),
               "laboratory.expert is empty (expected one block a signer)");
    for (const Node& expert : laboratory["expert"].items())
        check.texts("F05", expert,
                    {"name", "education", "speciality", "certificate", "experience", "degree", "position"});
}

void check_methods(Checker& check, const Node& twin) {
    std::set<std::string> described;
    for (const Node& method : twin["laboratory"]["method"].items()) {
        check.texts("F12", method, {"technique", "sop", "version", "instrument", "category"});
        described.insert(method["technique"].text_or(""));
    }
    for (const Node& result : twin["results"].items()) {
        const std::string technique = result["input"]["technique"].text();
        check.need("F12", described.contains(technique),
                   "laboratory.method has no block with technique '" + technique + "' (expected one)");
    }
    for (const Node& finding : findings_of(twin))
        if (finding["outcome"].text() == "identified")
            check.need("F12", finding["criteria"]["met"].present() && finding["criteria"]["met"].truth(),
                       finding.path() + " is called identified, but its criteria are not met");
}

void check_results(Checker& check, const Node& twin) {
    std::set<std::string> commented;
    for (const Node& comment : twin["case"]["comment"].items())
        if (!comment["text"].text_or("").empty()) commented.insert(comment["check"].text_or(""));
    for (const Node& result : twin["results"].items()) {
        for (const Node& one : result["quality"].items())
            if (!one["passed"].truth())
                check.need("F13", commented.contains(one["check"].text()),
                           "the check '" + one["check"].text() + "' failed (expected a case.comment on it)");
        for (const Node& library : result["library"].items()) check.texts("F14", library, {"release", "root"});
    }
    for (const Node& finding : findings_of(twin)) {
        check.text("F15", finding["criteria"]["rule"]);
        if (finding["quantity"].present())
            check.need("F16", finding["quantity"]["expanded_uncertainty"].present(),
                       finding.path() + ".quantity has no expanded_uncertainty (expected one)");
    }
}

void check_opinions(Checker& check, const Node& twin) {
    const Node given = twin["case"];
    for (const Node& opinion : given["opinion"].items())
        check.need("F18", opinion["text"].text_or("").empty() || opinion["propositions"].texts().size() >= 2,
                   opinion.path() + ".propositions has fewer than two (expected both sides)");
    for (const Node& finding : findings_of(twin))
        for (const Node& status : finding["legal_status"].items())
            check.need("F19", status["as_of"].present(),
                       status.path() + ".as_of is missing (expected `sarap identify --as-of DATE`)");
    for (const Node& supplied : given["supplied"].items())
        if (!supplied["what"].text_or("").empty()) check.text("F20", supplied["origin"]);
    for (const Node& omitted : given["omitted"].items())
        if (!omitted["field"].text_or("").empty()) check.text("F29", omitted["why"]);
}

// Every exhibit of a batch needs its reviewer's agreement; one that came as results alone has nothing to show for it.
void check_reviews(Checker& check, const Node& twin) {
    const auto reviews = twin["reviews"].items();
    for (const Node& exhibit : twin["exhibits"].items()) {
        Sha256 sha;
        const std::string hash = sha.add(canonical_json(exhibit.json())).add("\n").hex();
        const bool agreed = std::any_of(reviews.begin(), reviews.end(), [&](const Node& review) {
            return review["exhibit_sha256"].text_or("") == hash && review["decision"].text_or("") == "agree";
        });
        std::string what = "an exhibit was not reviewed (expected `sarap review`): ";
        what += exhibit["exhibit"].text_or("?");
        check.need("F21", agreed, what);
    }
    if (!twin["exhibits"].items().empty()) return;
    for (const Node& result : twin["results"].items()) {
        std::string what = "a result of a batch was not reviewed (expected its exhibits/*.json, and `sarap review`): ";
        what += result["sample"]["name"].text_or("?");
        check.need("F21", !result["companions"].present(), what);
    }
}

void check_signers(Checker& check, const Node& twin) {
    const auto signatures = twin["signatures"].items();
    std::string author;
    bool reviewed = false;
    for (const Node& signature : signatures) {
        const std::string role = signature["role"].text(), name = signature["name"].text();
        if (role == "author") author = name;
        reviewed = reviewed || (role == "reviewer" && name != author);
        check.texts("F22", signature, {"name", "date"});
    }
    check.need("F21", reviewed,
               "no reviewer other than the author is to sign (expected laboratory.expert with role reviewer)");
    check_reviews(check, twin);
    check.need("F22", !signatures.empty(), "the report is not signed (expected --cert with --key or a token)");
    if (twin["laboratory"]["expert"].items().size() > 1) {
        bool named = false;
        for (const Node& work : twin["case"]["work"].items()) named = named || !work["what"].text_or("").empty();
        check.need("F23", named, "case.work is empty (expected who did what, with several experts)");
    }
    if (twin["case"]["report"]["type"].text_or("") == "amended")
        check.texts("F24", twin["case"]["amendment"], {"original", "sha256", "changed", "why"});
}

void check_origin(Checker& check, const Node& twin, const std::string& language) {
    for (const Node& result : twin["results"].items()) check.text("F25", result["input"]["sha256"]);
    const std::string commit = twin["program"]["commit"].text_or("unknown");
    check.need("F26", commit != "unknown" && !commit.ends_with("-modified"),
               "the program was built from unreleased source '" + commit + "' (expected a release)");
    if (language == "en") return;
    const std::string hash = Catalogue::of(language).sha256();
    bool approved = false;
    for (const std::string& one : twin["laboratory"]["approved_catalogues"].texts()) approved = approved || one == hash;
    check.need("F27", approved,
               "the sentences in '" + language + "' are not approved (expected " + hash +
                   " in laboratory.approved_catalogues)");
}

}  // namespace

std::vector<MissingField> missing_fields(const Json& twin_json, const std::string& file, const std::string& language) {
    const Node twin(twin_json, file);
    std::vector<MissingField> out;
    Checker check(out);
    check_laboratory(check, twin);
    check_case(check, twin);
    check_methods(check, twin);
    check_results(check, twin);
    check_opinions(check, twin);
    check_signers(check, twin);
    check_origin(check, twin, language);
    std::stable_sort(out.begin(), out.end(), [](const MissingField& a, const MissingField& b) { return a.id < b.id; });
    return out;
}

}  // namespace spec::report
