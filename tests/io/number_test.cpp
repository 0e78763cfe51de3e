#include <gtest/gtest.h>

#include <random>
#include <spec/core/text.hpp>
#include <spec/io/number.hpp>
#include <string>

namespace {

using spec::io::parse_number;

/// What from_chars makes of the text, the standard library's correctly rounded reading.
double reference(const std::string& text) {
    double value = -1;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

void expect_same(const std::string& text) {
    double value = -1;
    const char* const end = text.data() + text.size();
    ASSERT_EQ(parse_number(text.data(), end, value), end) << text;
    EXPECT_EQ(value, reference(text)) << text;
}

TEST(ParseNumber, EqualsFromCharsForEveryPlainDecimalTried) {
    std::mt19937_64 random(20261122);
    for (int i = 0; i < 200000; ++i) {
        const int digits = 1 + static_cast<int>(random() % 19);
        std::string text;
        for (int k = 0; k < digits; ++k) text += static_cast<char>('0' + random() % 10);
        if (random() % 4) text.insert(random() % (text.size() + 1), ".");
        if (text == ".") continue;
        expect_same(text);
    }
}

TEST(ParseNumber, EqualsFromCharsForExponentsSignsAndLongTails) {
    for (const char* text : {"1e5", "1.5E-3", "-0.25", "9007199254740993", "0.1", "123456789012345",
                             "1234567890123456.5", "0.000000000000000000000001", "2.2250738585072014e-308", "-17"})
        expect_same(text);
    double value = 0;
    const std::string plus = "+41.5";
    EXPECT_EQ(parse_number(plus.data(), plus.data() + plus.size(), value), plus.data() + plus.size());
    EXPECT_EQ(value, 41.5);
}

TEST(ParseNumber, TakesNothingThatIsNoFiniteNumber) {
    for (const std::string text : {"", "nan", "inf", "-", "+", ".", "-.", "x1", "1e999", "-inf", "+-1"}) {
        double value = 7;
        EXPECT_EQ(parse_number(text.data(), text.data() + text.size(), value), text.data()) << text;
    }
}

TEST(ParseNumber, StopsBehindTheNumber) {
    const std::string text = "41.25,100";
    double value = 0;
    EXPECT_EQ(parse_number(text.data(), text.data() + text.size(), value), text.data() + 5);
    EXPECT_EQ(value, 41.25);
}

}  // namespace
