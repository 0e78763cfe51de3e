#include <gtest/gtest.h>

#include <algorithm>
#include <spec/io/format.hpp>
#include <spec/library/change_file.hpp>
#include <spec/library/diff.hpp>
#include <spec/library/hdf5_file.hpp>
#include <spec/library/library.hpp>
#include <spec/library/proposal.hpp>
#include <spec/library/text_folder.hpp>
#include <spec/library/verify.hpp>
#include <spec/trust/certificate.hpp>

#include "../trust/test_keys.hpp"
#include "library_text.hpp"

namespace {

namespace fs = std::filesystem;
using namespace spec::library;
using spec::trust::Verdict;

struct Curators {
    spec::test::PemPair root, first, second;
    spec::trust::Signer signer(const spec::test::PemPair& pair) const {
        return spec::trust::pem_signer(pair.certificate + root.certificate, "curator.pem", pair.key, "curator.key");
    }
    std::vector<spec::trust::Certificate> roots() const {
        return spec::trust::read_certificates(root.certificate, "root.pem");
    }
};

const Curators& curators() {
    static const Curators held = [] {
        Curators made;
        spec::test::CertificateRequest request;
        request.valid_from_s = -3650L * 86400;
        request.valid_to_s = 3650L * 86400;
        request.name = "Root";
        request.key_usage = "critical,keyCertSign";
        request.basic_constraints = "critical,CA:TRUE";
        made.root = spec::test::make_certificate(request);
        request.issuer = &made.root;
        request.key_usage = "critical,digitalSignature,nonRepudiation";
        request.basic_constraints = "critical,CA:FALSE";
        request.name = "Aida First";
        request.serial = 2;
        made.first = spec::test::make_certificate(request);
        request.name = "Berik Second";
        request.serial = 3;
        made.second = spec::test::make_certificate(request);
        return made;
    }();
    return held;
}

constexpr const char* day = "2026-11-20";

fs::path fresh_text(const std::string& name) {
    return spec::test::write_text(spec::test::fresh_folder("release_" + name) / "text", spec::test::small_text());
}

// The small library as its first release, and the file built from it.
fs::path released(const std::string& name) {
    const fs::path folder = fresh_text(name);
    propose(folder, {"propose", "first release", day, {}, {}}, curators().signer(curators().first));
    release(folder, curators().signer(curators().second), day);
    write_library(folder.parent_path() / "a.h5", build_from_text(folder).draft);
    return folder;
}

Verdict verdict(const fs::path& file) { return verify_library(file, curators().roots()).overall(); }

std::string failures(const spec::trust::Verification& found) {
    std::string text;
    for (const auto& line : found.lines())
        if (line.verdict != Verdict::passed) text += (text.empty() ? "" : "; ") + line.rule + ": " + line.detail;
    return text;
}

const char* schedule_toml = R"(why = "Decree 1 of 2026"
[substance]
name = "4-Chloromethcathinone"
smiles = "CNC(C)C(=O)c1ccc(Cl)cc1"
class = "cathinone"
[[name]]
language = "ru"
name = "4-CMC"
kind = "abbreviation"
source = "Decree 1"
[instrument]
id = "act-2"
jurisdiction = "XB"
number = "1"
title = "Decree 1"
adopted = 2026-11-01
in_force = 2026-12-01
[[control]]
list = "xb-1"
valid_from = 2026-12-01
basis = "text of the decree"
verified_by = "A. Lawyer"
)";

Change schedule(const fs::path& folder, std::vector<std::string>& checks) {
    spec::test::write(folder.parent_path() / "new.toml", schedule_toml);
    spec::test::write(folder.parent_path() / "standard.msp",
                      "Name: own standard\nNum Peaks: 3\n44 20\n58 100\n111 9\n\n");
    Change change = read_change(build_from_text(folder).draft, folder.parent_path() / "new.toml", "schedule",
                                {spec::io::read(folder.parent_path() / "standard.msp")}, checks);
    change.date = day;
    return change;
}

