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
    EXPECT_THAT(ran.err, HasSubstr("absent.mzML: does not exist (expected a file or folder)\n"));
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
    EXPECT_THAT(ran.out, HasSubstr("kept 1"));
    const auto again = run_sarap({"batch", "sequence.csv", "-o", "two", "--no-reports", "--resume"}, folder);
    EXPECT_THAT(again.out, HasSubstr("kept 3"));
    for (const char* file : {"results/B1.json", "results/X1.json", "results/X2.json", "sequence.json", "log.jsonl",
                             "exhibits/K-1_E%2F1.json"})
        EXPECT_TRUE(read_file(folder / "one" / file) == read_file(folder / "two" / file)) << file;
}

TEST(Batch, VerifyPassesAnUntouchedCaseAndNamesWhatWasTouched) {
    const auto folder = day("batch_verify");
    run_sarap({"batch", "sequence.csv", "-o", "case", "--no-reports"}, folder);
    EXPECT_EQ(run_sarap({"verify", "case"}, folder).exit_code, 0);
    write_file(folder / "case/results/X1.json", read_file(folder / "case/results/X1.json") + " ");
    write_file(folder / "case/results/Y.json", "{}");
    const auto changed = run_sarap({"verify", "case"}, folder);
    EXPECT_EQ(changed.exit_code, 1);
    EXPECT_THAT(changed.out, HasSubstr("C02 failed: results/X1.json was changed after it was logged"));
    EXPECT_THAT(changed.out, HasSubstr("C03 failed: results/Y.json stands in no line of the log"));
    EXPECT_THAT(changed.out, HasSubstr("C05 failed: exhibits/K-1_E%2F1.json rests on another results/X1.json"));
    const std::string log = read_file(folder / "case/log.jsonl");
    write_file(folder / "case/log.jsonl", log.substr(log.find('\n') + 1));
    EXPECT_THAT(run_sarap({"verify", "case"}, folder).out,
                HasSubstr("C01 failed: line 1 does not follow from the one before"));
}

TEST(Batch, RefusesAFolderWithAnotherSequencesResults) {
    const auto folder = day("batch_foreign");
    run_sarap({"batch", "sequence.csv", "-o", "case", "--no-reports"}, folder);
    write_file(folder / "other.csv", "file,sample,type\nblank.mzML,C1,blank\n");
    const auto ran = run_sarap({"batch", "other.csv", "-o", "case"}, folder);
    EXPECT_EQ(ran.exit_code, 1);
    EXPECT_EQ(
        ran.err,
        "case/results/B1.json: is not of this sequence (expected an empty folder, or that of the same sequence)\n");
}

TEST(Batch, APlaceThatCannotBeWrittenIsTheRowsFailure) {
    const auto folder = day("batch_unwritable");
    std::filesystem::create_directories(folder / "case/results/X1.json/in_the_way");
    const auto ran = run_sarap({"batch", "sequence.csv", "-o", "case", "--no-reports"}, folder);
    EXPECT_EQ(ran.exit_code, 4);
    EXPECT_THAT(ran.err, HasSubstr("case/results/X1.json: cannot be written: Is a directory"));
    EXPECT_THAT(ran.out, HasSubstr("rows done 2 failed 2"));
}

TEST(Batch, ARowThatSaysAnotherTechniqueThanItsFileFails) {
    const auto folder = day("batch_technique");
    write_file(folder / "s.csv", "file,sample,type,technique\nexhibit.jdx,X1,exhibit,gcms\n");
    EXPECT_THAT(run_sarap({"batch", "s.csv", "-o", "case"}, folder).err,
                HasSubstr("exhibit.jdx: is raman (expected gcms, as its row says)\n"));
}

TEST(Batch, TakesAFolderAndSaysWhatItGuessed) {
    const auto folder = day("batch_folder");
    std::filesystem::create_directories(folder / "day");
    for (const char* file : {"blank.mzML", "exhibit.mzML", "exhibit.jdx"})
        std::filesystem::rename(folder / file, folder / "day" / file);
    const auto plan = run_sarap({"batch", "day", "--dry-run"}, folder);
    EXPECT_EQ(plan.exit_code, 0);
    EXPECT_THAT(plan.err, HasSubstr("note: day/blank.mzML: taken as blank, guessed from the name 'blank'\n"));
    EXPECT_THAT(plan.out, HasSubstr("1  blank  blank (guessed from 'blank')\n"));
    EXPECT_THAT(plan.out, HasSubstr("blank blank; standards none; ladder none; checks none before, none after; other "
                                    "measurements exhibit.jdx\n"));
    EXPECT_EQ(run_sarap({"batch", "day", "-o", "case", "--no-reports"}, folder).out,
              "rows done 3 failed 0 kept 0 exhibits 1\n");
}

