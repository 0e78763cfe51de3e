#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <spec/core/json.hpp>

#include "run_sarap.hpp"
#include "test_data.hpp"

namespace {

using spec::Json;
using spec::test::fresh_folder;
using spec::test::own;
using spec::test::Ran;
using spec::test::run_sarap;
using spec::test::write_file;
using testing::HasSubstr;

TEST(Identify, FindsTheSubstancesOfTheExampleExhibit) {
    const Ran ran = run_sarap({"identify", own("exhibit/exhibit.mzML"), "--as-of", "2026-11-01", "--format", "json"});
    ASSERT_EQ(ran.exit_code, 0) << ran.err;
    const Json result = spec::parse_json(ran.out, "out");
    EXPECT_EQ(result["schema"], "sarap.result/1");
    std::string named;
    for (const Json& finding : result["findings"]) {
        EXPECT_NE(finding["outcome"], "identified");  // principal ions alone never identify
        named += finding["substance"].get<std::string>() + ";";
    }
    EXPECT_THAT(named, HasSubstr("alpha-PVP"));
    EXPECT_THAT(named, HasSubstr("Caffeine"));
}

TEST(Identify, FindsNothingInTheBlank) {
    const Ran ran = run_sarap({"identify", own("exhibit/blank.mzML"), "--format", "json"});
    ASSERT_EQ(ran.exit_code, 0) << ran.err;
    EXPECT_EQ(spec::parse_json(ran.out, "out")["findings"], Json::array());
}

TEST(Identify, WithoutADateTheLegalStatusIsUnknown) {
    const Ran ran = run_sarap({"identify", own("exhibit/exhibit.mzML"), "--format", "json"});
    ASSERT_EQ(ran.exit_code, 0) << ran.err;
    for (const Json& finding : spec::parse_json(ran.out, "out")["findings"]) {
        for (const Json& status : finding["legal_status"]) {
            EXPECT_EQ(status["status"], "unknown");
            EXPECT_TRUE(status["as_of"].is_null());
        }
    }
}

void expect_refused(const std::filesystem::path& file, const std::string& message) {
    const Ran ran = run_sarap({"identify", file.filename()}, file.parent_path());
    EXPECT_EQ(ran.exit_code, 1) << file;
    EXPECT_EQ(ran.err, message + "\n");
    EXPECT_EQ(ran.out, "");
}

// The correction of an axis comes first among the steps, with what it rests on; a file that is none is refused by name.
TEST(Identify, AppliesAndListsACalibrationOfTheAxis) {
    const auto folder = fresh_folder("identify_calibration");
    write_file(folder / "axis.json",
               R"({"schema":"sarap.raman_calibration/1","coefficients":[-1.5],"fitted":[],"verified":[],)"
               R"("instrument":"","date":"2026-11-01","laser_nm":null})");
    write_file(folder / "other.json", "{}");
    const auto ran_with = [&](const std::string& name) {
        return run_sarap(
            {"identify", own("exhibit/exhibit.jdx"), "--calibration", (folder / name).string(), "--format", "json"});
    };
    const Ran ran = ran_with("axis.json");
    ASSERT_EQ(ran.exit_code, 0) << ran.err;
    const Json step = spec::parse_json(ran.out, "out")["processing"][0];
    EXPECT_THAT(step.dump(), HasSubstr("wavenumber calibration"));
    EXPECT_THAT(step.dump(), HasSubstr("-1.5"));
    EXPECT_THAT(step.dump(), HasSubstr("2026-11-01"));
    const Ran refused = ran_with("other.json");
    EXPECT_EQ(refused.exit_code, 1);
    EXPECT_THAT(refused.err,
                HasSubstr("other.json: not a Raman calibration (expected schema sarap.raman_calibration/1)"));
}

TEST(Identify, RefusesWhatIsNotAMeasurement) {
    const auto folder = fresh_folder("identify_refuses");
    write_file(folder / "empty.D.ms", "");
    expect_refused(folder / "empty.D.ms", "empty.D.ms: empty file (expected a measurement)");
    expect_refused(folder / "absent.cdf", "absent.cdf: does not exist (expected a file or folder)");
    std::filesystem::create_directories(folder / "hollow.D");
    expect_refused(folder / "hollow.D", "hollow.D: the folder holds no data.ms (expected an Agilent GC-MS run)");
}

TEST(Identify, RefusesALibraryThatIsNone) {
    const auto folder = fresh_folder("identify_library");
    write_file(folder / "wrong.h5", "this is not HDF5");
    const Ran ran = run_sarap({"identify", own("exhibit/exhibit.mzML"), "-l", "wrong.h5"}, folder);
    EXPECT_EQ(ran.exit_code, 1);
    EXPECT_EQ(ran.err,
              "wrong.h5: not a Sarap library (expected one made by `sarap library build` or `sarap library import`)\n");
}

// Issue: 20 files of which 3 are broken; the other 17 are done, the 3 listed, exit code 4.
TEST(Identify, DoesTheOthersWhenSomeFilesAreBroken) {
    const auto folder = fresh_folder("identify_partly");
    const std::string good = spec::test::read_file(own("exhibit/blank.mzML"));
    std::vector<std::string> arguments{"identify"};
    for (int i = 0; i < 20; ++i) {
        const std::string name = "run" + std::to_string(100 + i) + ".mzML";
        arguments.push_back(name);
        if (i == 3)
            write_file(folder / name, "");
        else if (i == 7)
            write_file(folder / name, good.substr(0, good.size() / 2));
        else if (i != 11)
            write_file(folder / name, good);
    }
    arguments.insert(arguments.end(), {"--format", "jsonl"});
    const Ran ran = run_sarap(arguments, folder);
    EXPECT_EQ(ran.exit_code, 4);
    EXPECT_EQ(std::count(ran.out.begin(), ran.out.end(), '\n'), 17);
    EXPECT_EQ(std::count(ran.err.begin(), ran.err.end(), '\n'), 3);
    EXPECT_THAT(ran.err, HasSubstr("run103.mzML: empty file (expected a measurement)\n"));
    EXPECT_THAT(ran.err, HasSubstr("run107.mzML"));
    EXPECT_THAT(ran.err, HasSubstr("run111.mzML: does not exist (expected a file or folder)\n"));
}

TEST(Identify, AFolderStandsForTheFilesInIt) {
    const auto folder = fresh_folder("identify_folder");
    std::filesystem::create_directories(folder / "day/below");
    std::filesystem::copy(own("exhibit/blank.mzML"), folder / "day/b.mzML");
    std::filesystem::copy(own("exhibit/exhibit.jdx"), folder / "day/a.jdx");
    write_file(folder / "day/notes.bin", std::string("\x01\x02\x03", 3));
    const Ran ran = run_sarap({"identify", "day", "--format", "json"}, folder);
    EXPECT_EQ(ran.exit_code, 0);
    EXPECT_THAT(ran.err, HasSubstr("day/notes.bin: skipped, no reader recognises it\n"));
    const Json results = spec::parse_json(ran.out, "out");
    ASSERT_EQ(results.size(), 2u);
    EXPECT_EQ(results[0]["input"]["path"], "day/a.jdx");
    EXPECT_EQ(results[1]["input"]["path"], "day/b.mzML");
}

}  // namespace