TEST(Release, IsSignedByTwoCurators) {
    const fs::path folder = released("two");
    const auto found = verify_library(folder.parent_path() / "a.h5", curators().roots(), folder);
    EXPECT_EQ(failures(found), "");
    EXPECT_EQ(found.overall(), Verdict::passed);
    const Library library = Library::open(folder.parent_path() / "a.h5");
    EXPECT_EQ(library.stamp().release, "1");
}

TEST(Release, WithoutTrustedRootsIsIndeterminate) {
    const fs::path folder = released("roots");
    EXPECT_EQ(verify_library(folder.parent_path() / "a.h5", {}).overall(), Verdict::indeterminate);
    const auto strangers = spec::trust::read_certificates(spec::test::test_authority().root.certificate, "other.pem");
    EXPECT_EQ(verify_library(folder.parent_path() / "a.h5", strangers).overall(), Verdict::failed);
}

std::string refusal(const std::function<void()>& action) {
    try {
        action();
        return "done";
    } catch (const std::exception& error) {
        return error.what();
    }
}

TEST(Release, RefusesALoneCurator) {
    const fs::path folder = fresh_text("lone");
    EXPECT_EQ(refusal([&] { release(folder, curators().signer(curators().second), day); }),
              "nothing is proposed in " + folder.string() +
                  " (expected a proposal by a first curator: add, schedule, retire or propose)");
    propose(folder, {"propose", "first release", day, {}, {}}, curators().signer(curators().first));
    EXPECT_EQ(refusal([&] { release(folder, curators().signer(curators().first), day); }),
              "'Aida First' proposed P0001 (expected another curator to release it)");
    EXPECT_EQ(refusal([&] {
                  propose(folder, {"propose", " ", day, {}, {}}, curators().signer(curators().first));
              }),
              "no reason (expected --why TEXT: it stands in the log of the library)");
    EXPECT_EQ(refusal([&] {
                  propose(folder, {"propose", "why", "2026-02-30", {}, {}}, curators().signer(curators().first));
              }),
              "date '2026-02-30' (expected a day of the calendar such as 2026-11-01)");
}

TEST(Release, RefusesATextThatNobodyProposed) {
    const fs::path folder = fresh_text("changed");
    propose(folder, {"propose", "first release", day, {}, {}}, curators().signer(curators().first));
    spec::test::write(folder / "coverage.csv", "list,from,to,verified_by\nxa-1,2018-01-01,,A. Lawyer\n");
    EXPECT_EQ(refusal([&] { release(folder, curators().signer(curators().second), day); }),
              "the text of " + folder.string() +
                  " is not what P0001 signed (expected no other change; propose it with `sarap library propose`)");
}

TEST(Release, RefusesAProposalThatContradictsTheText) {
    const fs::path folder = fresh_text("contradiction");
    Change change{"add", "a second caffeine", day, {}, {}};
    change.rows["substances"] = {"substances",
                                 "",
                                 {"id", "name", "formula", "cas", "inchikey", "smiles", "class", "structure_verified"},
                                 {{"S000004", "Theine", "", "58-08-2", "", "", "other", "x"}},
                                 {}};
    EXPECT_EQ(refusal([&] { propose(folder, change, curators().signer(curators().first)); }),
              folder.string() +
                  " with what is proposed: substances.csv:5: two names, one CAS number: 'Theine' and 'Caffeine' (line "
                  "2) have 58-08-2 "
                  "(expected a row in same_cas.csv when this is meant)");
    EXPECT_FALSE(fs::exists(folder / "proposals"));
}

