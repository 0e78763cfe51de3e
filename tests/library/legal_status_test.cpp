#include <gtest/gtest.h>

#include <chrono>
#include <cstdio>
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

}  // namespace
