#include <gtest/gtest.h>

#include <bit>
#include <cstdint>
#include <spec/core/error.hpp>
#include <spec/core/json.hpp>

namespace {

using spec::canonical_json;
using spec::Json;
using spec::parse_json;

double from_bits(std::uint64_t bits) { return std::bit_cast<double>(bits); }

// The sample numbers of RFC 8785, appendix B: bits of the double and the text expected.
TEST(CanonicalJson, WritesTheSampleNumbersOfRfc8785) {
    const std::pair<std::uint64_t, const char*> samples[] = {
        {0x0000000000000000, "0"},
        {0x8000000000000000, "0"},
        {0x0000000000000001, "5e-324"},
        {0x8000000000000001, "-5e-324"},
        {0x7fefffffffffffff, "1.7976931348623157e+308"},
        {0xffefffffffffffff, "-1.7976931348623157e+308"},
        {0x4340000000000000, "9007199254740992"},
        {0xc340000000000000, "-9007199254740992"},
        {0x4430000000000000, "295147905179352830000"},
        {0x44b52d02c7e14af5, "9.999999999999997e+22"},
        {0x44b52d02c7e14af6, "1e+23"},
        {0x44b52d02c7e14af7, "1.0000000000000001e+23"},
        {0x444b1ae4d6e2ef4e, "999999999999999700000"},
        {0x444b1ae4d6e2ef4f, "999999999999999900000"},
        {0x444b1ae4d6e2ef50, "1e+21"},
        {0x3eb0c6f7a0b5ed8c, "9.999999999999997e-7"},
        {0x3eb0c6f7a0b5ed8d, "0.000001"},
        {0x41b3de4355555553, "333333333.3333332"},
        {0x41b3de4355555554, "333333333.33333325"},
        {0x41b3de4355555555, "333333333.3333333"},
        {0x41b3de4355555556, "333333333.3333334"},
        {0x41b3de4355555557, "333333333.33333343"},
        {0xbecbf647612f3696, "-0.0000033333333333333333"},
        {0x43143ff3c1cb0959, "1424953923781206.2"},
    };
    for (const auto& [bits, text] : samples) EXPECT_EQ(canonical_json(Json(from_bits(bits))), text);
}

// RFC 8785, section 3.2.2: the example object and its canonical form.
TEST(CanonicalJson, WritesTheExampleOfRfc8785) {
    const Json value =
        parse_json(R"({"numbers":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001],)"
                   R"("string":"\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/","literals":[null,true,false]})",
                   "example");
    EXPECT_EQ(canonical_json(value),
              "{\"literals\":[null,true,false],\"numbers\":[333333333.3333333,1e+30,4.5,0.002,1e-27],"
              "\"string\":\"\xE2\x82\xAC$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}");
}

// RFC 8785, section 3.2.3: keys are ordered by UTF-16 code units, so U+1F600 (D83D DE00) stands before U+FB33.
TEST(CanonicalJson, OrdersKeysByUtf16) {
    const Json value = {{"\xEF\xAC\xB3", 1}, {"\xF0\x9F\x98\x80", 2}, {"a", 3}};
    EXPECT_EQ(canonical_json(value), "{\"a\":3,\"\xF0\x9F\x98\x80\":2,\"\xEF\xAC\xB3\":1}");
}

TEST(CanonicalJson, RefusesNotANumber) {
    EXPECT_THROW(canonical_json(Json(from_bits(0x7ff8000000000000))), spec::ContractError);
}

void expect_refused(const char* text, const char* message) {
    try {
        parse_json(text, "a.json");
        FAIL() << text << " was read";
    } catch (const spec::DataError& error) {
        EXPECT_STREQ(error.what(), message);
    }
}

TEST(ParseJson, RefusesWhatIsNotOneStrictValue) {
    expect_refused("{\"a\":1}\n}", "a.json:2: not JSON (expected one JSON value)");
    expect_refused("", "a.json:1: not JSON (expected one JSON value)");
    expect_refused("\xEF\xBB\xBF{}", "a.json:1: byte order mark (expected plain UTF-8 JSON)");
    expect_refused("{\"a\":1,\"b\":{\"c\":1,\"c\":2}}", "a.json: key 'c' stands twice in one object (expected once)");
    expect_refused("{\"a\":NaN}", "a.json:1: not JSON (expected one JSON value)");
}

TEST(RoundSignificant, KeepsTenDigits) {
    EXPECT_EQ(spec::round_significant(1.00000000004), 1.0);
    EXPECT_EQ(spec::round_significant(123456.789012345), 123456.7890);
    EXPECT_EQ(spec::round_significant(0.0), 0.0);
}

}  // namespace