TEST(Release, RefusesAProposalThatWasChanged) {
    const fs::path folder = fresh_text("forged");
    std::vector<std::string> checks;
    propose(folder, schedule(folder, checks), curators().signer(curators().first));
    const fs::path rows = folder / "proposals/P0001/controls.csv";
    std::string text = spec::test::read(rows);
    text.replace(text.find("2026-12-01"), 10, "2020-12-01");
    spec::test::write(rows, text);
    EXPECT_EQ(refusal([&] { release(folder, curators().signer(curators().second), day); }),
              rows.string() + ": is not what the curator signed (expected the file as it was proposed)");
}

// A newly scheduled substance: proposed, not used; released, in force from its day on; the diff names it for a lawyer.
TEST(Release, SchedulesANewSubstance) {
    const fs::path folder = released("schedule");
    const Draft before = read_library(folder.parent_path() / "a.h5");
    std::vector<std::string> checks;
    EXPECT_EQ(propose(folder, schedule(folder, checks), curators().signer(curators().first)).id, "P0002");
    EXPECT_EQ(content_root(build_from_text(folder).draft), content_root(before)) << "a proposal is not used";
    EXPECT_EQ(build_with_proposals(folder).draft.release, "proposed");
    const Released made = release(folder, curators().signer(curators().second), day);
    EXPECT_EQ(made.number, "2");
    const Build build = build_from_text(folder);
    EXPECT_TRUE(build.problems.empty());
    write_library(folder.parent_path() / "b.h5", build.draft);
    const Library library = Library::open(folder.parent_path() / "b.h5");
    EXPECT_EQ(library.stamp().release, "2");
    const Substance* substance = library.find("4-Chloromethcathinone");
    ASSERT_TRUE(substance);
    EXPECT_EQ(substance->id, "S000004");
    EXPECT_EQ(substance->formula, "C10H12ClNO");
    EXPECT_EQ(legal_status(library, substance, "XB", "2026-11-30").status, "unknown");
    EXPECT_EQ(legal_status(library, substance, "XB", "2026-12-01").status, "controlled");
    const auto entries = library.entries();
    const auto spectrum = std::find_if(entries.begin(), entries.end(),
                                       [](const Entry& entry) { return entry.id == "S000004:S000004-1"; });
    ASSERT_NE(spectrum, entries.end());
    EXPECT_EQ(spectrum->inchikey, substance->inchikey);
    EXPECT_EQ(failures(verify_library(folder.parent_path() / "b.h5", curators().roots(), folder)), "");
    const spec::Json diff = diff_json(before, read_library(folder.parent_path() / "b.h5"));
    std::vector<std::string> controls;
    for (const auto& change : diff["changes"])
        if (change["table"] == "controls")
            controls.push_back(change["kind"].get<std::string>() + " " + change["what"].get<std::string>());
    EXPECT_EQ(controls, std::vector<std::string>{"added 4-Chloromethcathinone (S000004): List of XB (xb-1), in force "
                                                 "from 2026-12-01 (act-2, verified by A. Lawyer)"});
    // The release before it, put in its place, is noticed.
    EXPECT_EQ(failures(verify_library(folder.parent_path() / "a.h5", curators().roots(), folder)),
              "L10: release 1, the newest is 2");
}

TEST(Release, EndsAControlRowWithANewOne) {
    const fs::path folder = released("retire");
    Change change = retire(build_from_text(folder).draft, "C000001", "deleted by act 3", "2022-06-01");
    change.date = day;
    propose(folder, change, curators().signer(curators().first));
    release(folder, curators().signer(curators().second), day);
    write_library(folder.parent_path() / "b.h5", build_from_text(folder).draft);
    const Library library = Library::open(folder.parent_path() / "b.h5");
    EXPECT_EQ(legal_status(library, library.find("S000002"), "XA", "2022-05-31").status, "controlled");
    EXPECT_EQ(legal_status(library, library.find("S000002"), "XA", "2022-06-01").status, "not_listed");
    EXPECT_EQ(controls_of(library, *library.find("S000002"), "XA").size(), 2u) << "the old row stays";
}

