#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <spec/core/json.hpp>
#include <spec/core/text.hpp>

#include "run_sarap.hpp"
#include "test_data.hpp"

namespace {

using spec::Json;
using spec::test::fresh_folder;
using spec::test::has_program;
using spec::test::measured;
using spec::test::Ran;
using spec::test::read_file;
using spec::test::run_program;
using spec::test::run_sarap;
using spec::test::write_file;
using testing::HasSubstr;
using testing::Not;

const std::string run_csv = "retention_time_s,mz,intensity\n1.5,41,10\n1.5,43.05,20\n2.5,41,30\n";
const std::string raman_jdx =
    "##TITLE=quartz\n##JCAMP-DX=4.24\n##DATA TYPE=RAMAN "
    "SPECTRUM\n##$USER=somebody\n##XUNITS=1/CM\n##FIRSTX=104\n##LASTX=100\n"
    "##NPOINTS=3\n##XYDATA=(X++(Y..Y))\n104 1 2 3\n##END=\n";

TEST(Info, TellsWhatARunHolds) {
    const auto folder = fresh_folder("info_run");
    write_file(folder / "a.csv", run_csv);
    const Ran ran = run_sarap({"info", "a.csv", "--format", "json"}, folder);
    ASSERT_EQ(ran.exit_code, 0) << ran.err;
    // SHA-256 by sha256sum of the text above.
    EXPECT_EQ(
        ran.out,
        "{\"format\":\"csv\",\"metadata\":{},\"not_identifiable\":null,\"notes\":[],\"path\":\"a.csv\",\"points\":3,"
        "\"retention_time_s\":[1.5,2.5],\"scans\":2,\"schema\":\"sarap.info/1\",\"sha256\":"
        "\"4ada9d3bbac30c75b715d2fb4f9a2aebd170d6457173d2a6dc48ed1952651ab7\",\"spectra\":2,\"technique\":\"gcms\","
        "\"total_ion_current\":60,\"x\":[41,43.05]}\n");
}

TEST(Info, NamesOperatorsOnlyWhenVerbose) {
    const auto folder = fresh_folder("info_operator");
    write_file(folder / "a.jdx", raman_jdx);
    const Ran plain = run_sarap({"info", "a.jdx"}, folder), verbose = run_sarap({"info", "a.jdx", "--verbose"}, folder);
    ASSERT_EQ(plain.exit_code, 0) << plain.err;
    EXPECT_THAT(plain.out, Not(HasSubstr("somebody")));
    EXPECT_THAT(verbose.out, HasSubstr("  operator          somebody\n"));
    EXPECT_THAT(plain.out, HasSubstr("  format            jcamp_dx\n  technique         raman\n"));
}

TEST(Info, SaysNothingOfTimesForALibrary) {
    const auto folder = fresh_folder("info_library");
    write_file(folder / "a.msp", "Name: A\nNum Peaks: 1\n41 5\n\nName: B\nNum Peaks: 0\n\n");
    const Json json = spec::parse_json(run_sarap({"info", "a.msp", "--format", "json"}, folder).out, "out");
    EXPECT_EQ(json["scans"], 2);
    EXPECT_TRUE(json["retention_time_s"].is_null());
    EXPECT_EQ(json["total_ion_current"], 5);
    EXPECT_EQ(json["notes"], Json::array({"1 of 2 records cannot be used"}));
}

TEST(Info, RefusesWhatIsWrong) {
    const auto folder = fresh_folder("info_wrong");
    write_file(folder / "a.txt", "no numbers\n");
    const Ran unknown = run_sarap({"info", "a.txt"}, folder);
    EXPECT_EQ(unknown.exit_code, 1);
    EXPECT_EQ(unknown.err, "a.txt: unknown format (expected one that `sarap formats` lists)\n");
    const Ran none = run_sarap({"info"}, folder);
    EXPECT_EQ(none.exit_code, 2);
    EXPECT_EQ(none.err, "sarap: info takes one file (see `sarap info --help`)\n");
}

TEST(Convert, WritesPointsInTheOrderOfTheFile) {
    const auto folder = fresh_folder("convert_order");
    write_file(folder / "a.jdx", raman_jdx);
    const Ran ran = run_sarap({"convert", "a.jdx", "--to", "csv"}, folder);
    EXPECT_EQ(ran.exit_code, 0);
    EXPECT_EQ(ran.out, "shift_cm1,intensity\n104,1\n102,2\n100,3\n");
}

TEST(Convert, LeavesNothingBehindWhenItFails) {
    const auto folder = fresh_folder("convert_fails");
    write_file(folder / "a.jdx", raman_jdx);
    const Ran form = run_sarap({"convert", "a.jdx", "--to", "mzml", "-o", "a.mzML"}, folder);
    EXPECT_EQ(form.exit_code, 2);
    EXPECT_EQ(form.err, "sarap: only mass spectra can be written as mzML (expected csv or jcamp for this file)\n");
    const Ran target = run_sarap({"convert", "a.jdx", "--to", "xyz", "-o", "b"}, folder);
    EXPECT_EQ(target.exit_code, 2);
    EXPECT_THAT(target.err, testing::StartsWith("sarap: --to xyz (expected one of csv, msp, jcamp, mzml"));
    const Ran missing = run_sarap({"convert", "a.jdx"}, folder);
    EXPECT_EQ(missing.exit_code, 2);
    EXPECT_THAT(missing.err, testing::StartsWith("sarap: convert needs --to FORMAT"));
    const auto files =
        std::distance(std::filesystem::directory_iterator(folder), std::filesystem::directory_iterator());
    EXPECT_EQ(files, 1);
}

TEST(Convert, OfEveryFormBackToCsvGivesTheSameBytes) {
    const auto folder = fresh_folder("convert_back");
    write_file(folder / "a.csv", run_csv);
    for (const char* form : {"csv", "jcamp", "mzml", "hdf5"}) {
        ASSERT_EQ(run_sarap({"convert", "a.csv", "--to", form, "-o", "b"}, folder).exit_code, 0) << form;
        EXPECT_EQ(run_sarap({"convert", "b", "--to", "csv"}, folder).out, run_csv) << form;
    }
}

TEST(Formats, ListsWhatIsReadAndWritten) {
    const Ran ran = run_sarap({"formats"});
    EXPECT_EQ(ran.exit_code, 0);
    for (const char* name : {"agilent_ms", "jcamp_dx", "msp", "delimited_text", "mzml"})
        EXPECT_THAT(ran.out, HasSubstr(name));
}

/// The run as ProteoWizard's text form writes it: "binary: [2] 41 43.05".
TEST(Convert, WritesMzmlThatProteoWizardReads) {
    if (!has_program("msconvert")) GTEST_SKIP() << "msconvert (libpwiz-tools) is not installed";
    const auto folder = fresh_folder("convert_pwiz");
    write_file(folder / "a.csv", run_csv);
    ASSERT_EQ(run_sarap({"convert", "a.csv", "--to", "mzml", "-o", "a.mzML"}, folder).exit_code, 0);
    const Ran ran = run_program("msconvert", {"a.mzML", "--text", "-o", "pw"}, folder);
    ASSERT_EQ(ran.exit_code, 0) << ran.err;
    const std::string text = read_file(folder / "pw/a.txt");
    EXPECT_THAT(text, HasSubstr("binary: [2] 41 43.05"));
    EXPECT_THAT(text, HasSubstr("binary: [2] 10 20"));
    EXPECT_THAT(text, HasSubstr("scan start time, 2.5, second"));
}

TEST(Convert, WritesJcampThatJcampconverterReads) {
    const std::string modules = "NODE_PATH=" SARAP_BINARY_DIR "/npm/node_modules";
    if (run_program("env", {modules, "node", "-e", "require('jcampconverter')"}).exit_code != 0)
        GTEST_SKIP() << "npm's jcampconverter is not installed (scripts/test fetches it)";
    const auto folder = fresh_folder("convert_node");
    write_file(folder / "a.jdx", raman_jdx);
    ASSERT_EQ(run_sarap({"convert", "a.jdx", "--to", "jcamp", "-o", "b.jdx"}, folder).exit_code, 0);
    const char* script =
        "const d=require('jcampconverter').convert(require('fs').readFileSync('b.jdx','utf8'));"
        "const s=d.flatten[0].spectra[0].data;console.log(Array.from(s.x).join()+' '+Array.from(s.y).join())";
    const Ran ran = run_program("env", {modules, "node", "-e", script}, folder);
    EXPECT_EQ(ran.out, "104,102,100 1,2,3\n") << ran.err;
}

}  // namespace
