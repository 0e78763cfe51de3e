#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <spec/core/json.hpp>

#include "run_sarap.hpp"
#include "test_data.hpp"

namespace {

using spec::Json;
using spec::test::fresh_folder;
using spec::test::own;
using spec::test::read_file;
using spec::test::run_sarap;
using spec::test::write_file;
using testing::HasSubstr;

std::filesystem::path day(const char* name) {
    const auto folder = fresh_folder(name);
    for (const char* file : {"blank.mzML", "exhibit.mzML", "exhibit.jdx"})
        std::filesystem::copy(own("exhibit") / file, folder / file);
    write_file(
        folder / "sequence.csv",
        "file,sample,type,case,exhibit,technique\nblank.mzML,B1,blank,,,gcms\nexhibit.mzML,X1,exhibit,K-1,E/1,gcms\n"
        "exhibit.jdx,X2,exhibit,K-1,E/1,raman\nabsent.mzML,X3,exhibit,K-1,E/2,gcms\n");
    return folder;
}

TEST(Batch, WritesTheCaseFolderAndListsTheRowThatFails) {
    const auto folder = day("batch");
    const auto ran = run_sarap({"batch", "sequence.csv", "-o", "case"}, folder);
    EXPECT_EQ(ran.exit_code, 4);
    EXPECT_EQ(ran.err, "absent.mzML: does not exist (expected a file or folder)\n");
    EXPECT_EQ(ran.out, "rows done 3 failed 1 kept 0 exhibits 1\n");
    const Json joined = spec::parse_json(read_file(folder / "case/exhibits/K-1_E%2F1.json"), "e");
    EXPECT_EQ(joined["results"].size(), 2u);
    EXPECT_TRUE(std::filesystem::exists(folder / "case/reports/K-1_E%2F1.pdf"));
    const Json sequence = spec::parse_json(read_file(folder / "case/sequence.json"), "s");
    EXPECT_EQ(sequence["rows"][1]["blank"], "B1");
    EXPECT_EQ(sequence["failures"].size(), 1u);
}

TEST(Batch, ResumeGivesTheSameBytes) {
    const auto folder = day("batch_resume");
    run_sarap({"batch", "sequence.csv", "-o", "one", "--no-reports"}, folder);
    run_sarap({"batch", "sequence.csv", "-o", "two", "--no-reports"}, folder);
    std::filesystem::remove(folder / "two/results/X2.json");
    write_file(folder / "two/results/X1.json", read_file(folder / "two/results/X1.json") + " ");
    const auto ran = run_sarap({"batch", "sequence.csv", "-o", "two", "--no-reports", "--resume"}, folder);
    EXPECT_THAT(ran.out, HasSubstr("kept 0"));
    const auto again = run_sarap({"batch", "sequence.csv", "-o", "two", "--no-reports", "--resume"}, folder);
    EXPECT_THAT(again.out, HasSubstr("kept 2"));
    for (const char* file : {"results/B1.json", "results/X1.json", "results/X2.json", "sequence.json", "log.jsonl",
                             "exhibits/K-1_E%2F1.json"})
        EXPECT_TRUE(read_file(folder / "one" / file) == read_file(folder / "two" / file)) << file;
}

TEST(Batch, DoesNotDependOnTheNumberOfThreads) {
    const auto folder = day("batch_threads");
    run_sarap({"batch", "sequence.csv", "-o", "one", "--threads", "1"}, folder);
    run_sarap({"batch", "sequence.csv", "-o", "four", "--threads", "4"}, folder);
    for (const char* file : {"results/X1.json", "sequence.json", "log.jsonl", "reports/K-1_E%2F1.pdf"})
        EXPECT_TRUE(read_file(folder / "one" / file) == read_file(folder / "four" / file)) << file;
}

}  // namespace
