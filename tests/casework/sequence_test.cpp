#include <gtest/gtest.h>

#include <spec/casework/sequence.hpp>
#include <spec/core/error.hpp>

#include "cli/run_sarap.hpp"
#include "test_data.hpp"

namespace {

using spec::casework::read_sequence;
using spec::casework::RowType;

std::filesystem::path written(const std::string& text) {
    const auto file = spec::test::fresh_folder("sequence") / "s.csv";
    spec::test::write_file(file, text);
    return file;
}

TEST(Sequence, ReadsRowsInOrder) {
    const auto file = written(
        "file,sample,type,level,unit,case,exhibit\na.D,A,blank,,,,\nb.D,,standard,25,ug/mL,,\nc.D,C,exhibit,,,K-1,E/"
        "1\n");
    const auto sequence = read_sequence(file);
    ASSERT_EQ(sequence.rows.size(), 3u);
    EXPECT_EQ(sequence.rows[0].type, RowType::blank);
    EXPECT_EQ(sequence.rows[1].sample, "b");
    EXPECT_EQ(sequence.rows[1].level, 25);
    EXPECT_EQ(sequence.rows[2].file, file.parent_path() / "c.D");
    EXPECT_EQ(sequence.rows[2].exhibit, "E/1");
    EXPECT_EQ(sequence.rows[2].line, 4u);
    EXPECT_TRUE(sequence.failures.empty());
    EXPECT_TRUE(sequence.notes.empty());
}

TEST(Sequence, AWrongRowFailsAloneWithItsLine) {
    const auto file = written(
        "file,sample,type,level,unit\n"
        "a.D,A,blank,,\n"
        "b.D,A,blank,,\n"
        ",C,blank,,\n"
        "d.D,D,blnk,,\n"
        "e.D,E,standard,2O,ug/mL\n"
        "f.D,F,standard,20,\n"
        "g.D,G,exhibit,,\n");
    const auto sequence = read_sequence(file);
    EXPECT_EQ(sequence.rows.size(), 2u);
    const std::string at = file.string() + ":";
    const std::vector<std::string> expected{
        at + "3: sample 'A' stands twice (expected distinct names)",
        at + "4: no file (expected the path of a measurement)",
        at + "5: type 'blnk' is unknown (expected blank, standard, check, ladder, exhibit or calibration)",
        at + "6: level '2O' is not a concentration (expected a number from 0)",
        at + "7: level without unit (expected a unit such as ug/mL)"};
    ASSERT_EQ(sequence.failures.size(), expected.size());
    for (std::size_t i = 0; i < expected.size(); ++i) EXPECT_EQ(sequence.failures[i].reason, expected[i]);
}

TEST(Sequence, ReadsSemicolonsAndWindows1251AndSaysSo) {
    // "проба" in Windows-1251 (code page table: п EF, р F0, о EE, б E1, а E0).
    const auto file = written("file;sample;type;level;unit\na.D;\xEF\xF0\xEE\xE1\xE0;standard;2,5;ug/mL\n");
    const auto sequence = read_sequence(file);
    ASSERT_EQ(sequence.rows.size(), 1u);
    EXPECT_EQ(sequence.rows[0].sample, "проба");
    EXPECT_EQ(sequence.rows[0].level, 2.5);
    ASSERT_EQ(sequence.notes.size(), 2u);
    EXPECT_EQ(sequence.notes[0], file.string() + ": read as Windows-1251, it is not UTF-8");
    EXPECT_EQ(sequence.notes[1], file.string() + ": read with semicolons and decimal commas");
}

TEST(Sequence, RefusesAFileWithoutRows) {
    const auto file = written("file,sample,type\n");
    try {
        read_sequence(file);
        FAIL();
    } catch (const spec::DataError& error) {
        EXPECT_EQ(error.what(), file.string() + ": holds no row (expected one an injection)");
    }
}

TEST(Sequence, NotesStandardsOutOfOrder) {
    const auto file = written(
        "file,sample,type,level,unit,exhibit\na.D,A,standard,50,ug/mL,\nb.D,B,standard,25,ug/mL,\n"
        "c.D,C,exhibit,,,E\nd.D,D,standard,100,ug/mL,\ne.D,E,standard,,,\n");
    const std::string at = file.string() + ":";
    EXPECT_EQ(
        read_sequence(file).notes,
        (std::vector<std::string>{at + "3: standard 'B' has a lower level than 'A' before it",
                                  at + "5: standard 'D' stands after an exhibit: it serves for all of the sequence",
                                  at + "6: standard 'E' has no level: it serves for retention only",
                                  at + "6: standard 'E' stands after an exhibit: it serves for all of the sequence"}));
}

TEST(Sequence, ReadsWhatWasWeighedAndRefusesNonsense) {
    const auto file = written(
        "file,sample,type,aliquot,mass_mg,volume_ml,dilution\na.D,A,exhibit,0.25,20,10,4\nb.D,B,exhibit,2,,,\n"
        "c.D,C,exhibit,,,,0.5\n");
    const auto sequence = read_sequence(file);
    ASSERT_EQ(sequence.rows.size(), 1u);
    EXPECT_EQ(sequence.rows[0].preparation.aliquot, 0.25);
    EXPECT_EQ(sequence.rows[0].preparation.mass_mg, 20);
    ASSERT_EQ(sequence.failures.size(), 2u);
    EXPECT_EQ(sequence.failures[0].reason, file.string() +
                                               ":3: aliquot '2' (expected the share of the exhibit that was "
                                               "taken, above 0 and at most 1)");
    EXPECT_EQ(sequence.failures[1].reason, file.string() + ":4: dilution '0.5' (expected a factor of at least 1)");
}

TEST(GuessRow, ReadsTheNamesOfADay) {
    using spec::casework::guess_row;
    EXPECT_EQ(guess_row("MEOH BLK").type, RowType::blank);
    EXPECT_EQ(guess_row("FL21/1010").type, RowType::exhibit);
    EXPECT_EQ(guess_row("n-alkanes C8-C40").type, RowType::ladder);
    const auto standard = guess_row("25ug/mL Etizolam");
    EXPECT_EQ(standard.type, RowType::standard);
    EXPECT_EQ(standard.level, 25);
    EXPECT_EQ(standard.unit, "ug/mL");
    EXPECT_EQ(standard.substance, "Etizolam");
    const auto check = guess_row("40ug/mL Etizolam Check standard");
    EXPECT_EQ(check.type, RowType::check);
    EXPECT_EQ(check.level, 40);
    EXPECT_EQ(check.substance, "Etizolam");
    EXPECT_EQ(guess_row("blanket 3").type, RowType::exhibit);
}

}  // namespace
