// Compiled with -mavx512f -mavx512bw -mavx512vnni and called only where the CPU has them.
#include <immintrin.h>

#include <spec/match/dense_kernel.hpp>

namespace spec::match::kernel {
namespace {

constexpr int lanes = 16;

struct Limits {
    __m512 query_scale, slack, outside, threshold;
};

inline uint64_t reach(const Block& block, const Limits& limits, int first, __m512i sums, __m512* score) {
    const __m512 scale = _mm512_mul_ps(_mm512_loadu_ps(block.scale + first), limits.query_scale);
    *score = _mm512_mul_ps(_mm512_cvtepi32_ps(sums), scale);
    const __m512 loss = _mm512_add_ps(_mm512_loadu_ps(block.error + first), limits.slack);
    const __m512 beyond = _mm512_mul_ps(_mm512_loadu_ps(block.outside + first), limits.outside);
    const __m512 upper = _mm512_add_ps(_mm512_add_ps(*score, loss), beyond);
    return static_cast<uint64_t>(_mm512_cmp_ps_mask(upper, limits.threshold, _CMP_GE_OQ)) << first;
}

/// Sums of the 32 entries of a block.
struct Sums {
    __m512i low = _mm512_setzero_si512(), high = _mm512_setzero_si512();
};

/// Adds the products of the query's n-th group of four columns.
inline void add_group(const Block& block, const Query& query, int n, Sums& sums) {
    const uint8_t* line = block.lines + static_cast<uint64_t>(query.group[n]) * group_bytes;
    const __m512i values = _mm512_set1_epi32(query.values[n]);
    sums.low = _mm512_dpbusd_epi32(sums.low, _mm512_loadu_si512(line), values);
    sums.high = _mm512_dpbusd_epi32(sums.high, _mm512_loadu_si512(line + 64), values);
}

inline Sums operator+(const Sums& a, const Sums& b) {
    return {_mm512_add_epi32(a.low, b.low), _mm512_add_epi32(a.high, b.high)};
}

}  // namespace

uint64_t scan_avx512_vnni(const Block& block, const Query& query, float threshold, float* approximate) {
    // Four groups at once: a sum waits five cycles for its last product, eight sums keep the multipliers busy.
    Sums a, b, c, d;
    int n = 0;
    for (; n + 4 <= query.n_groups; n += 4) {
        add_group(block, query, n, a);
        add_group(block, query, n + 1, b);
        add_group(block, query, n + 2, c);
        add_group(block, query, n + 3, d);
    }
    for (; n < query.n_groups; ++n) add_group(block, query, n, a);
    const Sums sums = (a + b) + (c + d);
    const Limits limits{_mm512_set1_ps(query.scale), _mm512_set1_ps(query.slack), _mm512_set1_ps(query.outside),
                        _mm512_set1_ps(threshold)};
    __m512 low, high;
    const uint64_t reached = reach(block, limits, 0, sums.low, &low) | reach(block, limits, lanes, sums.high, &high);
    if (reached) {
        _mm512_storeu_ps(approximate, low);
        _mm512_storeu_ps(approximate + lanes, high);
    }
    return reached;
}

}  // namespace spec::match::kernel
