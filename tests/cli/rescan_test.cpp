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

// The example exhibit, identified with a library that knows none of its substances.
std::filesystem::path old_result(const std::string& name) {
    const auto folder = fresh_folder(name);
    write_file(folder / "old.msp",
               "Name: Made up\nID: 1\nNum Peaks: 6\n51 10\n63 30\n77 100\n89 40\n201 60\n233 90\n\n");
    EXPECT_EQ(run_sarap({"library", "import", "old.msp", "-l", "old.h5"}, folder).exit_code, 0);
    const Ran ran = run_sarap(
        {"identify", own("exhibit/exhibit.mzML"), "-l", "old.h5", "--format", "json", "-o", "r.json"}, folder);
    EXPECT_EQ(ran.exit_code, 0) << ran.err;
    return folder;
}

std::vector<Json> lines_of(const std::string& text) {
    std::vector<Json> lines;
    for (std::size_t begin = 0; begin < text.size();) {
        const std::size_t end = text.find('\n', begin);
        lines.push_back(spec::parse_json(text.substr(begin, end - begin), "line"));
        begin = end + 1;
    }
    return lines;
}

TEST(Rescan, ListsWhatANewLibraryWouldFindAndChangesNothing) {
    const auto folder = old_result("rescan_new");
    const std::string before = read_file(folder / "r.json");
    const Ran ran = run_sarap({"rescan", "r.json", "--format", "jsonl", "--as-of", "2026-11-01"}, folder);
    ASSERT_EQ(ran.exit_code, 0) << ran.err;
    std::string named;
    for (const Json& line : lines_of(ran.out)) {
        EXPECT_EQ(line["schema"], "sarap.rescan/1");
        EXPECT_EQ(line["before"]["library"][0]["name"], "old");
        EXPECT_EQ(line["now"]["library"][0]["name"], "Sarap starter library");
        for (const Json& candidate : line["candidates"]) {
            named += candidate["name"].get<std::string>() + ";";
            EXPECT_EQ(candidate["legal_status"][0]["as_of"], "2026-11-01");
        }
    }
    EXPECT_THAT(named, HasSubstr("alpha-PVP"));
    EXPECT_THAT(named, HasSubstr("Caffeine"));
    EXPECT_THAT(ran.err, HasSubstr("searched again "));
    EXPECT_EQ(read_file(folder / "r.json"), before);
    // The same with one thread; and the same library again finds nothing new.
    EXPECT_EQ(
        run_sarap({"rescan", "r.json", "--format", "jsonl", "--as-of", "2026-11-01", "--threads", "1"}, folder).out,
        ran.out);
    EXPECT_EQ(run_sarap({"rescan", "r.json", "-l", "old.h5"}, folder).out, "");
}

TEST(Rescan, RefusesWhatIsNoResultAndGoesOn) {
    const auto folder = old_result("rescan_refuses");
    std::filesystem::create_directories(folder / "results");
    std::filesystem::copy(folder / "r.json", folder / "results/a.json");
    write_file(folder / "results/b.json", "{\"schema\":\"sarap.result/1\",\"input\":{}}");
    write_file(folder / "results/c.json", "{\"schema\":\"other\"}");
    const Ran ran = run_sarap({"rescan", "results", "--quiet"}, folder);
    EXPECT_EQ(ran.exit_code, 4);
    EXPECT_THAT(ran.out, HasSubstr("results/a.json  component "));
    EXPECT_THAT(ran.err, HasSubstr("results/b.json: lacks a part of a result: "));
    EXPECT_THAT(ran.err, HasSubstr("results/c.json: schema 'other' (expected sarap.result/1"));
    EXPECT_EQ(run_sarap({"rescan", "results/c.json"}, folder).exit_code, 1);
    const Ran nothing = run_sarap({"rescan"}, folder);
    EXPECT_EQ(nothing.exit_code, 2);
    EXPECT_EQ(nothing.err, "sarap: rescan: no result (expected RESULT.json..., or folders of them)\n");
}

