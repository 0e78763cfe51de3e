#pragma once

// Included by files that are compiled for one vector unit: plain types only, so that no inline function of the standard
// library is compiled for a CPU that may not be there.
#include <stdint.h>

namespace spec::match::kernel {

constexpr int block_entries =
    32;                           ///< entries of a block, two lines of 16: a block of 576 columns stays in 32 KiB of L1
constexpr int group_columns = 4;  ///< m/z of a line
constexpr int group_bytes = block_entries * group_columns;

/// 32 entries of the index: for each group of four m/z, two lines of 16 entries x 4 m/z (unsigned bytes).
struct Block {
    const uint8_t* lines;  ///< [n_groups x group_bytes]
    const float* scale;    ///< [32] of an entry's bytes
    const float* error;    ///< [32] greatest loss by its rounding
    const float* outside;  ///< [32] norm of what lies outside the columns
};

/// A query as the scan needs it: its groups that are not all zero, four signed bytes each.
struct Query {
    const uint32_t* group;  ///< [n_groups]
    const int32_t* values;  ///< [n_groups] four bytes each, the lowest m/z in the lowest byte
    int n_groups;
    float scale;    ///< of its bytes
    float slack;    ///< greatest loss by its rounding and by arithmetic
    float outside;  ///< norm of what lies outside the columns
};

/// Approximate scores of the 32 entries of a block, and which of them may reach a threshold.
///
/// approximate : [32], written when the result is not 0: integer dot product x both scales
/// returns     : bit i is set when approximate + error + slack + outside x outside >= threshold
using Scan = uint64_t (*)(const Block& block, const Query& query, float threshold, float* approximate);

uint64_t scan_scalar(const Block& block, const Query& query, float threshold, float* approximate);
uint64_t scan_avx2(const Block& block, const Query& query, float threshold, float* approximate);
uint64_t scan_avx512_vnni(const Block& block, const Query& query, float threshold, float* approximate);

}  // namespace spec::match::kernel
