#include <gtest/gtest.h>

#include <report/fixtures.hpp>
#include <spec/core/error.hpp>
#include <spec/report/compose.hpp>
#include <spec/report/fonts.hpp>
#include <spec/report/report.hpp>
#include <thread>
#include <trust/test_keys.hpp>

namespace {

using namespace spec::report;
using spec::Json;

std::vector<Json> both() { return {to_json(spec::test::gcms_result()), to_json(spec::test::raman_result())}; }

spec::trust::Signer signer() {
    const auto& pair = spec::test::test_authority().signer;
    return spec::trust::pem_signer(pair.certificate, "c.pem", pair.key, "k.pem");
}

std::string message(const Json& result) {
    try {
        render_pdf(make_twin({result}, {}, {}), "a.json", "en");
        return "no exception";
    } catch (const spec::DataError& error) {
        return error.what();
    }
}

TEST(Report, GivesTheSameBytesFromTheSameTwin) {
    Request request;
    request.date = "2026-11-22";
    const Json twin = make_twin(both(), request, signer());
    const std::string text = spec::canonical_json(twin);
    EXPECT_EQ(render_pdf(twin, "a", "en"), render_pdf(spec::parse_json(text, "a"), "a", "en"));
}

TEST(Report, GivesTheSameBytesInManyThreads) {
    const Json twin = make_twin(both(), {}, signer());
    const std::string alone = render_pdf(twin, "a", "en");
    std::vector<std::string> pages(8);
    std::vector<std::thread> threads;
    for (std::string& page : pages) threads.emplace_back([&page, &twin] { page = render_pdf(twin, "a", "en"); });
    for (std::thread& thread : threads) thread.join();
    for (const std::string& page : pages) EXPECT_TRUE(page == alone);
}

TEST(Report, MarksDraftsTestKeysAndUnsignedPages) {
    EXPECT_EQ(compose(make_twin(both(), {}, signer()), "a", "en").marks, (std::vector<std::string>{"DRAFT", "TEST"}));
    EXPECT_EQ(compose(make_twin(both(), {}, {}), "a", "en").marks, (std::vector<std::string>{"DRAFT", "UNSIGNED"}));
}

TEST(Report, RecordsTheIdOfEveryPrintedNumber) {
    const auto document = compose(make_twin(both(), {}, {}), "a", "en");
    const auto digits = [&](const std::string& id) {
        for (const auto& value : document.values)
            if (value.id == id) return value.digits;
        return std::string("not printed");
    };
    EXPECT_EQ(digits("results[0].findings[0].quantity.value"), "34.52");
    EXPECT_EQ(digits("results[0].components[1].retention_time_s"), "10.235");       // 614.1 s in minutes
    EXPECT_EQ(digits("results[0].components[1].conclusion.probability"), "0.987");  // 0.9876 rounded down
}

TEST(Report, IsDrawnForAnEmptyResult) {
    EXPECT_TRUE(
        render_pdf(make_twin({to_json(spec::test::empty_result())}, {}, {}), "a", "en").starts_with("%PDF-1.7"));
}

TEST(Report, NamesThePlaceOfWhatIsWrong) {
    Json result = to_json(spec::test::gcms_result());
    result["findings"][0]["outcome"] = "certain";
    EXPECT_EQ(message(result),
              "a.json: results[0].findings[0].outcome is a text (expected an outcome of a finding, not 'certain')");
    result = to_json(spec::test::gcms_result());
    result["components"][1].erase("retention_time_s");
    EXPECT_EQ(message(result), "a.json: results[0].components[1].retention_time_s is missing (expected a number)");
    result = to_json(spec::test::gcms_result());
    result["chromatogram"]["total_ion_current"].erase(0);
    EXPECT_EQ(
        message(result),
        "a.json: results[0].chromatogram.total_ion_current is a list (expected as many numbers as retention_time_s)");
}

TEST(Fonts, WriteTheCodeOfWhatTheyLack) {
    EXPECT_EQ(Fonts::pinned().printable("\u04d8\u049a \u0394\u2079 cm\u207b\u00b9 \u2264 \u2193 x"),
              "\u04d8\u049a \u0394\u2079 cm\u207b\u00b9 \u2264 \u2193 x");
    EXPECT_EQ(Fonts::pinned().printable("a\u4e2d\tb"), "a[U+4E2D][U+0009]b");
}

TEST(Html, HoldsEverythingAndFetchesNothing) {
    Json twin = make_twin(both(), {}, signer());
    twin["results"][0]["findings"][0]["substance"] = "<script>alert(1)</script>";
    const std::string html = render_html(twin, "a", "kk");
    EXPECT_NE(html.find("&lt;script&gt;alert(1)"), std::string::npos);
    for (const char* bad : {"<script", "http:", "https:", "url("}) EXPECT_EQ(html.find(bad), std::string::npos) << bad;
    EXPECT_NE(html.find("data:image/svg+xml;base64,"), std::string::npos);
    EXPECT_TRUE(html == render_html(twin, "a", "kk")) << "two renderings differ";
}

TEST(ReadResults, TakesAnObjectAListAndLines) {
    const std::string one = spec::canonical_json(to_json(spec::test::gcms_result()));
    EXPECT_EQ(read_results(one + "\n", "a").size(), 1u);
    EXPECT_EQ(read_results("[" + one + "," + one + "]", "a").size(), 2u);
    EXPECT_EQ(read_results(one + "\n" + one + "\n", "a").size(), 2u);
}

TEST(Exhibit, PutsItsJoinedFindingsFirst) {
    Request request;
    Json joined = to_json(spec::test::gcms_result())["findings"][0];
    joined["outcome"] = "identified";
    joined["evidence"] =
        Json::array({{{"technique", "EI-MS"}, {"category", "A"}, {"component", 2}, {"result", "results/a.json"}}});
    Json exhibit = {{"schema", "sarap.exhibit/1"}, {"case", "1"}, {"exhibit", "3"}};
    exhibit["results"] = Json::array({Json{{"file", "results/a.json"}}, Json{{"file", "results/b.json"}}});
    exhibit["findings"] = Json::array({joined});
    request.exhibits.push_back(exhibit);
    const Document document = compose(make_twin(both(), request, {}), "a", "en");
    std::string boxed;
    for (const Block& block : document.blocks)
        if (const auto* paragraph = std::get_if<Paragraph>(&block); paragraph && paragraph->emphasis == Emphasis::boxed)
            boxed = paragraph->text;
    EXPECT_EQ(boxed,
              "Example benzodiazepine was identified; criteria of SWGDRUG met. The salt form is not determined.");
}

TEST(ReadResults, RefusesOtherSchemas) {
    const auto refused = [](const char* text) {
        try {
            read_results(text, "a.json");
            return std::string("no exception");
        } catch (const spec::DataError& error) {
            return std::string(error.what());
        }
    };
    EXPECT_EQ(refused(R"({"schema":"sarap.search/1"})"),
              "a.json: schema 'sarap.search/1' (expected sarap.result/1, from `sarap identify --format json`)");
    EXPECT_EQ(refused("[]"), "a.json: no result in it (expected objects of schema sarap.result/1)");
    EXPECT_EQ(refused("[1]"), "a.json: the value is a number (expected a result, schema sarap.result/1)");
    EXPECT_EQ(refused(R"({})"), "a.json: schema is missing (expected a text)");
}

}  // namespace
