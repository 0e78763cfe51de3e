#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <spec/io/asdf.hpp>
#include <string>

namespace {

using spec::Position;
using spec::io::decode_asdf;
using testing::ElementsAre;
using testing::ElementsAreArray;

std::vector<double> ordinates(const std::string& text) {
    return decode_asdf(text, Position::at_line("x.dx", 1), 1000).ordinates;
}

std::string refusal(const std::string& text, std::size_t limit = 1000) {
    try {
        decode_asdf(text, Position::at_line("x.dx", 1), limit);
    } catch (const spec::DataError& error) {
        return error.what();
    }
    return "accepted";
}

// McDonald & Wilks 1988, the example that the standard writes in every form (X from 1, step 1).
const std::vector<double> example{1, 2, 3, 3, 2, 1, 0, -1, -2, -3};

TEST(Asdf, ReadsTheStandardsExampleInEveryForm) {
    EXPECT_THAT(ordinates("1 1 2 3 3 2 1 0 -1 -2 -3"), ElementsAreArray(example));  // FIX, AFFN
    EXPECT_THAT(ordinates("1+1+2+3+3+2+1+0-1-2-3"), ElementsAreArray(example));     // PAC
    EXPECT_THAT(ordinates("1ABCCBA@abc"), ElementsAreArray(example));               // SQZ
    EXPECT_THAT(ordinates("1ABCTBA@abc"), ElementsAreArray(example));               // SQZ with DUP: C twice
    EXPECT_THAT(ordinates("1AJJ%jjjjjj"), ElementsAreArray(example));               // DIF
    EXPECT_THAT(ordinates("1AJT%jX"), ElementsAreArray(example));                   // DIFDUP: J twice, j six times
}

TEST(Asdf, TakesAFirstDigitAndMore) {
    EXPECT_THAT(ordinates("128492B598Pp2%M9o4"), ElementsAre(2598, 2605, 2533, 2533, 2582, 2518));
    EXPECT_THAT(ordinates("5 @ I23 i23 s"), ElementsAreArray([] {
                    std::vector<double> values{0, 923};
                    values.insert(values.end(), 9, -923);
                    return values;
                }()));
}

TEST(Asdf, ReadsEAsADigitUnlessASignFollows) {
    EXPECT_THAT(ordinates("123E78"), ElementsAre(578));
    EXPECT_THAT(ordinates("123 1.2E+05 -3.5e-01"), ElementsAre(120000, -0.35));
    const auto table = decode_asdf("1.5E+02 7", Position::at_line("x.dx", 1), 10);
    EXPECT_EQ(table.lines[0].x, 150);
}

TEST(Asdf, DropsTheCheckValueAfterADifferenceLine) {
    const auto table = decode_asdf("1AJJ\n3CJ\n4D\n", Position::at_line("x.dx", 7), 100);
    EXPECT_THAT(table.ordinates, ElementsAre(1, 2, 3, 4));
    ASSERT_EQ(table.lines.size(), 3u);
    EXPECT_EQ(table.lines[1].index, 2u);
    EXPECT_EQ(table.lines[2].index, 3u);
    EXPECT_EQ(table.lines[2].line, 9u);
}

TEST(Asdf, RepeatsTheDifferenceAcrossItsCheck) { EXPECT_THAT(ordinates("1AJU\n4DJ"), ElementsAre(1, 2, 3, 4, 5)); }

TEST(Asdf, HasNoCheckValueWhenTheLineEndedInAValue) { EXPECT_THAT(ordinates("1AJB\n4BC"), ElementsAre(1, 2, 2, 2, 3)); }

TEST(Asdf, PassesOverCommentsAndEmptyLines) {
    EXPECT_THAT(ordinates("\n1 5 $$ note 7\n\n$$ 9\r\n2 6\r3 7"), ElementsAre(5, 6, 7));
}

TEST(Asdf, MarksMissingOrdinates) {
    const auto values = ordinates("1 5 ? 7");
    ASSERT_EQ(values.size(), 3u);
    EXPECT_TRUE(std::isnan(values[1]));
}

TEST(Asdf, RefusesDamageWithTheLine) {
    EXPECT_EQ(refusal("1AJJ\n3BJ"), "x.dx:2: check value 2 does not equal the last ordinate 3 (damaged line)");
    EXPECT_EQ(refusal("1AJJ\n3JJ"),
              "x.dx:2: a difference stands where a value must (expected a line that begins with a value)");
    EXPECT_EQ(refusal("1J"),
              "x.dx:1: a difference stands where a value must (expected a line that begins with a value)");
    EXPECT_EQ(refusal("1T"), "x.dx:1: a repetition stands before any value of its line");
    EXPECT_EQ(refusal("1 5\nA 6"), "x.dx:2: 'A' is not an abscissa (expected a number at the start of the line)");
    EXPECT_EQ(refusal("1 5 !"), "x.dx:1: '!' is none of the digits of AFFN, PAC, SQZ, DIF and DUP");
    EXPECT_EQ(refusal("1 5.5.5"), "x.dx:1: '5.5.5' is not a number");
    EXPECT_EQ(refusal("1 5 -"), "x.dx:1: '-' is not a number");
    EXPECT_EQ(refusal("1AS99999999999"), "x.dx:1: more than 1000 ordinates (expected no more in a file of this size)");
    EXPECT_EQ(refusal("1ABC", 2), "x.dx:1: more than 2 ordinates (expected no more in a file of this size)");
}

}  // namespace