// A release differs by one row: the diff shows exactly that row, whatever the curators wrote about it.
TEST(Release, DiffShowsExactlyTheRowThatChanged) {
    const fs::path folder = released("one_row");
    const Draft before = build_from_text(folder).draft;
    Change change = retire(before, "C000001", "deleted by act 3", "2022-06-01");
    change.date = day;
    propose(folder, change, curators().signer(curators().first));
    release(folder, curators().signer(curators().second), day);
    const auto diff = diff_json(before, build_from_text(folder).draft);
    ASSERT_EQ(diff["changes"].size(), 1u) << diff.dump();
    EXPECT_EQ(
        diff["changes"][0]["what"],
        "Amfetamine (S000002): First list, of XA (xa-1), in force from 2020-01-01 until 2022-06-01, corrects C000001 "
        "(act-1, verified by A. Lawyer)");
    EXPECT_EQ(diff["revisions"].size(), 1u);
}

TEST(Rollback, MakesANewReleaseThatEqualsTheOldOne) {
    const fs::path folder = released("rollback");
    const std::string root = content_root(build_from_text(folder).draft);
    std::vector<std::string> checks;
    propose(folder, schedule(folder, checks), curators().signer(curators().first));
    EXPECT_EQ(refusal([&] { rollback(folder, "1"); }),
              "proposals wait in " + folder.string() + " (expected none: release them first)");
    release(folder, curators().signer(curators().second), day);
    // And a change by hand, of a row that stood there.
    auto controls = spec::test::read(folder / "controls.csv");
    controls.replace(controls.find("2024-01-01"), 10, "2025-01-01");
    spec::test::write(folder / "controls.csv", controls);
    propose(folder, {"propose", "the end was wrong", day, {}, {}}, curators().signer(curators().first));
    release(folder, curators().signer(curators().second), day);
    Change change = rollback(folder, "1");
    EXPECT_EQ(change.removed, std::vector<std::string>{"spectra/S000004.msp"});
    change.why = "releases 2 and 3 were a mistake";
    change.date = day;
    EXPECT_EQ(propose(folder, change, curators().signer(curators().first)).id, "P0004");
    const Released made = release(folder, curators().signer(curators().second), day);
    EXPECT_EQ(made.number, "4");
    EXPECT_EQ(made.root, root);
    write_library(folder.parent_path() / "d.h5", made.draft);
    EXPECT_EQ(failures(verify_library(folder.parent_path() / "d.h5", curators().roots(), folder)), "");
    EXPECT_EQ(Library::open(folder.parent_path() / "d.h5").stamp().release, "4");
    EXPECT_TRUE(fs::exists(folder / "releases/0002/P0002/controls.csv")) << "nothing is deleted";
    // What was undone can come back.
    EXPECT_NE(rollback(folder, "3").files.count("spectra/S000004.msp"), 0u);
    EXPECT_EQ(refusal([&] { rollback(folder, "4"); }),
              "the text of " + folder.string() + " is that of release 4 (nothing to roll back)");
    EXPECT_EQ(refusal([&] { rollback(folder, "9"); }), "no release '9' in " + folder.string() +
                                                           " (expected one that `sarap library log " + folder.string() +
                                                           "` shows)");
}

TEST(Rollback, RefusesAKeptTextThatWasChanged) {
    const fs::path folder = released("rollback_forged"), same = folder.parent_path() / "same";
    fs::copy(folder, same, fs::copy_options::recursive);
    std::vector<std::string> checks;
    propose(folder, schedule(folder, checks), curators().signer(curators().first));
    release(folder, curators().signer(curators().second), day);
    for (const auto& item : fs::directory_iterator(folder / "releases/text"))
        if (spec::test::read(item.path()).find("C000001") != std::string::npos)
            spec::test::write(item.path(), spec::test::read(item.path()) + "x");
    EXPECT_NE(refusal([&] { rollback(folder, "1"); }).find(": was changed (expected the text that was released)"),
              std::string::npos);
    // A text from elsewhere has to have the root that was released.
    const fs::path other = fresh_text("rollback_other");
    spec::test::write(other / "coverage.csv", "list,from,to,verified_by\nxa-1,2018-01-01,,A. Lawyer\n");
    EXPECT_NE(refusal([&] { rollback(folder, "1", other); }).find(other.string() + ": has the root "),
              std::string::npos);
    EXPECT_FALSE(rollback(folder, "1", same).files.empty());
}

