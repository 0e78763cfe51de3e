// Compiled with -mavx2 and called only where the CPU has it.
#include <immintrin.h>

#include <spec/match/dense_kernel.hpp>

namespace spec::match::kernel {
namespace {

constexpr int lanes = 8, vectors = block_entries / lanes;

}  // namespace

// Unsigned library bytes up to 255 times signed query bytes up to 63: a pair sums to at most 2 x 255 x 63 = 32130, so
// the 16-bit saturation of vpmaddubsw is never reached.
uint64_t scan_avx2(const Block& block, const Query& query, float threshold, float* approximate) {
    __m256i sums[vectors];
    for (int v = 0; v < vectors; ++v) sums[v] = _mm256_setzero_si256();
    const __m256i ones = _mm256_set1_epi16(1);
    for (int n = 0; n < query.n_groups; ++n) {
        const uint8_t* line = block.lines + static_cast<uint64_t>(query.group[n]) * group_bytes;
        const __m256i values = _mm256_set1_epi32(query.values[n]);
        for (int v = 0; v < vectors; ++v) {
            const __m256i bytes = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(line + 32 * v));
            sums[v] = _mm256_add_epi32(sums[v], _mm256_madd_epi16(_mm256_maddubs_epi16(bytes, values), ones));
        }
    }
    const __m256 query_scale = _mm256_set1_ps(query.scale), slack = _mm256_set1_ps(query.slack);
    const __m256 outside = _mm256_set1_ps(query.outside), least = _mm256_set1_ps(threshold);
    uint64_t reached = 0;
    __m256 scores[vectors];
    for (int v = 0; v < vectors; ++v) {
        const __m256 scale = _mm256_mul_ps(_mm256_loadu_ps(block.scale + lanes * v), query_scale);
        scores[v] = _mm256_mul_ps(_mm256_cvtepi32_ps(sums[v]), scale);
        const __m256 loss = _mm256_add_ps(_mm256_loadu_ps(block.error + lanes * v), slack);
        const __m256 beyond = _mm256_mul_ps(_mm256_loadu_ps(block.outside + lanes * v), outside);
        const __m256 upper = _mm256_add_ps(_mm256_add_ps(scores[v], loss), beyond);
        const int mask = _mm256_movemask_ps(_mm256_cmp_ps(upper, least, _CMP_GE_OQ));
        reached |= static_cast<uint64_t>(static_cast<uint32_t>(mask)) << (lanes * v);
    }
    if (reached)
        for (int v = 0; v < vectors; ++v) _mm256_storeu_ps(approximate + lanes * v, scores[v]);
    return reached;
}

}  // namespace spec::match::kernel