TEST(Notify, WritesAPdfWithItsJson) {
    const auto folder = old_result("notify");
    write_file(folder / "note.toml",
               "harm = \"none known\"\n[laboratory]\nname = \"L\"\n[substance]\nname = \"example\"\nstructure = "
               "\"CNC(C)C(=O)c1ccc(C)cc1\"\nstructure_origin = \"NMR\"\n[sample]\nkind = \"seizure\"\n");
    const Ran ran = run_sarap(
        {"notify", "r.json", "--component", "1", "--details", "note.toml", "--status", "first_national", "-o", "n.pdf"},
        folder);
    ASSERT_EQ(ran.exit_code, 0) << ran.err;
    EXPECT_EQ(ran.err, "n.pdf and n.json: written, not signed\n");
    EXPECT_EQ(read_file(folder / "n.pdf").substr(0, 5), "%PDF-");
    const Json note = spec::parse_json(read_file(folder / "n.json"), "n.json");
    EXPECT_EQ(note["schema"], "sarap.notification/1");
    EXPECT_EQ(note["status"], "first_national");
    EXPECT_EQ(note["substance"]["formula"], "C11H15NO");
    EXPECT_EQ(note["substance"]["inchikey"], "YELGFTGWJGBAQU-UHFFFAOYSA-N");
    EXPECT_EQ(note["substance"]["rules"][0]["id"], "uk-2010-cathinone");
    EXPECT_EQ(note["sample"], (Json{{"kind", "seizure"}}));
    EXPECT_FALSE(note["identification"]["ei_peaks"].empty());
    EXPECT_EQ(read_file(folder / "n.json").find("exhibit.mzML"), std::string::npos)
        << "no file names leave the laboratory";
    EXPECT_EQ(
        run_sarap({"notify", "r.json", "--component", "1", "--details", "note.toml", "--status", "first_national"},
                  folder)
            .out,
        read_file(folder / "n.json"));
}

TEST(Notify, SaysWhatIsMissing) {
    const auto folder = old_result("notify_refuses");
    const auto refused = [&](std::vector<std::string> arguments, int code, const std::string& message) {
        arguments.insert(arguments.begin(), "notify");
        const Ran ran = run_sarap(arguments, folder);
        EXPECT_EQ(ran.exit_code, code);
        EXPECT_EQ(ran.err, message + "\n");
        EXPECT_EQ(ran.out, "");
    };
    const auto count = spec::parse_json(read_file(folder / "r.json"), "r")["components"].size();
    refused({"r.json"}, 2, "sarap: notify: no component (expected --component N)");
    refused({"r.json", "--component", "99"}, 1,
            "r.json: has no component 99 (expected 1 to " + std::to_string(count) + ")");
    refused({"r.json", "--component", "1", "--status", "old"}, 2,
            "sarap: --status old (expected one of new, first_national, update)");
    refused({"r.json", "--component", "1", "--structure", "C("}, 1,
            "--structure: SMILES 'C(' does not parse (expected one structure)");
    refused({"r.json", "--component", "1", "-o", "r.pdf"}, 2,
            "sarap: --output r.pdf would replace r.json by the notification's JSON (expected another name)");
}

TEST(Library, ShowsItsGaps) {
    const Ran ran = run_sarap({"library", "show", "--gaps", "--format", "json"});
    ASSERT_EQ(ran.exit_code, 0) << ran.err;
    const Json gaps = spec::parse_json(ran.out, "out");
    EXPECT_EQ(gaps["schema"], "sarap.gaps/1");
    std::size_t structures = 0;
    for (const Json& gap : gaps["gaps"])
        for (const Json& what : gap["lacks"]) structures += what == "structure";
    EXPECT_EQ(gaps["lacking"]["structure"], structures);
    EXPECT_GT(structures, 0u);
    EXPECT_EQ(run_sarap({"library", "show", "fentanyl", "--gaps"}).err,
              "sarap: library show --gaps: takes no name (it lists what all substances lack)\n");
}

