#include <gtest/gtest.h>

#include <spec/library/build.hpp>
#include <spec/library/controls_list.hpp>

#include "library_text.hpp"

namespace {

using namespace spec::library;

Draft small() {
    return build_from_text(spec::test::write_text(spec::test::fresh_folder("controls_text"), spec::test::small_text()))
        .draft;
}

ControlsImport imported(const std::string& text) { return import_controls(small(), text, "list.csv", "XA", "act-1"); }

TEST(ControlsList, MatchesByKeyThenCasThenExactName) {
    const auto list = imported(
        "\xEF\xBB\xBFname_ru;inchikey;cas;valid_from\r\n"
        "\xD0\x9A\xD0\xBE\xD1\x84\xD0\xB5\xD0\xB8\xD0\xBD;RYYVLZVUVIJVGH-UHFFFAOYSA-N;;2026-01-01\r\n"
        "\xD0\x9A\xD0\xBE\xD1\x84\xD0\xB5;;58-08-2;2026-01-01\r\n"
        "\xD0\x90\xD0\x9C\xD0\xA4\xD0\x95\xD0\xA2\xD0\x90\xD0\x9C\xD0\x98\xD0\x9D;;;2026-01-01\r\n");
    EXPECT_EQ(list.read, 3u);
    EXPECT_EQ(list.matched, 3u);
    EXPECT_EQ(list.unmatched, std::vector<std::string>{});
    const auto& rows = list.change.rows.at("controls").rows;
    ASSERT_EQ(rows.size(), 3u);
    EXPECT_EQ(rows[0],
              (std::vector<std::string>{"C000002", "S000001", "xa-1", "act-1", "2026-01-01", "", "", "list.csv", ""}));
    EXPECT_EQ(rows[2][1], "S000002");
    ASSERT_EQ(list.notes.size(), 2u);
    EXPECT_EQ(list.notes[0], "list.csv:3: '\xD0\x9A\xD0\xBE\xD1\x84\xD0\xB5': matched with S000001 by its CAS number");
}

TEST(ControlsList, LeavesToAPersonWhatIsNotCertain) {
    const auto list = imported(
        "name_en,inchikey,cas,valid_from\n"
        "Cocaine,,,2026-01-01\n"
        "Amfetamine,,58-08-2,2026-01-01\n"
        "Speed,,,2026-01-01\n"
        "AMF,,,2026-01-01\n");
    EXPECT_EQ(list.matched, 1u);
    EXPECT_EQ(list.unmatched,
              (std::vector<std::string>{
                  "list.csv:2: 'Cocaine': no substance has its InChIKey, CAS number or name",
                  "list.csv:3: 'Amfetamine': its CAS number is that of S000001, its name that of S000002",
                  "list.csv:5: 'AMF': no substance has its InChIKey, CAS number or name"}));
}

TEST(ControlsList, TakesAmounts) {
    const auto list = imported(
        "name_en,valid_from,small_to,large_from,large_to,especially_large_from,unit,mass_basis\n"
        "Amfetamine,2026-01-01,0.5,0.5,2.5,2.5,g,mixture\n");
    const auto& rows = list.change.rows.at("thresholds").rows;
    ASSERT_EQ(rows.size(), 3u);
    EXPECT_EQ(rows[1], (std::vector<std::string>{"T000002", "S000002", "xa-1", "large", "0.5", "2.5", "from", "g",
                                                 "mixture", "2026-01-01", "", "", ""}));
}

std::string refusal(const std::string& text, const char* jurisdiction = "XA", const char* instrument = "act-1") {
    try {
        import_controls(small(), text, "list.csv", jurisdiction, instrument);
        return "read";
    } catch (const std::exception& error) {
        return error.what();
    }
}

TEST(ControlsList, RefusesWhatIsWrong) {
    EXPECT_EQ(refusal("name_en,valid_from\nCaffeine,2026-02-30\n"),
              "list.csv:2: valid_from '2026-02-30' is no date of the calendar (expected such as 2026-11-01)");
    EXPECT_EQ(refusal("name_en,valid_from\nCaffeine,\n"),
              "list.csv:2: neither valid_from nor seen_on (expected the entry into force, or the day of the text)");
    EXPECT_EQ(refusal("name_en,valid_from\n,2026-01-01\n"),
              "list.csv:2: no name (expected name_kk, name_ru or name_en)");
    EXPECT_EQ(refusal("name_en,list,valid_from\nCaffeine,xb-1,2026-01-01\n"),
              "list.csv:2: list 'xb-1' is not of jurisdiction XA (expected an id of lists.csv)");
    EXPECT_EQ(refusal("name,valid_from\nCaffeine,2026-01-01\n"),
              "list.csv:1: unknown column 'name' (expected those of docs/formats/controls-list.md)");
    EXPECT_EQ(refusal("name_en,valid_from,large_from\nCaffeine,2026-01-01,1g\n"),
              "list.csv:2: large '1g' is no amount (expected a number of 0 or more)");
    EXPECT_EQ(refusal("name_en\nCaffeine\n", "XC"), "no list of jurisdiction 'XC' (expected one in lists.csv)");
    EXPECT_EQ(refusal("name_en\nCaffeine\n", "XA", "act-9"),
              "no instrument 'act-9' (expected an id of instruments.csv: add the act first)");
}

TEST(Abbreviation, IsWhatNothingIsMatchedBy) {
    for (const char* short_name : {"3-MMC", "DMT", "U-47700", "2C-B", "\xD0\xA2\xD0\x93\xD0\x9A", "PCP", "4-CMC"})
        EXPECT_TRUE(is_abbreviation(short_name)) << short_name;
    for (const char* name : {"Fentanyl", "HEROIN", "Opium", "AMB-FUBINACA", "\xD0\x9E\xD0\xBF\xD0\xB8\xD0\xB9"})
        EXPECT_FALSE(is_abbreviation(name)) << name;
}

TEST(FoldedName, IgnoresCaseOfKazakhLetters) {
    // Әң -> әң
    EXPECT_EQ(folded_name("\xD3\x98\xD2\xA2"), "\xD3\x99\xD2\xA3");
    EXPECT_EQ(folded_name(" HeroIN "), "heroin");
}

}  // namespace
