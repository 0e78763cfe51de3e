#include <gtest/gtest.h>

#include <spec/core/error.hpp>
#include <spec/report/catalogue.hpp>
#include <spec/report/figure.hpp>

namespace {

using spec::report::Catalogue;

TEST(Catalogue, FillsPlaces) {
    EXPECT_EQ(Catalogue::of("en").text("report.page", {{"page", "2"}, {"pages", "5"}}), "page 2 of 5");
    EXPECT_THROW(Catalogue::of("en").text("report.page", {{"page", "2"}}), spec::ContractError);
    EXPECT_THROW(Catalogue::of("en").text("no.such_key"), spec::ContractError);
}

TEST(Catalogue, RefusesUnknownLanguages) {
    try {
        Catalogue::of("de");
        FAIL() << "no exception";
    } catch (const spec::UsageError& error) {
        EXPECT_STREQ(error.what(), "language 'de' (expected en, kk or ru)");
    }
}

TEST(Numbers, AreFixedOrSignificant) {
    EXPECT_EQ(spec::report::fixed(2.5, 0), "2");  // to even, as IEEE 754 rounds exact halves
    EXPECT_EQ(spec::report::fixed(-0.0, 1), "0.0");
    EXPECT_EQ(spec::report::significant(34.526, 4), "34.53");
    EXPECT_EQ(spec::report::significant(513001, 4), "513001");
    EXPECT_EQ(spec::report::significant(0.00012345, 2), "0.00012");
    EXPECT_EQ(spec::report::significant(1.5e-7, 2), "1.5e-07");
}

TEST(Ticks, AreRoundAndInside) {
    EXPECT_EQ(spec::report::ticks(0, 10, 5), (std::vector<double>{0, 2, 4, 6, 8, 10}));
    EXPECT_EQ(spec::report::ticks(-118, 118, 5), (std::vector<double>{-100, -50, 0, 50, 100}));
    EXPECT_TRUE(spec::report::ticks(1, 1, 5).empty());
}

}  // namespace
