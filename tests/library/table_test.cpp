#include <gtest/gtest.h>

#include <spec/library/table.hpp>

namespace {

using spec::library::parse_csv;
using spec::library::to_csv;

// The quoting rules of RFC 4180, section 2, with its own examples.
TEST(Csv, ReadsQuotedFields) {
    const auto table = parse_csv("a,b,c\r\n\"aaa\",\"b,\"\"b\",ccc\r\n", "t", "t.csv");
    EXPECT_EQ(table.rows, (std::vector<std::vector<std::string>>{{"aaa", "b,\"b", "ccc"}}));
}

TEST(Csv, KnowsTheLineOfEachRow) {
    const auto table = parse_csv("# a remark\na\n\n1\n# another\n2\n", "t", "t.csv");
    EXPECT_EQ(table.lines, (std::vector<std::size_t>{4, 6}));
    EXPECT_EQ(table.at(1).text(), "t.csv:6");
}

TEST(Csv, WritesWhatItReads) {
    const std::string text = "a,b\n\"1,2\",\"say \"\"no\"\"\"\n\"#3\",\n";
    EXPECT_EQ(to_csv(parse_csv(text, "t", "t.csv")), text);
}

void expect_refused(const std::string& text, const char* message) {
    try {
        parse_csv(text, "t", "t.csv");
        FAIL() << text << " was read";
    } catch (const spec::DataError& error) {
        EXPECT_STREQ(error.what(), message);
    }
}

TEST(Csv, RefusesWhatIsBroken) {
    expect_refused("", "t.csv:1: no header (expected the names of the columns)");
    expect_refused("a,b\n1,2,3\n", "t.csv:2: 3 fields (expected 2 as in the header)");
    expect_refused("a,b\n1\n", "t.csv:2: 1 field (expected 2 as in the header)");
    expect_refused("a,b\n\n\"1,2\n",
                   "t.csv:3: a quoted field does not end with its quote (expected \"...\" and a comma)");
    expect_refused("a,b\n\"1\"x,2\n",
                   "t.csv:2: a quoted field does not end with its quote (expected \"...\" and a comma)");
    expect_refused("a,b\n\xE4,2\n", "t.csv:2: bytes that are not UTF-8 (expected UTF-8 text)");
    expect_refused("a,a\n", "t.csv:1: column 'a' stands twice or has no name (expected distinct names)");
}

TEST(Table, SaysWhichColumnIsMissing) {
    const auto table = parse_csv("a\n1\n", "t", "t.csv");
    try {
        table.column("b");
        FAIL() << "found";
    } catch (const spec::DataError& error) {
        EXPECT_STREQ(error.what(), "t.csv:1: no column 'b' (expected it in the header)");
    }
}

}  // namespace
