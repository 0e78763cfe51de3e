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

}  // namespace

uint64_t scan_avx512_vnni(const Block& block, const Query& query, float threshold, float* approximate) {
    __m512i a = _mm512_setzero_si512(), b = a, c = a, d = a;
    for (int n = 0; n < query.n_groups; ++n) {
        const uint8_t* line = block.lines + static_cast<uint64_t>(query.group[n]) * group_bytes;
        const __m512i values = _mm512_set1_epi32(query.values[n]);
        a = _mm512_dpbusd_epi32(a, _mm512_loadu_si512(line), values);
        b = _mm512_dpbusd_epi32(b, _mm512_loadu_si512(line + 64), values);
        c = _mm512_dpbusd_epi32(c, _mm512_loadu_si512(line + 128), values);
        d = _mm512_dpbusd_epi32(d, _mm512_loadu_si512(line + 192), values);
    }
    const Limits limits{_mm512_set1_ps(query.scale), _mm512_set1_ps(query.slack), _mm512_set1_ps(query.outside),
                        _mm512_set1_ps(threshold)};
    __m512 scores[4];
    const uint64_t reached = reach(block, limits, 0, a, &scores[0]) | reach(block, limits, 16, b, &scores[1]) |
                             reach(block, limits, 32, c, &scores[2]) | reach(block, limits, 48, d, &scores[3]);
    if (reached)
        for (int v = 0; v < 4; ++v) _mm512_storeu_ps(approximate + lanes * v, scores[v]);
    return reached;
}

}  // namespace spec::match::kernel
