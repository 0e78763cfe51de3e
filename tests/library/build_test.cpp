#include <gtest/gtest.h>

#include <spec/library/build.hpp>
#include <spec/library/library.hpp>

#include "library_text.hpp"

namespace {

namespace fs = std::filesystem;
using namespace spec::library;

// The problems of the small text with some files changed, the folder's name cut off.
std::vector<std::string> problems_with(const std::map<std::string, std::string>& changes) {
    auto text = spec::test::small_text();
    for (const auto& [name, content] : changes) text[name] = content;
    const fs::path folder = spec::test::write_text(spec::test::fresh_folder("build"), text);
    std::vector<std::string> messages;
    const auto shortened = [&](const spec::DataError& error) {
        std::string message = error.what();
        for (auto at = message.find(folder.string() + "/"); at != std::string::npos;
             at = message.find(folder.string() + "/"))
            message.erase(at, folder.string().size() + 1);
        messages.push_back(message);
    };
    try {
        for (const spec::DataError& problem : build_from_text(folder).problems) shortened(problem);
    } catch (const spec::DataError& error) {
        shortened(error);
    }
    return messages;
}

std::vector<std::string> one(const std::string& message) { return {message}; }

const std::string substances = spec::test::small_text().at("substances.csv");

TEST(Build, TakesTheSmallText) { EXPECT_EQ(problems_with({}), std::vector<std::string>{}); }

TEST(Build, RefusesTwoNamesWithOneKey) {
    const std::string twice =
        substances + "S000004,Theine,C8H10N4O2,,RYYVLZVUVIJVGH-UHFFFAOYSA-N,Cn1c(=O)c2c(ncn2C)n(C)c1=O,other,x\n";
    EXPECT_EQ(problems_with({{"substances.csv", twice}}),
              one("substances.csv:5: two names, one structure: 'Theine' and 'Caffeine' (line 2) have "
                  "RYYVLZVUVIJVGH-UHFFFAOYSA-N "
                  "(expected a row in same_structure.csv when this is meant)"));
    const std::string meant =
        "inchikey,substances,reason\nRYYVLZVUVIJVGH-UHFFFAOYSA-N,S000001 S000004,one substance under two names\n";
    EXPECT_EQ(problems_with({{"substances.csv", twice}, {"same_structure.csv", meant}}), std::vector<std::string>{});
    const std::string others = "inchikey,substances,reason\nRYYVLZVUVIJVGH-UHFFFAOYSA-N,S000001 S000002,\n";
    EXPECT_EQ(problems_with({{"substances.csv", twice}, {"same_structure.csv", others}}),
              (std::vector<std::string>{
                  "same_structure.csv:2: no reason (expected why this is meant)",
                  "substances.csv:5: two names, one structure: 'Theine' and 'Caffeine' (line 2) have "
                  "RYYVLZVUVIJVGH-UHFFFAOYSA-N (expected a row in same_structure.csv when this is meant)"}));
}

TEST(Build, RefusesTwoStructuresWithOneCasNumber) {
    EXPECT_EQ(problems_with({{"substances.csv", substances + "S000004,Other,,58-08-2,,,other,x\n"}}),
              one("substances.csv:5: two names, one CAS number: 'Other' and 'Caffeine' (line 2) have 58-08-2 (expected "
                  "a row in "
                  "same_cas.csv when this is meant)"));
}

TEST(Build, RefusesBrokenFacts) {
    EXPECT_EQ(problems_with({{"substances.csv", substances + "S000004,A,,58-08-3,,,other,x\n"}}),
              one("substances.csv:5: CAS number '58-08-3' has a wrong check digit or form (expected such as 58-08-2)"));
    EXPECT_EQ(
        problems_with({{"substances.csv", substances + "S000004,A,CH4,,RYYVLZVUVIJVGH,C,other,x\n"}}),
        one("substances.csv:5: InChIKey 'RYYVLZVUVIJVGH' has not the form of one (expected 14-10-1 capital letters)"));
    EXPECT_EQ(problems_with({{"substances.csv", substances + "S000004,A,CH4,,,C,other,x\n"}}),
              one("substances.csv:5: a structure without InChIKey (expected both or neither)"));
    EXPECT_EQ(problems_with({{"substances.csv", substances + "S000003,A,,,,,other,x\n"}}),
              one("substances.csv:5: id 'S000003' stands in line 4 already (expected once)"));
    EXPECT_EQ(problems_with({{"substances.csv", substances + "S000004,,,,,,other,x\n"}}),
              one("substances.csv:5: no name (expected the preferred one)"));
}

TEST(Build, RefusesDatesThatDoNotExist) {
    const std::string header = "id,substance,list,instrument,valid_from,valid_to,seen_on,basis,verified_by\n";
    EXPECT_EQ(problems_with({{"controls.csv", header + "C1,S000002,xa-1,act-1,2023-02-29,,,text,\n"}}),
              one("controls.csv:2: valid_from '2023-02-29' is no date of the calendar (expected such as 2026-11-01)"));
    EXPECT_EQ(problems_with({{"controls.csv", header + "C1,S000002,xa-1,act-1,2024-01-01,2023-01-01,,text,\n"}}),
              one("controls.csv:2: valid_to 2023-01-01 is not after valid_from 2024-01-01 (expected a later day)"));
    EXPECT_EQ(problems_with({{"coverage.csv", "list,from,to,verified_by\nxa-1,2026-01-01,2026-01-01,A\n"}}),
              one("coverage.csv:2: to 2026-01-01 is not after from 2026-01-01 (expected a later day)"));
}

TEST(Build, RefusesRowsThatPointNowhere) {
    const std::string header = "id,substance,list,instrument,valid_from,valid_to,seen_on,basis,verified_by\n";
    EXPECT_EQ(problems_with({{"controls.csv", header + "C1,S000009,xz-1,act-9,2023-01-01,,,text,\n"}}),
              (std::vector<std::string>{
                  "controls.csv:2: substance 'S000009' does not exist (expected an id of substances.csv)",
                  "controls.csv:2: list 'xz-1' does not exist (expected an id of lists.csv)",
                  "controls.csv:2: instrument 'act-9' does not exist (expected an id of instruments.csv)"}));
    EXPECT_EQ(problems_with({{"names.csv", "substance,language,name,kind,source\nS000009,en,A,trivial,x\n"}}),
              one("names.csv:2: substance 'S000009' does not exist (expected an id of substances.csv)"));
}

TEST(Build, RefusesAStatutoryNameOfTwoSubstances) {
    const std::string names =
        "substance,language,name,kind,source\nS000001,en,Stuff,statutory,x\nS000002,en,stuff,statutory,x\n";
    EXPECT_EQ(problems_with({{"names.csv", names}}),
              one("names.csv:3: the statutory name 'stuff' names S000001 already (expected one substance, or a row in "
                  "same_name.csv when this is meant)"));
    EXPECT_EQ(
        problems_with({{"names.csv", "substance,language,name,kind,source\nS000001,english,A,name,x\n"}}),
        (std::vector<std::string>{
            "names.csv:2: kind 'name' (expected statutory, INN, trivial, systematic, code, abbreviation or synonym)",
            "names.csv:2: language 'english' (expected a code such as kk, ru, en, la)"}));
}

TEST(Build, RefusesARowTwice) {
    EXPECT_EQ(problems_with({{"coverage.csv", "list,from,to,verified_by\nxa-1,2019-01-01,,A\nxa-1,2019-01-01,,A\n"}}),
              one("coverage.csv:3: the same row as line 2 (expected once)"));
}

TEST(Build, RefusesSpectraThatContradict) {
    EXPECT_EQ(problems_with(
                  {{"spectra/own.msp",
                    "Name: Caffeine\nID: S000001\nInChIKey: KWTSXDURSIMDCE-UHFFFAOYSA-N\nNum Peaks: 1\n194 100\n\n"}}),
              one("spectra/own.msp:1: 'Caffeine': InChIKey KWTSXDURSIMDCE-UHFFFAOYSA-N is not that of S000001, "
                  "RYYVLZVUVIJVGH-UHFFFAOYSA-N (expected the substance of its id)"));
    const std::string header = "entry,name,inchikey,shift_cm1,height,source,verified_by\n";
    EXPECT_EQ(problems_with({{"spectra/raman_bands.csv", header + "a,A,,500,1,x,\na,A,,400,1,x,\n"}}),
              one("spectra/raman_bands.csv:3: bands of 'raman_bands:a' do not ascend (expected the rows of an entry "
                  "together, by shift)"));
    EXPECT_EQ(problems_with({{"spectra/raman_bands.csv", header + "a,A,,5O0,1,x,\n"}}),
              one("spectra/raman_bands.csv:2: shift_cm1 '5O0' is not a number"));
    EXPECT_EQ(problems_with({{"spectra/raman_bands.csv", header + "a,A,,500,0,x,\n"}}),
              one("spectra/raman_bands.csv:2: a band without shift or height (expected both above 0)"));
}

// All that is wrong is listed, whatever else is wrong: bytes of another encoding, a short row, a date, a structure.
TEST(Build, ListsAllThatIsWrongAtOnce) {
    EXPECT_EQ(
        problems_with({{"names.csv",
                        "substance,language,name,kind,source\nS000001,ru,\xEA\xEE\xF4\xE5\xE8\xED,INN,x\n"
                        "S000002,en\nS000009,en,A,trivial,x\n"},
                       {"coverage.csv", "list,from,to,verified_by\nxa-1,2019-13-01,,A\n"},
                       {"substances.csv", substances + "S000004,A,CH4,,VNWKTOKETHGBQD-UHFFFAOYSA-N,C(,other,x\n"}}),
        (std::vector<std::string>{
            "names.csv:2: bytes that are not UTF-8 (expected UTF-8 text)",
            "names.csv:3: 2 fields (expected 5 as in the header)",
            "coverage.csv:2: from '2019-13-01' is no date of the calendar (expected such as 2026-11-01)",
            "names.csv:4: substance 'S000009' does not exist (expected an id of substances.csv)",
            "substances.csv:5: SMILES 'C(' does not parse (expected one structure)"}));
}

TEST(Build, RefusesAmountsOfUnknownKind) {
    EXPECT_EQ(problems_with({{"thresholds.csv",
                              "id,substance,list,band,from,to,inclusive,unit,mass_basis,valid_from,valid_to,basis,"
                              "verified_by\nT1,S000002,xa-1,huge,1,,yes,g,weight,2020-01-01,,act,\n"}}),
              (std::vector<std::string>{
                  "thresholds.csv:2: band 'huge' (expected small, large, especially_large)",
                  "thresholds.csv:2: mass_basis 'weight' (expected mixture, substance, base, dry_plant, unknown)"}));
}

TEST(Build, RefusesTablesThatItDoesNotKnow) {
    EXPECT_EQ(problems_with({{"control.csv", "a\n1\n"}}),
              one("control.csv: unknown table 'control' (expected one of docs/formats/library.md)"));
    EXPECT_EQ(problems_with({{"coverage.csv", "list,from,to\n"}}),
              one("coverage.csv:1: no column 'verified_by' (expected it in the header)"));
    EXPECT_EQ(problems_with({{"coverage.csv", "list,from,to,verified_by,by\n"}}),
              one("coverage.csv:1: unknown column 'by' (expected list from to verified_by verified_on)"));
}

TEST(Build, RefusesAFolderWithoutText) {
    const fs::path folder = spec::test::fresh_folder("build_empty");
    try {
        build_from_text(folder);
        FAIL() << "built";
    } catch (const spec::DataError& error) {
        EXPECT_EQ(error.what(), folder.string() + ": no substances.csv (expected the text of a library)");
    }
}

// The project's own starter: it has no contradictions, and says nothing of Kazakhstan but "unknown".
TEST(Starter, IsFreeOfContradictions) {
    const Build build = build_from_text(fs::path(SARAP_SOURCE_DIR) / "reference_library");
    for (const spec::DataError& problem : build.problems) ADD_FAILURE() << problem.what();
    const fs::path file = spec::test::fresh_folder("starter") / "starter.h5";
    write_library(file, build.draft);
    const Library library = Library::open(file);
    EXPECT_GE(library.substances().size(), 1464u);
    for (const Substance& substance : library.substances()) {
        const auto status = legal_status(library, &substance, "KZ", "2026-11-01");
        ASSERT_EQ(status.status, "unknown") << substance.name;
        ASSERT_EQ(status.reason, "list of KZ not loaded; this does not mean that the substance is not controlled");
    }
    // Verified by nobody: no row of the starter may read "controlled".
    for (const Control& control : library.controls()) ASSERT_EQ(control.verified_by, "") << control.id;
    // Two different Schedules of 1961: the one must not take the other's place.
    const auto lists = [&](const char* name) {
        std::string all;
        for (const Control& control : controls_of(library, *library.find(name), "UN")) all += control.list + " ";
        return all;
    };
    EXPECT_EQ(lists("dihydrocodeine"), "un-1961-II ");
    EXPECT_EQ(lists("methyldihydromorphine"), "un-1961-I ");
    EXPECT_NE(library.find("methyldihydromorphine")->inchikey, library.find("dihydrocodeine")->inchikey);
}

}  // namespace