// What is proposed before takes its ids: a second proposal is not in its way.
TEST(Release, TakesSeveralProposalsAtOnce) {
    const fs::path folder = released("several");
    const auto add = [&](const char* name, const char* smiles) {
        spec::test::write(folder.parent_path() / "add.toml", std::string("why = \"new\"\n[substance]\nname = \"") +
                                                                 name + "\"\nsmiles = \"" + smiles +
                                                                 "\"\nclass = \"cathinone\"\n");
        std::vector<std::string> checks;
        Change change =
            read_change(text_with_proposals(folder).draft, folder.parent_path() / "add.toml", "add", {}, checks);
        change.date = day;
        return propose(folder, change, curators().signer(curators().first)).id;
    };
    EXPECT_EQ(add("Mephedrone", "CNC(C)C(=O)c1ccc(C)cc1"), "P0002");
    EXPECT_EQ(add("Flephedrone", "CNC(C)C(=O)c1ccc(F)cc1"), "P0003");
    release(folder, curators().signer(curators().second), day);
    const Draft draft = build_from_text(folder).draft;
    EXPECT_EQ(draft.find_table("substances")->rows[3][0], "S000004");
    EXPECT_EQ(draft.find_table("substances")->rows[4][0], "S000005");
}

// A spectrum of a substance that is held already: its id goes on from those that are there.
TEST(Release, AddsASpectrumToAHeldSubstance) {
    const fs::path folder = released("held");
    spec::test::write(folder.parent_path() / "add.toml",
                      "why = \"own standard\"\nsubstance = \"Caffeine\"\n[provenance]\nsupplier = \"S\"\nlot = "
                      "\"7\"\ninstrument = \"GC 1\"\nanalyst = \"A\"\n");
    spec::test::write(folder.parent_path() / "standard.msp", "Name: x\nNum Peaks: 3\n55 20\n109 60\n194 100\n\n");
    const auto standard = spec::io::read(folder.parent_path() / "standard.msp");
    std::vector<std::string> checks;
    const auto draft = build_from_text(folder).draft;
    Change change = read_change(draft, folder.parent_path() / "add.toml", "add", {standard, standard}, checks);
    EXPECT_EQ(checks, std::vector<std::string>{});
    change.date = day;
    const Draft after = propose(folder, change, curators().signer(curators().first)).draft;
    std::vector<std::string> ids;
    for (const DraftEntry& entry : after.entries)
        if (entry.entry.name == "Caffeine") ids.push_back(entry.entry.id);
    EXPECT_EQ(ids, (std::vector<std::string>{"raman_bands:caffeine", "S000001-2:S000001-2", "S000001-3:S000001-3",
                                             "own:S000001"}));
    for (const DraftEntry& entry : after.entries)
        if (entry.entry.id == "S000001-2:S000001-2") {
            EXPECT_EQ(entry.entry.provenance["record"]["lot"], "7");
            EXPECT_EQ(entry.entry.provenance["record"]["measured_file"], "standard.msp");
            EXPECT_EQ(entry.entry.inchikey, "RYYVLZVUVIJVGH-UHFFFAOYSA-N");
        }
    spec::test::write(folder.parent_path() / "add.toml",
                      "why = \"x\"\n[[name]]\nsubstance = \"Caffeine\"\nlanguage = "
                      "\"en\"\nname = \"Theine\"\nkind = \"trivial\"\nsource = \"x\"\n");
    EXPECT_EQ(
        refusal([&] { read_change(draft, folder.parent_path() / "add.toml", "schedule", {standard}, checks); }),
        (folder.parent_path() / "add.toml").string() +
            ": spectra without a substance (expected [substance], or substance = \"ID\" of the one that they belong "
            "to)");
}

