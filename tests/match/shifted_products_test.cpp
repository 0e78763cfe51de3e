#include <gtest/gtest.h>

#include <random>
#include <spec/core/error.hpp>
#include <spec/match/shifted_products.hpp>
#include <vector>

namespace {

using namespace spec::match;

// Extreme values and random ones: the vector path gives the very numbers of the plain loop.
TEST(ShiftedProducts, EqualThePlainLoop) {
    std::mt19937 random(3);
    for (int trial = 0; trial < 50; ++trial) {
        const std::size_t n = product_block * (1 + random() % 40);
        std::vector<std::int8_t> row(n), query(n + 2 * product_shifts), mask(n);
        for (auto& value : row)
            value = static_cast<std::int8_t>(trial == 0   ? 127
                                             : trial == 1 ? -127
                                                          : static_cast<int>(random() % 255) - 127);
        for (auto& value : query)
            value = static_cast<std::int8_t>(trial <= 1 ? -127 : static_cast<int>(random() % 255) - 127);
        for (auto& value : mask) value = static_cast<std::int8_t>(random() % 2 ? -1 : 0);
        std::vector<std::int32_t> fast(2 * product_shifts + 1), plain(2 * product_shifts + 1);
        EXPECT_EQ(shifted_products(row, query, mask, fast), shifted_products_plain(row, query, mask, plain));
        EXPECT_EQ(fast, plain);
    }
}

// By hand: one point of the row at 5 with value 3, one of the query at 5 + shift with value 7.
TEST(ShiftedProducts, MeetTheQueryAtItsShift) {
    std::vector<std::int8_t> row(32, 0), mask(32, -1);
    row[5] = 3;
    for (int shift = -product_shifts; shift <= product_shifts; ++shift) {
        std::vector<std::int8_t> query(32 + 2 * product_shifts, 0);
        query[static_cast<std::size_t>(5 + product_shifts + shift)] = 7;
        std::vector<std::int32_t> products(2 * product_shifts + 1);
        EXPECT_EQ(shifted_products(row, query, mask, products), 9);
        for (int s = -product_shifts; s <= product_shifts; ++s)
            EXPECT_EQ(products[static_cast<std::size_t>(s + product_shifts)], s == shift ? 21 : 0);
    }
}

TEST(ShiftedProducts, RefuseWrongSizes) {
    std::vector<std::int8_t> row(33), query(41), mask(33);
    std::vector<std::int32_t> products(9);
    EXPECT_THROW(shifted_products(row, query, mask, products), spec::ContractError);
}

}  // namespace
