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

}  // namespace