// Of a run the component at a time is taken: caffeine of the example exhibit stands for a standard.
TEST(Library, TakesAStandardOutOfARun) {
    const auto folder = fresh_folder("library_run");
    const Ran keys = spec::test::run_program(
        "openssl",
        {"req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", "a.key", "-out",
         "a.pem", "-subj", "/CN=A", "-days", "30", "-addext", "keyUsage=critical,digitalSignature"},
        folder);
    ASSERT_EQ(keys.exit_code, 0) << keys.err;
    std::filesystem::create_directories(folder / "text");
    write_file(folder / "text/substances.csv",
               "id,name,formula,cas,inchikey,smiles,class,structure_verified\n"
               "S000001,Caffeine,C8H10N4O2,58-08-2,RYYVLZVUVIJVGH-UHFFFAOYSA-N,Cn1c(=O)c2c(ncn2C)n(C)c1=O,other,x\n");
    write_file(folder / "add.toml", "why = \"own standard\"\nsubstance = \"S000001\"\n");
    const auto exhibit = own("exhibit/exhibit.mzML").string();
    const std::vector<std::string> common{"library",   "add",   "text",  "add.toml", "--spectrum", exhibit,
                                          "--curator", "a.pem", "--key", "a.key",    "--date",     "2026-11-20"};
    const Ran without = run_sarap(common, folder);
    EXPECT_EQ(without.exit_code, 2);
    EXPECT_THAT(without.err,
                HasSubstr("exhibit.mzML is a run (expected --time SECONDS of the standard's peak; its largest "
                          "components: "));
    auto far = common;
    far.insert(far.end(), {"--time", "1"});
    const Ran nothing = run_sarap(far, folder);
    EXPECT_EQ(nothing.exit_code, 1);
    EXPECT_THAT(nothing.err, HasSubstr("no component within 3 s of 1 s (the nearest: "));
    // The time of caffeine as identify gives it.
    const Json result = spec::parse_json(run_sarap({"identify", exhibit, "--format", "json"}).out, "r");
    double time = 0;
    for (const Json& component : result["components"])
        for (const Json& candidate : component["conclusion"]["candidates"])
            if (candidate["name"] == "Caffeine") time = component["retention_time_s"];
    ASSERT_GT(time, 0);
    auto there = common;
    there.insert(there.end(), {"--time", std::to_string(time)});
    const Ran ran = run_sarap(there, folder);
    ASSERT_EQ(ran.exit_code, 0) << ran.err;
    EXPECT_THAT(ran.out, HasSubstr("look at: [provenance] states no lot of the reference material's spectrum"));
    EXPECT_THAT(ran.out, HasSubstr("proposed P0001"));
    const std::string msp = read_file(folder / "text/proposals/P0001/text/spectra/S000001.msp");
    EXPECT_THAT(msp, HasSubstr("InChIKey: RYYVLZVUVIJVGH-UHFFFAOYSA-N"));
    EXPECT_THAT(msp, HasSubstr("measured_sha256: "));
    EXPECT_THAT(msp, HasSubstr("\n194 ")) << "the molecular ion of caffeine";
}

// A library of an older program holds a calibration that this one does not read: say what to do.
TEST(Library, OfAnotherVersionSaysWhatToDo) {
    const auto folder = fresh_folder("library_version");
    std::filesystem::create_directories(folder / "text/calibration");
    write_file(folder / "text/substances.csv",
               "id,name,formula,cas,inchikey,smiles,class,structure_verified\n"
               "S000001,Opium,,,,,plant,no structure\n");
    write_file(folder / "text/calibration/ei.toml", "a = 1\n");
    ASSERT_EQ(run_sarap({"library", "build", "text", "-o", "a.h5"}, folder).exit_code, 0);
    write_file(folder / "q.msp", "Name: q\nNum Peaks: 1\n44 100\n\n");
    const Ran ran = run_sarap({"search", "q.msp", "-l", "a.h5"}, folder);
    EXPECT_EQ(ran.exit_code, 1);
    EXPECT_THAT(ran.err,
                HasSubstr("a.h5: was made by another version of this program, whose calibration this one does not "
                          "read: "));
    EXPECT_THAT(ran.err, HasSubstr("; make it again with `sarap library import` or `build`\n"));
}

}  // namespace
