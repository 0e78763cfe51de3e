#include <gtest/gtest.h>

#include <spec/conclude/rule_set.hpp>
#include <spec/core/error.hpp>

namespace {

using namespace spec::conclude;

std::vector<std::string> lacks(std::vector<std::string> names) { return lacking(default_rule_set(), names); }

// SWGDRUG v8.0, IIIB.3.1: with a category A technique one other; without it three, two of them of category B.
TEST(RuleSet, FollowsSwgdrug) {
    const std::vector<std::string> second{"a second technique that uses other properties of the compound"};
    EXPECT_TRUE(lacks({"EI-MS", "GC retention time"}).empty());
    EXPECT_TRUE(lacks({"EI-MS", "Raman"}).empty());
    EXPECT_TRUE(lacks({"Raman", "colour test"}).empty());
    EXPECT_EQ(lacks({"EI-MS"}), second);
    EXPECT_EQ(lacks({"EI-MS", "EI-MS"}), second);
    EXPECT_EQ(lacks({"colour test", "immunoassay"}),
              std::vector<std::string>{"a technique of category A, or further ones of category B"});
}

std::string refused(const std::string& text) {
    try {
        read_rule_set(text, "c.toml");
    } catch (const spec::DataError& error) {
        return error.what();
    }
    return "";
}

TEST(RuleSet, RefusesWhatItDoesNotKnow) {
    EXPECT_EQ(refused("name = \"X\"\nlevel = 3\n"), "c.toml:2: unknown key 'level' (expected one of the default's)");
    EXPECT_EQ(refused("version = \"1\"\n"), "c.toml:1: no name (expected a text)");
    const std::string head = "name = \"X\"\nversion = \"1\"\ndate = \"d\"\nsource = \"s\"\n";
    EXPECT_EQ(refused(head), "c.toml:1: no [[technique]] (expected at least one)");
    EXPECT_EQ(refused(head + "[[technique]]\nname = \"N\"\ncategory = \"D\"\nprinciple = \"p\"\n"),
              "c.toml:5: category 'D' (expected A, B or C)");
}

TEST(RuleSet, ReadsItsOwnDefault) {
    EXPECT_EQ(default_rule_set().name, "SWGDRUG");
    EXPECT_EQ(default_rule_set().sha256.size(), 64u);
}

TEST(LikelihoodRatio, OfASpectrumIsItsOddsOverThePriors) {
    EXPECT_NEAR(spectrum_log10_ratio(0.5, 0.5), 0, 1e-12);
    EXPECT_NEAR(spectrum_log10_ratio(0.99, 0.5), 1.99564, 1e-5);  // log10(99)
    EXPECT_NEAR(spectrum_log10_ratio(1, 0.5), spectrum_log10_ratio(0.999, 0.5), 1e-12);
    EXPECT_LT(spectrum_log10_ratio(0.1, 0.42), 0);
}

TEST(LikelihoodRatio, OfARetentionTimeIsAtMostTen) {
    EXPECT_NEAR(retention_log10_ratio(true, 0.3, 700), 0.99870, 1e-5);
    EXPECT_LT(retention_log10_ratio(false, 0.3, 700), -2);
    EXPECT_NEAR(retention_log10_ratio(true, 100, 700), 0.5428, 1e-3);  // log10(0.997 / (200 / 700))
}

}  // namespace
