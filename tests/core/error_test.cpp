#include <gtest/gtest.h>

#include <spec/core/error.hpp>

namespace {

using spec::DataError;
using spec::Position;

TEST(DataError, SaysFileAndLine) {
    EXPECT_STREQ(DataError(Position::at_line("query.msp", 3), "m/z '5O' is not a number").what(),
                 "query.msp:3: m/z '5O' is not a number");
}

TEST(DataError, SaysFileAndByte) {
    EXPECT_STREQ(DataError(Position::at_byte("data.ms", 264), "cut short").what(), "data.ms:byte 264: cut short");
}

TEST(Expect, NamesTheBrokenContract) {
    try {
        spec::expect(false, "tolerance_mz >= 0");
        FAIL() << "no exception";
    } catch (const spec::ContractError& error) {
        EXPECT_NE(std::string(error.what()).find("contract broken: tolerance_mz >= 0"), std::string::npos);
    }
}

}  // namespace
