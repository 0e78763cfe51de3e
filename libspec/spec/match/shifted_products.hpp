#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace spec::match {

/// Shifts to both sides at which a query meets a row.
inline constexpr int product_shifts = 3;
inline constexpr std::size_t shift_count = 2 * product_shifts + 1;

/// Rows are whole blocks of this many numbers.
inline constexpr std::size_t product_block = 64;

/// What a query and one row of the library make together.
struct ShiftedProducts {
    std::int32_t products[shift_count] = {};  ///< shift -product_shifts first
    std::int32_t energy = 0;                  ///< sum of squares of the row within the query's range
};

/// A query laid out for dot products with rows of bytes at a few shifts.
///
/// Whole numbers throughout: every vector unit gives the same answer. Rows have at most 65,536 numbers, so nothing
/// overflows.
class ShiftedQuery {
 public:
    /// values     : [n], n a multiple of product_block, -127 to 127, zero outside [begin, end)
    ShiftedQuery(std::span<const std::int8_t> values, std::size_t begin, std::size_t end);

    /// row : [n], -127 to 127; its point i meets the query's point i + s at shift s
    ShiftedProducts with(std::span<const std::int8_t> row) const;

    /// The same by one plain loop: what the fast ones are checked against.
    ShiftedProducts with_plain(std::span<const std::int8_t> row) const;

 private:
    std::size_t points_;
    std::vector<std::int8_t> padded_;      // product_shifts zeros on both sides
    std::vector<std::int8_t> mask_;        // -1 within the query's range
    std::int32_t sums_[shift_count] = {};  // of the query's points that a row meets at each shift
};

}  // namespace spec::match
