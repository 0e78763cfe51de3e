#include <gtest/gtest.h>

#include <chrono>
#include <cstdio>
#include <spec/library/amounts.hpp>
#include <spec/library/build.hpp>
#include <spec/library/library.hpp>

#include "library_text.hpp"

namespace {

using namespace spec::library;

// A library from the small text, some of its files changed; each test has its own folder.
Library with(const std::string& test, const std::map<std::string, std::string>& changes) {
    auto text = spec::test::small_text();
    for (const auto& [name, content] : changes) text[name] = content;
    const auto folder = spec::test::fresh_folder("status_" + test);
    const Build build = build_from_text(spec::test::write_text(folder / "text", text));
    EXPECT_TRUE(build.problems.empty()) << build.problems.front().what();
    write_library(folder / "a.h5", build.draft);
    return Library::open(folder / "a.h5");
}

std::string status(const Library& library, const char* substance, const char* jurisdiction, const char* day) {
    return legal_status(library, library.find(substance), jurisdiction, std::string(day)).status;
}

constexpr const char* header = "id,substance,list,instrument,valid_from,valid_to,seen_on,basis,verified_by\n";

// The row holds from 2020-01-01 on and no longer on 2024-01-01: valid on d when valid_from <= d < valid_to.
TEST(LegalStatus, IsRightOnTheBoundaryDays) {
    const Library library = with("boundary", {});
    EXPECT_EQ(status(library, "S000002", "XA", "2019-12-31"), "not_listed");
    EXPECT_EQ(status(library, "S000002", "XA", "2020-01-01"), "controlled");
    EXPECT_EQ(status(library, "S000002", "XA", "2023-12-31"), "controlled");
    EXPECT_EQ(status(library, "S000002", "XA", "2024-01-01"), "not_listed");
    EXPECT_EQ(status(library, "S000002", "XA", "2025-12-31"), "not_listed");
    EXPECT_EQ(status(library, "S000002", "XA", "2026-01-01"), "unknown");
    EXPECT_EQ(status(library, "S000002", "XA", "2018-12-31"), "unknown");
}

// For every day of four years: controlled exactly when the day lies in the interval, compared as day numbers.
TEST(LegalStatus, AgreesWithTheIntervalOnEveryDay) {
    const Library library = with("days", {});
    using namespace std::chrono;
    const sys_days begin{year(2020) / 1 / 1}, end{year(2024) / 1 / 1};
    for (sys_days day{year(2019) / 6 / 1}; day < sys_days{year(2025) / 1 / 1}; day += days(1)) {
        const year_month_day date(day);
        char text[16];
        std::snprintf(text, sizeof text, "%04d-%02u-%02u", int(date.year()), unsigned(date.month()),
                      unsigned(date.day()));
        ASSERT_EQ(status(library, "S000002", "XA", text), day >= begin && day < end ? "controlled" : "not_listed")
            << text;
    }
}

TEST(LegalStatus, WithoutARowIsUnknownUnlessTheListIsComplete) {
    const Library library = with("coverage", {});
    EXPECT_EQ(status(library, "S000001", "XA", "2021-01-01"), "not_listed");
    EXPECT_EQ(status(library, "S000001", "XB", "2021-01-01"), "unknown");
    EXPECT_EQ(status(library, "S000001", "KZ", "2021-01-01"), "unknown");
    const auto unverified =
        with("coverage_unverified", {{"coverage.csv", "list,from,to,verified_by\nxa-1,2019-01-01,2026-01-01,\n"}});
    EXPECT_EQ(status(unverified, "S000001", "XA", "2021-01-01"), "unknown");
    const auto partly =
        with("coverage_partly",
             {{"lists.csv", "id,jurisdiction,title,clauses,note\nxa-1,XA,List,,\nxa-2,XA,Other list,,\n"}});
    EXPECT_EQ(status(partly, "S000001", "XA", "2021-01-01"), "unknown");
}

TEST(LegalStatus, NeverSaysThatUnknownIsUncontrolled) {
    const Library library = with("wording", {});
    const auto reason = [&](const char* jurisdiction, const char* day) {
        return legal_status(library, library.find("S000001"), jurisdiction, std::string(day)).reason;
    };
    EXPECT_EQ(reason("KZ", "2021-01-01"),
              "list of KZ not loaded; this does not mean that the substance is not controlled");
    EXPECT_EQ(reason("XB", "2021-01-01"),
              "list of XB not loaded; this does not mean that the substance is not controlled");
    EXPECT_EQ(reason("XA", "2026-01-01"),
              "no row in the lists of XA held, which are not known to be complete for 2026-01-01; this does not mean "
              "that the "
              "substance is not controlled");
    EXPECT_EQ(legal_status(library, nullptr, "XA", "2021-01-01").reason,
              "the substance is not in the library; this does not mean that the substance is not controlled");
    const auto without_date = legal_status(library, library.find("S000002"), "XA", std::nullopt);
    EXPECT_EQ(without_date.status, "unknown");
    EXPECT_EQ(without_date.reason, "no date given");
}

TEST(LegalStatus, SaysWhatIsNotVerified) {
    const Library library =
        with("verified", {{"controls.csv", std::string(header) + "C000001,S000002,xa-1,act-1,2020-01-01,,,text,\n"}});
    const auto status = legal_status(library, library.find("S000002"), "XA", "2021-01-01");
    EXPECT_EQ(status.status, "controlled_unverified");
    EXPECT_EQ(status.reason, "First list, of XA; in force from 2020-01-01; not verified");
}

// Where the beginning is not held, the row speaks from the day on which it was seen, and not for the days before.
TEST(LegalStatus, DoesNotGuessABeginning) {
    const Library library = with(
        "seen", {{"controls.csv", std::string(header) + "C000001,S000002,xa-1,act-1,,,2022-03-31,text,A. Lawyer\n"}});
    EXPECT_EQ(status(library, "S000002", "XA", "2022-03-31"), "controlled");
    const auto before = legal_status(library, library.find("S000002"), "XA", "2022-03-30");
    EXPECT_EQ(before.status, "unknown");
    EXPECT_EQ(before.reason,
              "First list, of XA; seen there on 2022-03-31, beginning not held, so not known for 2022-03-30; this does "
              "not mean "
              "that the substance is not controlled");
}

TEST(LegalStatus, FollowsTheCorrectionOfARow) {
    const Library library =
        with("supersedes", {{"controls.csv",
                             "id,substance,list,instrument,valid_from,valid_to,seen_on,basis,verified_by,supersedes\n"
                             "C000001,S000002,xa-1,act-1,2020-01-01,,,text,A. Lawyer,\n"
                             "C000002,S000002,xa-1,act-1,2021-01-01,,,date corrected,A. Lawyer,C000001\n"}});
    EXPECT_EQ(status(library, "S000002", "XA", "2020-06-01"), "not_listed");
    EXPECT_EQ(status(library, "S000002", "XA", "2021-01-01"), "controlled");
    EXPECT_EQ(controls_of(library, *library.find("S000002"), "XA").size(), 2u);
    EXPECT_TRUE(controls_of(library, *library.find("S000002"), "XB").empty());
}

// An isomer on the list may reach this substance: no "not_listed" while nobody has decided.
TEST(LegalStatus, OfAnIsomerOfAListedSubstanceIsNotDecided) {
    auto text = spec::test::small_text().at("substances.csv");
    text +=
        "S000004,Dexamfetamine,C9H13N,51-64-9,KWTSXDURSIMDCE-QMMMGPOBSA-N,C[C@H](N)Cc1ccccc1,phenethylamine,two or "
        "more routes agree\n";
    const Library library = with("isomer", {{"substances.csv", text}});
    const auto status = legal_status(library, library.find("S000004"), "XA", "2021-01-01");
    EXPECT_EQ(status.status, "unknown");
    EXPECT_EQ(status.reason,
              "an isomer, Amfetamine, is listed in XA, and whether its listing extends to this one is not decided; "
              "this does not "
              "mean that the substance is not controlled");
}

constexpr const char* substances =
    "id,name,formula,cas,inchikey,smiles,class,structure_verified\n"
    "S000001,Morphine,C17H19NO3,,BQJCRHHNABKAKU-KBQPJGBKSA-N,CN1CC[C@]23[C@H]4Oc5c(O)ccc(C[C@@H]1[C@@H]2C=C[C@@H]4O)"
    "c35,"
    "opioid,x\n"
    "S000002,Codeine,C18H21NO3,,OROGSEYTTFOCAN-DNJOTXNNSA-N,COc1ccc2C[C@@H]3[C@@H]4C=C[C@H](O)[C@@H]5Oc1c2[C@]45CCN3C,"
    "opioid,x\n"
    "S000003,Heroin,C21H23NO5,,GVGLGOZIDCSQPN-PVHGPHFFSA-N,CC(=O)O[C@H]1C=C[C@H]2[C@H]3Cc4ccc(OC(C)=O)c5O[C@@H]1[C@]2("
    "CCN3C)"
    "c45,opioid,x\n";

// Morphine and codeine are listed. Heroin is an ester of morphine, codeine an ether of it: but codeine is named itself.
Library with_clauses(const std::string& test, const std::string& clauses) {
    return with(test,
                {{"substances.csv", substances},
                 {"names.csv", "substance,language,name,kind,source\n"},
                 {"lists.csv", "id,jurisdiction,title,clauses,note\nxa-1,XA,List one,\"" + clauses +
                                   "\",unless excepted\nxa-2,XA,List two,unknown,\n"},
                 {"controls.csv", std::string(header) + "C000001,S000001,xa-1,act-1,2020-01-01,2024-01-01,,text,A\n" +
                                      "C000002,S000002,xa-2,act-1,2021-01-01,,,text,A\n"},
                 {"spectra/own.msp", "Name: Morphine\nID: S000001\nNum Peaks: 2\n215 50\n285 100\n\n"},
                 {"spectra/raman_bands.csv", "entry,name,inchikey,shift_cm1,height,source,verified_by\n"}});
}

TEST(Clauses, ReachAnEsterOfAListedSubstanceAndAreIndicativeOnly) {
    const Library library = with_clauses("ester", "isomers esters ethers salts");
    const auto heroin = legal_status(library, library.find("Heroin"), "XA", std::string("2022-01-01"));
    EXPECT_EQ(heroin.status, "indicative");
    EXPECT_EQ(heroin.reason,
              "by structure an ester of Morphine, which is on List one; the list's clauses name such compounds (unless "
              "excepted); indicative only, exceptions are not decided here");
    EXPECT_EQ(status(library, "Heroin", "XA", "2019-12-31"), "unknown");
    EXPECT_EQ(status(library, "Heroin", "XA", "2024-01-01"), "unknown") << "the row of morphine has ended";
    EXPECT_EQ(status(library, "Heroin", "XB", "2022-01-01"), "unknown");
}

TEST(Clauses, NeverWinOverARowOfTheSubstanceItself) {
    const Library library = with_clauses("named", "isomers esters ethers salts");
    const auto codeine = legal_status(library, library.find("Codeine"), "XA", std::string("2022-01-01"));
    EXPECT_EQ(codeine.status, "controlled");
    EXPECT_EQ(codeine.reason, "List two; in force from 2021-01-01");
}

TEST(Clauses, ThatAreNotHeldAreSaidAndDecideNothing) {
    const Library salts = with_clauses("salts", "salts"), open = with_clauses("open", "unknown");
    EXPECT_EQ(status(salts, "Heroin", "XA", "2022-01-01"), "unknown");
    const auto heroin = legal_status(open, open.find("Heroin"), "XA", std::string("2022-01-01"));
    EXPECT_EQ(heroin.status, "unknown");
    EXPECT_EQ(
        heroin.reason,
        "by structure an ester of Morphine, which is on List one; whether the list's clauses reach such compounds is "
        "not held; this does not mean that the substance is not controlled");
}

// A row may name a generic definition instead of a substance: its days count then, and it stays indicative.
TEST(LegalStatus, TakesRowsOfGenericDefinitions) {
    const std::string rules =
        "schema = \"generic-definitions/2\"\n[[definition]]\nid = \"xb-amines\"\ntitle = \"made up\"\njurisdiction = \"XB\"\ninstrument = \"act\"\n"
        "in_force = \"2015-01-01\"\nsource = \"test\"\n[[definition.core]]\nname = \"amine\"\nsmarts = "
        "\"[NX3;H2:1][CX4:2]\"\n";
    const Library alone = with("rule_alone", {{"rules/generic_definitions.toml", rules}});
    EXPECT_EQ(status(alone, "S000002", "XB", "2015-01-01"), "indicative");
    const Library rows =
        with("rule_rows",
             {{"rules/generic_definitions.toml", rules},
              {"controls.csv", std::string(header) + "C000001,xb-amines,xb-1,act-1,2020-01-01,2024-01-01,,text,A\n"}});
    EXPECT_EQ(status(rows, "S000002", "XB", "2019-12-31"), "unknown");
    EXPECT_EQ(status(rows, "S000002", "XB", "2020-01-01"), "indicative");
    EXPECT_EQ(status(rows, "S000002", "XB", "2023-12-31"), "indicative");
    EXPECT_EQ(status(rows, "S000002", "XB", "2024-01-01"), "unknown");
}

// Small, large, especially large, in this order; a row of a later day or a corrected one does not count.
TEST(Amounts, AreThoseOfTheDay) {
    const Library library = with(
        "amounts", {{"thresholds.csv",
                     "id,substance,list,band,from,to,inclusive,unit,mass_basis,valid_from,valid_to,basis,verified_by,"
                     "supersedes\n"
                     "T000001,S000002,xa-1,large,50,,yes,g,mixture,2020-01-01,2022-01-01,act,A. Lawyer,\n"
                     "T000002,S000002,xa-1,large,1,,yes,g,mixture,2022-01-01,,act,A. Lawyer,\n"
                     "T000003,,xa-1,small,,0.5,no,g,unknown,2020-01-01,,act,,\n"
                     "T000004,S000002,xa-1,especially_large,9,,yes,g,mixture,2022-01-01,,act,,\n"
                     "T000005,S000002,xa-1,especially_large,5,,yes,g,mixture,2022-01-01,,act,,T000004\n"
                     "T000006,S000001,xa-1,large,7,,yes,g,mixture,2020-01-01,,act,,\n"}});
    const auto said = [&](const char* day) {
        std::string text;
        for (const auto& row : amounts(library, *library.find("S000002"), "xa-1", std::string(day)))
            text += row["band"].get<std::string>() + " " + row["from"].dump() + "-" + row["to"].dump() +
                    (row["verified"].get<bool>() ? "; " : " not verified; ");
        return text;
    };
    EXPECT_EQ(said("2021-12-31"), "small null-0.5 not verified; large 50-null; ");
    EXPECT_EQ(said("2022-01-01"), "small null-0.5 not verified; large 1-null; especially_large 5-null not verified; ");
    EXPECT_EQ(said("2019-12-31"), "");
}

}  // namespace
