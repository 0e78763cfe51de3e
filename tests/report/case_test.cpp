#include <gtest/gtest.h>

#include <algorithm>
#include <report/fixtures.hpp>
#include <set>
#include <spec/core/error.hpp>
#include <spec/report/case_file.hpp>
#include <spec/report/checklist.hpp>
#include <spec/report/compose.hpp>
#include <spec/report/report.hpp>
#include <trust/test_keys.hpp>

namespace {

using namespace spec::report;
using spec::Json;

std::string refused(const std::string& toml) {
    try {
        read_case(toml, "case.toml");
        return "no exception";
    } catch (const spec::DataError& error) {
        return error.what();
    }
}

TEST(CaseFile, TakesItsOwnTemplate) {
    EXPECT_EQ(read_case(case_template(), "t")["report"]["type"], "final");
    EXPECT_EQ(read_laboratory(laboratory_template(), "t")["expert"][0]["role"], "author");
    EXPECT_EQ(read_case("[report]\nissued = 2026-11-22\n", "t")["report"]["issued"], "2026-11-22");
}

TEST(CaseFile, SaysWhatIsWrongAndWhere) {
    EXPECT_EQ(refused("[report]\nnumbre = \"1\"\n"),
              "case.toml:2: key 'report.numbre' is unknown (expected one of those of the template)");
    EXPECT_EQ(refused("[report]\nnumber = 5\n"),
              "case.toml:2: 'report.number' is not a text (expected a text in quotes)");
    EXPECT_EQ(refused("[expert]\nwarned = \"yes\"\n"),
              "case.toml:2: 'expert.warned' is not true or false (expected one of them)");
    EXPECT_EQ(refused("report = 1\n"), "case.toml:1: 'report' is not a table (expected [report])");
    EXPECT_EQ(refused("[question]\ntext = \"\"\n"),
              "case.toml:1: 'question' is not a list (expected one, [[question]] or [])");
    EXPECT_EQ(refused("[[opinion]]\npropositions = [1]\n"),
              "case.toml:2: 'opinion.propositions' holds something else than texts (expected texts)");
    EXPECT_EQ(refused("[report\n").substr(0, 22), "case.toml:1: not TOML:");
}

std::string filled(std::string text) {
    for (std::size_t at = text.find("\"\""); at != std::string::npos; at = text.find("\"\"", at + 1))
        text.replace(at, 2, "\"given\"");
    const auto put = [&](const std::string& key, const std::string& value) {
        const std::size_t at = text.find("\n" + key + " ") + 1;
        text.replace(at, text.find('\n', at) - at, key + " = " + value);
    };
    if (text.find("warned") != std::string::npos) {
        put("warned", "true");
        put("begun", "\"2026-11-20\"");
        put("ended", "\"2026-11-21\"");
        put("issued", "\"2026-11-22\"");
        put("propositions", "[\"a\", \"b\"]");
        put("check", "\"saturation\"");
    }
    return text;
}

Request complete_request() {
    Request out;
    out.date = "2026-11-22";
    out.case_file = read_case(filled(std::string(case_template())), "c");
    out.laboratory = read_laboratory(filled(std::string(laboratory_template())), "l");
    (*out.laboratory)["method"][0]["technique"] = "gcms";
    out.further_signers = {{"reviewer", "Bolat Reviewer", std::nullopt}};
    return out;
}

spec::trust::Signer signer() {
    const auto& pair = spec::test::test_authority().signer;
    return spec::trust::pem_signer(pair.certificate, "c", pair.key, "k");
}

Json complete_twin() {
    Json twin = make_twin({to_json(spec::test::gcms_result())}, complete_request(), signer());
    twin["program"]["commit"] = "0123456789ab";
    return twin;
}

std::vector<std::string> missing_in(const Json& twin, const std::string& language = "en") {
    std::vector<std::string> out;
    for (const MissingField& field : missing_fields(twin, "t", language)) out.push_back(field.id);
    return out;
}

TEST(Checklist, IsEmptyForACompleteReport) { EXPECT_EQ(missing_in(complete_twin()), std::vector<std::string>{}); }

TEST(Checklist, ListsEverythingForABareResult) {
    const auto missing = missing_in(make_twin({to_json(spec::test::raman_result())}, {}, {}));
    const std::set<std::string> fields(missing.begin(), missing.end());
    for (const char* id :
         {"F02", "F03", "F04", "F05", "F06", "F07", "F08", "F09", "F10", "F11", "F12", "F13", "F19", "F21", "F22"})
        EXPECT_TRUE(fields.contains(id)) << id;
}

// Every field is taken away in turn, and its id must be named.
TEST(Checklist, NamesEachFieldThatIsTakenAway) {
    const std::vector<std::pair<std::string, std::string>> changes = {
        {"/laboratory/accreditation", "F02"},
        {"/case/report/number", "F03"},
        {"/case/order/ground", "F04"},
        {"/laboratory/expert/0/degree", "F05"},
        {"/case/expert/warned", "F06"},
        {"/case/question/0/answer", "F07"},
        {"/case/circumstances/present", "F08"},
        {"/case/item/0/seal", "F09"},
        {"/case/report/ended", "F10"},
        {"/case/sampling/how", "F11"},
        {"/laboratory/method/0/sop", "F12"},
        {"/case/comment", "F13"},
        {"/results/0/library/0/root", "F14"},
        {"/results/0/findings/0/criteria/rule", "F15"},
        {"/results/0/findings/0/quantity/expanded_uncertainty", "F16"},
        {"/case/opinion/0/propositions", "F18"},
        {"/results/0/findings/0/legal_status/0/as_of", "F19"},
        {"/case/supplied/0/origin", "F20"},
        {"/signatures/1", "F21"},
        {"/signatures/0/date", "F22"},
        {"/results/0/input/sha256", "F25"},
        {"/program/commit", "F26"},
        {"/case/omitted/0/why", "F29"}};
    for (const auto& [path, id] : changes) {
        Json twin = complete_twin();
        const Json::json_pointer place(path);
        ASSERT_TRUE(twin.contains(place)) << path;
        if (place.back() == "1")
            twin["signatures"].erase(1);
        else
            twin.at(place.parent_pointer()).erase(place.back());
        EXPECT_EQ(missing_in(twin), std::vector<std::string>{id}) << path;
    }
    EXPECT_EQ(missing_in(complete_twin(), "ru"), std::vector<std::string>{"F27"});
}

TEST(FinalReport, IsRefusedWithOneLineAMissingField) {
    Request request = complete_request();
    request.final_report = true;
    (*request.case_file)["order"]["body"] = "";
    (*request.laboratory)["name"] = "";
    try {
        make_report({to_json(spec::test::gcms_result())}, request, signer());
        FAIL() << "no exception";
    } catch (const spec::DataError& error) {
        const std::string text = error.what();
        EXPECT_NE(text.find("report: F02: laboratory.name is empty (expected a text)\nreport: F04: case.order.body is "
                            "empty (expected a text)"),
                  std::string::npos)
            << text;
    }
}

// The same places of the twin with the same digits stand on the pages of every language.
TEST(Languages, PrintTheSameValues) {
    const auto values = [](const std::string& language) {
        Json twin = complete_twin();
        twin["results"].push_back(to_json(spec::test::raman_result()));
        std::vector<std::pair<std::string, std::string>> out;
        for (const PrintedValue& value : compose(twin, "t", language).values) out.emplace_back(value.id, value.digits);
        std::sort(out.begin(), out.end());
        return out;
    };
    EXPECT_GT(values("en").size(), 100u);
    EXPECT_EQ(values("en"), values("ru"));
    EXPECT_EQ(values("en"), values("kk"));
}

std::multiset<std::string> places(const std::string& text) {
    std::multiset<std::string> out;
    for (std::size_t at = text.find('{'); at != std::string::npos; at = text.find('{', at + 1))
        out.insert(text.substr(at, text.find('}', at) - at + 1));
    return out;
}

TEST(Languages, HaveTheSameKeysAndPlaces) {
    for (const std::string& language : languages()) {
        EXPECT_EQ(Catalogue::of(language).texts().size(), Catalogue::of("en").texts().size()) << language;
        for (const auto& [key, text] : Catalogue::of("en").texts()) {
            ASSERT_TRUE(Catalogue::of(language).has(key)) << language << " lacks " << key;
            EXPECT_EQ(places(Catalogue::of(language).texts().at(key)), places(text)) << language << " " << key;
        }
    }
}

TEST(Languages, WriteNumbersAndDatesInTheirWay) {
    EXPECT_EQ(Catalogue::of("ru").local_number("0.25"), "0,25");
    EXPECT_EQ(Catalogue::of("kk").local_date("2026-11-22"), "22.11.2026");
    EXPECT_EQ(Catalogue::of("ru").local_date("2026-11-22T10:00:00"), "22.11.2026 10:00:00");
    EXPECT_EQ(Catalogue::of("en").local_number("0.25"), "0.25");
}

TEST(Report, IsDrawnInEveryLanguageWithLongNames) {
    spec::Result result = spec::test::gcms_result(60);
    result.findings[0].substance =
        std::string(150, 'N') + "-(1-carbamoyl-2-methylpropyl)-1-(cyclohexylmethyl)-1H-indazole-3-carboxamide";
    result.components[1].hits[0].name = result.findings[0].substance;
    Request request = complete_request();
    (*request.case_file)["report"]["case"] = std::string(60, '8');
    for (const std::string& language : languages())
        EXPECT_TRUE(render_pdf(make_twin({to_json(result)}, request, {}), "t", language).starts_with("%PDF-1.7"))
            << language;
}

// Nothing in a report claims more than was found (docs/methods/report.md, section 3).
TEST(Languages, NeverOverstate) {
    const std::vector<std::string> forbidden = {"100 %", "certainly",  " pure ",     "no drugs",
                                                "100%",  "безусловно", "несомненно", "сөзсіз"};
    for (const std::string& language : languages())
        for (const auto& [key, text] : Catalogue::of(language).texts())
            for (const std::string& word : forbidden)
                EXPECT_EQ(text.find(word), std::string::npos) << language << " " << key;
}

}  // namespace