// Two processes: one holds the folder, the other is told at once and changes nothing.
TEST(Release, TwoAtOnceOneIsTold) {
    const fs::path folder = released("at_once");
    std::vector<std::string> checks;
    const Change change = schedule(folder, checks);
    const auto before = spec::test::read(folder / "controls.csv");
    change_folder(folder, [&](const fs::path&) {
        const std::string told =
            folder.string() +
            ": another process is changing this library (expected to be alone; try again when it is "
            "done)";
        EXPECT_EQ(refusal([&] { propose(folder, change, curators().signer(curators().first)); }), told);
        EXPECT_EQ(refusal([&] { release(folder, curators().signer(curators().second), day); }), told);
    });
    EXPECT_EQ(spec::test::read(folder / "controls.csv"), before);
    EXPECT_TRUE(proposals(folder).empty());
}

TEST(Release, WithdrawsASpectrumAndKeepsItInTheText) {
    const fs::path folder = released("withdraw");
    Change change = retire(build_from_text(folder).draft, "own:S000001", "contaminated", "");
    change.date = day;
    propose(folder, change, curators().signer(curators().first));
    release(folder, curators().signer(curators().second), day);
    EXPECT_EQ(build_from_text(folder).draft.entries.size(), 2u);
    EXPECT_NE(spec::test::read(folder / "spectra/own.msp").find("Caffeine"), std::string::npos);
    EXPECT_EQ(refusal([&] { retire(build_from_text(folder).draft, "nothing", "x", ""); }),
              "'nothing' is neither a control row nor a spectrum (expected an id such as C000012 or own:S000012-1)");
}

// Every single bit of a released library: a sample here, 10,000 in scripts/proof.
TEST(Verify, NoticesEveryFlippedBit) {
    const fs::path file = released("flips").parent_path() / "a.h5";
    const std::string good = spec::test::read(file);
    std::uint64_t seed = 12345;
    const char* wanted = std::getenv("SARAP_FLIPS");
    for (int i = 0; i < (wanted ? std::atoi(wanted) : 200); ++i) {
        seed = seed * 6364136223846793005u + 1442695040888963407u;
        const std::size_t bit = (seed >> 20) % (good.size() * 8);
        std::string bad = good;
        bad[bit / 8] = static_cast<char>(bad[bit / 8] ^ (1 << (bit % 8)));
        spec::test::write(file, bad);
        ASSERT_EQ(verdict(file), Verdict::failed) << "bit " << bit;
    }
}

