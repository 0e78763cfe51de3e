#include <gtest/gtest.h>

#include <spec/library/facts.hpp>

namespace {

using namespace spec::library;

TEST(Date, IsADayOfTheCalendar) {
    for (const char* good : {"2024-02-29", "2026-11-01", "1961-03-30"}) EXPECT_TRUE(is_date(good)) << good;
    for (const char* bad : {"2023-02-29", "2026-13-01", "2026-00-10", "2026-1-1", "26-01-01", "2026-11-31", "",
                            "2026/11/01", "+026-01-01"})
        EXPECT_FALSE(is_date(bad)) << bad;
}

// Caffeine 58-08-2, water 7732-18-5 (the example of CAS for the check digit), fentanyl 437-38-7.
TEST(CasNumber, HasARightCheckDigit) {
    for (const char* good : {"58-08-2", "7732-18-5", "437-38-7", "1445583-48-1"})
        EXPECT_TRUE(is_cas_number(good)) << good;
    for (const char* bad : {"58-08-3", "7732-18-4", "76-42-5", "58-8-2", "", "58082", "a8-08-2", "2147483-64-8"})
        EXPECT_FALSE(is_cas_number(bad)) << bad;
}

TEST(InchiKey, HasThreeBlocksOfCapitals) {
    EXPECT_TRUE(is_inchikey("RYYVLZVUVIJVGH-UHFFFAOYSA-N"));
    for (const char* bad :
         {"RYYVLZVUVIJVGH", "RYYVLZVUVIJVGH-UHFFFAOYSA", "ryyvlzvuvijvgh-UHFFFAOYSA-N", "RYYVLZVUVIJVGH-UHFFFAOYSA-1"})
        EXPECT_FALSE(is_inchikey(bad)) << bad;
}

}  // namespace
