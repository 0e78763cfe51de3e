#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <spec/core/json.hpp>

#include "run_sarap.hpp"
#include "test_data.hpp"

namespace {

using spec::Json;
using spec::test::fresh_folder;
using spec::test::own;
using spec::test::Ran;
using spec::test::read_file;
using spec::test::run_sarap;
using spec::test::write_file;
using testing::HasSubstr;

// A case with the example exhibit (alpha-PVP, caffeine) and observations of it.
Ran batch_with(const std::filesystem::path& folder, const std::string& rows) {
    for (const char* file : {"blank.mzML", "exhibit.mzML"}) std::filesystem::copy(own("exhibit") / file, folder / file);
    write_file(
        folder / "sequence.csv",
        "file,sample,type,case,exhibit,technique\nblank.mzML,B1,blank,,,gcms\nexhibit.mzML,X1,exhibit,K-1,E1,gcms\n");
    write_file(folder / "o.csv", "case,exhibit,kind,test,claims,result,by,date,origin\n" + rows);
    return run_sarap({"batch", "sequence.csv", "-o", "case", "--observations", "o.csv"}, folder);
}

TEST(Observations, StandWithTheExhibitComparedAndInTheReport) {
    const auto folder = fresh_folder("observations");
    const Ran ran = batch_with(folder,
                               "K-1,E1,strip,kit 7,fentanyl,positive,,2026-11-01,police\n"
                               "K-1,E1,colour_test,Marquis,cathinone,positive,,,police\n"
                               "K-1,E1,microscopic,,,negative,A,,\n"
                               "K-1,E9,strip,kit 7,tramadol,positive,,,police\n");
    ASSERT_EQ(ran.exit_code, 0) << ran.err;
    const Json exhibit = spec::parse_json(read_file(folder / "case/exhibits/K-1_E1.json"), "e");
    ASSERT_EQ(exhibit["presumptive"].size(), 2u);
    EXPECT_EQ(exhibit["presumptive"][0]["agreement"], "not_confirmed");
    EXPECT_EQ(exhibit["presumptive"][1]["agreement"], "agrees");
    EXPECT_EQ(exhibit["presumptive"][1]["found"][0]["substance"], "alpha-PVP");
    EXPECT_TRUE(exhibit["cannabis"]["plant"]["named"].is_null());
    for (const Json& finding : exhibit["findings"])
        for (const Json& evidence : finding["evidence"]) EXPECT_NE(evidence["category"], "C") << "a test is no finding";
    EXPECT_THAT(read_file(folder / "case/sequence.json"),
                HasSubstr("the strip of exhibit 'E9' belongs to no exhibit of the sequence"));
    const auto pdf = (folder / "case/reports/K-1_E1.pdf").string();
    if (!spec::test::has_program("pdftotext")) GTEST_SKIP() << "pdftotext is not at hand";
    const std::string text = spec::test::run_program("pdftotext", {pdf, "-"}).out;
    EXPECT_THAT(text, HasSubstr("Field tests and tests of the plant"));
    EXPECT_THAT(text, HasSubstr("the laboratory names no"));
}

TEST(Observations, ThatAreWrongStopTheBatchBeforeItBegins) {
    const auto folder = fresh_folder("observations_wrong");
    const Ran ran = batch_with(folder, "K-1,E1,strip,kit 7,fentanyl,perhaps,,,police\n");
    EXPECT_EQ(ran.exit_code, 1);
    EXPECT_EQ(ran.err, "o.csv:2: result 'perhaps' (expected positive, negative or inconclusive)\n");
    EXPECT_FALSE(std::filesystem::exists(folder / "case/results"));
}

}  // namespace
