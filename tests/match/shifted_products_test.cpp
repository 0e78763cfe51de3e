#include <gtest/gtest.h>

#include <random>
#include <spec/core/error.hpp>
#include <spec/match/shifted_products.hpp>
#include <vector>

namespace {

using namespace spec::match;

void expect_equal(const ShiftedProducts& a, const ShiftedProducts& b) {
    EXPECT_EQ(a.energy, b.energy);
    for (std::size_t s = 0; s < shift_count; ++s) EXPECT_EQ(a.products[s], b.products[s]) << "shift " << s;
}

// Extreme values and random ones: the vector path gives the very numbers of the plain loop.
TEST(ShiftedQuery, EqualsThePlainLoop) {
    std::mt19937 random(3);
    for (int trial = 0; trial < 50; ++trial) {
        const std::size_t n = product_block * (1 + random() % 20);
        std::vector<std::int8_t> row(n), query(n);
        for (auto& value : row)
            value = static_cast<std::int8_t>(trial == 0   ? 127
                                             : trial == 1 ? -127
                                                          : static_cast<int>(random() % 255) - 127);
        for (auto& value : query)
            value = static_cast<std::int8_t>(trial <= 1 ? -127 : static_cast<int>(random() % 255) - 127);
        const ShiftedQuery laid(query, random() % n, n);
        expect_equal(laid.with(row), laid.with_plain(row));
    }
}

// By hand: one point of the row at 5 with value 3, one of the query at 5 + shift with value -7.
TEST(ShiftedQuery, MeetsTheRowAtItsShift) {
    std::vector<std::int8_t> row(64, 0);
    row[5] = 3;
    for (int shift = -product_shifts; shift <= product_shifts; ++shift) {
        std::vector<std::int8_t> query(64, 0);
        query[static_cast<std::size_t>(5 + shift)] = -7;
        const ShiftedProducts found = ShiftedQuery(query, 0, 64).with(row);
        EXPECT_EQ(found.energy, 9);
        for (int s = -product_shifts; s <= product_shifts; ++s)
            EXPECT_EQ(found.products[static_cast<std::size_t>(s + product_shifts)], s == shift ? -21 : 0);
        EXPECT_EQ(ShiftedQuery(query, 6, 64).with(row).energy, 0);
    }
}

TEST(ShiftedQuery, RefusesWrongSizes) {
    EXPECT_THROW(ShiftedQuery(std::vector<std::int8_t>(33), 0, 33), spec::ContractError);
    EXPECT_THROW(ShiftedQuery(std::vector<std::int8_t>(64), 0, 65), spec::ContractError);
    EXPECT_THROW(ShiftedQuery(std::vector<std::int8_t>(64), 0, 64).with(std::vector<std::int8_t>(128)),
                 spec::ContractError);
}

}  // namespace
