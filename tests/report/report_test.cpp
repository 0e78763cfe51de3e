#include <gtest/gtest.h>

#include <report/fixtures.hpp>
#include <spec/core/error.hpp>
#include <spec/report/compose.hpp>
#include <spec/report/report.hpp>
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
    const Json twin = make_twin(both(), {"en", "2026-11-22"}, signer());
    const std::string text = spec::canonical_json(twin);
    EXPECT_EQ(render_pdf(twin, "a", "en"), render_pdf(spec::parse_json(text, "a"), "a", "en"));
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
    EXPECT_EQ(digits("results[0].components[1].retention_time_s"), "10.235");  // 614.1 s in minutes
    EXPECT_EQ(digits("results[0].components[1].conclusion.probability"), "0.987");  // 0.9876 rounded down
}

TEST(Report, IsDrawnForAnEmptyResult) {
    EXPECT_TRUE(render_pdf(make_twin({to_json(spec::test::empty_result())}, {}, {}), "a", "en").starts_with("%PDF-1.4"));
}

TEST(Report, NamesThePlaceOfWhatIsWrong) {
    Json result = to_json(spec::test::gcms_result());
    result["findings"][0]["outcome"] = "certain";
    EXPECT_EQ(message(result), "a.json: results[0].findings[0].outcome is a text (expected an outcome of a finding, not 'certain')");
    result = to_json(spec::test::gcms_result());
    result["components"][1].erase("retention_time_s");
    EXPECT_EQ(message(result), "a.json: results[0].components[1].retention_time_s is missing (expected a number)");
    result = to_json(spec::test::gcms_result());
    result["chromatogram"]["total_ion_current"].erase(0);
    EXPECT_EQ(message(result), "a.json: results[0].chromatogram.total_ion_current is a list (expected as many numbers as retention_time_s)");
}

TEST(ReadResults, TakesAnObjectAListAndLines) {
    const std::string one = spec::canonical_json(to_json(spec::test::gcms_result()));
    EXPECT_EQ(read_results(one + "\n", "a").size(), 1u);
    EXPECT_EQ(read_results("[" + one + "," + one + "]", "a").size(), 2u);
    EXPECT_EQ(read_results(one + "\n" + one + "\n", "a").size(), 2u);
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