// Whoever can write library files can make the checksums right; the signatures are what he cannot make.
TEST(Verify, NoticesContentThatWasNotSigned) {
    const fs::path folder = released("content");
    const fs::path file = folder.parent_path() / "forged.h5";
    const auto forged = [&](const std::function<void(Draft&)>& change) {
        Draft draft = read_library(folder.parent_path() / "a.h5");
        change(draft);
        write_library(file, draft);
        return failures(verify_library(file, curators().roots()));
    };
    const auto has = [](const std::string& text, const char* part) { return text.find(part) != std::string::npos; };
    EXPECT_TRUE(has(forged([](Draft& d) { d.tables.at("controls").rows[0][4] = "2019-01-01"; }),
                    "L05: the newest statement signs the root"));
    EXPECT_TRUE(has(forged([](Draft& d) { d.tables.at("substances").rows.pop_back(); }), "L05"));
    EXPECT_TRUE(has(forged([](Draft& d) {
                        d.tables.at("names").rows.push_back({"S000001", "en", "Theine", "trivial", "x"});
                    }),
                    "L05"));
    EXPECT_TRUE(has(
        forged([](Draft& d) { std::swap(d.tables.at("names").rows[0][0], d.tables.at("lists").rows[0][0]); }), "L05"));
    EXPECT_TRUE(has(forged([](Draft& d) { d.release = "3"; }), "L05"));
    EXPECT_TRUE(has(forged([](Draft& d) { d.texts["derived/rule_hits.csv"] += "S000001,x,XA,2020-01-01,1\n"; }),
                    "L04: derived/rule_hits.csv does not follow from the content"));
    EXPECT_TRUE(has(forged([](Draft& d) { d.texts.erase("release/0001/statement.p7s"); }),
                    "L06: release/0001/: statement, signature or certificate is missing"));
    EXPECT_TRUE(has(forged([](Draft& d) { d.texts.erase("release/0001/P0001/proposal.p7s"); }), "L07"));
    EXPECT_TRUE(has(forged([](Draft& d) { d.texts["release/0001/P0001/revisions.csv"] += " "; }),
                    "L07: release/0001/P0001/revisions.csv is not what the curator signed"));
    EXPECT_TRUE(has(forged([](Draft& d) {
                        for (const char* part : {"statement.p7s", "statement.json", "curator.pem"})
                            d.texts.erase(std::string("release/0001/") + part);
                    }),
                    "L05: no statement of a release"));
    // The same curator twice: the statement signed again by the one who proposed.
    EXPECT_TRUE(has(
        forged([](Draft& d) { d.texts["release/0001/curator.pem"] = d.texts.at("release/0001/P0001/curator.pem"); }),
        "L06"));
}

TEST(Verify, OfAnImportSaysThatNobodySigned) {
    const fs::path file = spec::test::fresh_folder("verify_import") / "a.h5";
    Draft draft;
    draft.name = "import";
    draft.entries.resize(1);
    draft.entries[0].entry.id = "a:1";
    draft.entries[0].entry.name = "A";
    draft.entries[0].x = {44};
    draft.entries[0].y = {1};
    write_library(file, draft);
    const auto found = verify_library(file, {});
    EXPECT_EQ(found.overall(), Verdict::indeterminate);
    EXPECT_EQ(failures(found), "L05: release 'unreleased': nobody has signed it");
}

TEST(TextFolder, IsChangedAsAWholeOrNotAtAll) {
    const fs::path folder = fresh_text("whole");
    const std::string before = spec::test::read(folder / "names.csv");
    EXPECT_THROW(change_folder(folder,
                               [](const fs::path& staged) {
                                   spec::test::write(staged / "names.csv", "gone");
                                   throw spec::UsageError("no");
                               }),
                 spec::UsageError);
    EXPECT_EQ(spec::test::read(folder / "names.csv"), before);
    change_folder(folder, [](const fs::path& staged) { spec::test::write(staged / "names.csv", "new"); });
    EXPECT_EQ(spec::test::read(folder / "names.csv"), "new");
    std::size_t left = 0;
    for (const auto& item : fs::directory_iterator(folder.parent_path())) left += item.path().filename() != "text";
    EXPECT_EQ(left, 0u) << "nothing is left beside the folder";
}

TEST(TextFolder, AddsRowsBehindTheOthers) {
    const fs::path file = spec::test::fresh_folder("append") / "t.csv";
    spec::test::write(file, "# kept\nid,name\n1,a\n");
    append_rows(file, {"t", "", {"name", "id"}, {{"b,c", "2"}}, {}});
    EXPECT_EQ(spec::test::read(file), "# kept\nid,name\n1,a\n2,\"b,c\"\n");
    append_rows(file, {"t", "", {"id", "note"}, {{"3", "new column"}}, {}});
    EXPECT_EQ(spec::test::read(file), "id,name,note\n1,a,\n2,\"b,c\",\n3,,new column\n");
}

}  // namespace
