#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace spec::match {

/// Shifts to both sides at which shifted_products compares.
inline constexpr int product_shifts = 4;

/// Rows are whole blocks of this many numbers.
inline constexpr std::size_t product_block = 32;

/// Dot products of one row with a query at 2 * product_shifts + 1 shifts, and the row's energy where a mask is set.
///
/// row     : [n], n a multiple of product_block, values -127 to 127
/// query   : [n + 2 * product_shifts], values -127 to 127; point i of the row meets query[i + product_shifts + s] at
/// shift s mask    : [n], 0 or -1 products: [2 * product_shifts + 1], shift -product_shifts first returns : sum of
/// row[i]^2 where mask[i] is -1 Whole numbers throughout: every instruction set gives the same answer. n <= 131,072, so
/// that nothing overflows.
std::int32_t shifted_products(std::span<const std::int8_t> row, std::span<const std::int8_t> query,
                              std::span<const std::int8_t> mask, std::span<std::int32_t> products);

/// The same by one plain loop: what the fast one is checked against.
std::int32_t shifted_products_plain(std::span<const std::int8_t> row, std::span<const std::int8_t> query,
                                    std::span<const std::int8_t> mask, std::span<std::int32_t> products);

}  // namespace spec::match