TEST(Batch, WatchTakesWhatIsFinishedAndKeepsIt) {
    const auto folder = day("batch_watch");
    const auto ran = run_sarap(
        {"batch", "sequence.csv", "-o", "case", "--no-reports", "--watch", "--settle", "0.3", "--idle", "2"}, folder);
    EXPECT_EQ(ran.out, "rows done 3 failed 0 kept 0 exhibits 1\n");
    EXPECT_EQ(run_sarap({"verify", "case"}, folder).exit_code, 0);
}

TEST(Batch, TwoBatchesExcludeEachOther) {
    const auto folder = day("batch_lock");
    std::filesystem::create_directories(folder / "case");
    const auto ran = spec::test::run_program(
        "flock", {"case/.lock", std::string(SARAP_BINARY_DIR) + "/bin/sarap", "batch", "sequence.csv", "-o", "case"},
        folder);
    EXPECT_EQ(ran.exit_code, 1);
    EXPECT_EQ(ran.err, "case: another batch works in this folder (expected to be alone)\n");
}

TEST(Batch, ATermSignalLeavesWhatIsDoneAndResumeFinishesIt) {
    const auto folder = day("batch_signal");
    run_sarap({"batch", "sequence.csv", "-o", "whole", "--no-reports"}, folder);
    const auto stopped = spec::test::run_program("timeout",
                                                 {"-s", "TERM", "0.05", std::string(SARAP_BINARY_DIR) + "/bin/sarap",
                                                  "batch", "sequence.csv", "-o", "case", "--no-reports"},
                                                 folder);
    run_sarap({"batch", "sequence.csv", "-o", "case", "--no-reports", "--resume"}, folder);
    for (const char* file : {"results/B1.json", "results/X1.json", "sequence.json", "log.jsonl"})
        EXPECT_TRUE(read_file(folder / "whole" / file) == read_file(folder / "case" / file)) << file;
}

TEST(Batch, TakesCaseNamesWithSlashesAndThreeHundredCharacters) {
    const auto folder = day("batch_names");
    const std::string longest(300, 'k');
    write_file(folder / "s.csv",
               "file,sample,type,case,exhibit\nexhibit.mzML,X1,exhibit,../../etc,a/b\nexhibit.jdx,X2,exhibit," +
                   longest + "," + longest + "\n");
    const auto ran = run_sarap({"batch", "s.csv", "-o", "case"}, folder);
    EXPECT_EQ(ran.out, "rows done 2 failed 0 kept 0 exhibits 2\n");
    EXPECT_TRUE(std::filesystem::exists(folder / "case/reports/%2E.%2F..%2Fetc_a%2Fb.pdf"));
    EXPECT_EQ(run_sarap({"verify", "case"}, folder).exit_code, 0);
}

TEST(Diff, SaysWhatMadeTheDifference) {
    const auto folder = day("diff");
    run_sarap({"batch", "sequence.csv", "-o", "one", "--no-reports"}, folder);
    run_sarap({"batch", "sequence.csv", "-o", "two", "--no-reports", "--as-of", "2026-11-01"}, folder);
    const auto same = run_sarap({"diff", "one", "one"}, folder);
    EXPECT_EQ(same.out, "results compared 3 with other findings 0\n");
    const auto ran = run_sarap({"diff", "one", "two"}, folder);
    EXPECT_EQ(ran.exit_code, 0);
    EXPECT_THAT(ran.out, HasSubstr("X1.json\n  the findings are the same\n  differs without effect: question\n"));
    std::filesystem::remove_all(folder / "three");
    run_sarap({"batch", "sequence.csv", "-o", "three", "--no-reports", "--jurisdiction", "DE", "--as-of", "2026-11-01"},
              folder);
    EXPECT_THAT(run_sarap({"diff", "two", "three"}, folder).out, HasSubstr("  made by: question\n"));
}

TEST(Sampling, GivesTheNumbersOfTheGuidelines) {
    // UNODC/ENFSI ST/NAR/38, table of the hypergeometric method, 95 %: 100 units, share 0.9: 23; Bayesian with a
    // uniform prior and a large population: 1 - 0.9^(n + 1) >= 0.95, n = 28.
    EXPECT_EQ(run_sarap({"sampling", "--population", "100"}).out,
              "at least 90 % of 100 units, confidence 95 %, at most 0 negative\nhypergeometric: examine 23 units\n"
              "Bayesian, prior Beta(1, 1): examine 22 units\n");
    EXPECT_EQ(run_sarap({"sampling", "--population", "0"}).err,
              "sarap: a population of 0 units (expected 1 or more)\n");
}

TEST(Batch, DoesNotDependOnTheNumberOfThreads) {
    const auto folder = day("batch_threads");
    run_sarap({"batch", "sequence.csv", "-o", "one", "--threads", "1"}, folder);
    run_sarap({"batch", "sequence.csv", "-o", "four", "--threads", "4"}, folder);
    for (const char* file : {"results/X1.json", "sequence.json", "sequence.html", "log.jsonl", "reports/K-1_E%2F1.pdf"})
        EXPECT_TRUE(read_file(folder / "one" / file) == read_file(folder / "four" / file)) << file;
}

}  // namespace
