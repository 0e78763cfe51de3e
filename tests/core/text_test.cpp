#include <gtest/gtest.h>

#include <spec/core/text.hpp>

namespace {

TEST(ToDouble, ReadsWholeNumbersOnly) {
    EXPECT_EQ(spec::to_double(" 12.5 "), 12.5);
    EXPECT_EQ(spec::to_double("+1e3"), 1000);
    EXPECT_FALSE(spec::to_double("5O"));
    EXPECT_FALSE(spec::to_double(""));
    EXPECT_FALSE(spec::to_double("nan"));
    EXPECT_FALSE(spec::to_double("inf"));
    EXPECT_FALSE(spec::to_double("1,5"));
}

TEST(IsUtf8, RefusesOverlongAndSurrogates) {
    EXPECT_TRUE(spec::is_utf8("\xD2\x9A\xD0\xB0"));  // Қа
    EXPECT_FALSE(spec::is_utf8("\xC0\xAF"));
    EXPECT_FALSE(spec::is_utf8("\xED\xA0\x80"));
    EXPECT_FALSE(spec::is_utf8("\xE2\x82"));
}

TEST(ToUtf8, ReadsLatin1WhereTheTextIsNotUtf8) { EXPECT_EQ(spec::to_utf8("\xB5g"), "\xC2\xB5g"); }

TEST(Split, KeepsEmptyParts) {
    EXPECT_EQ(spec::split("a,,b", ','), (std::vector<std::string_view>{"a", "", "b"}));
    EXPECT_EQ(spec::split("", ','), (std::vector<std::string_view>{""}));
}

}  // namespace
