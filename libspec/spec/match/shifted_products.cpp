#include <spec/core/error.hpp>
#include <spec/match/shifted_products.hpp>

#if defined(__x86_64__) && defined(__GNUC__)
#include <immintrin.h>
#define SPEC_HAS_AVX2_PATH 1
#endif

namespace spec::match {
namespace {

constexpr int shifts = 2 * product_shifts + 1;

void expect_sizes(std::span<const std::int8_t> row, std::span<const std::int8_t> query,
                  std::span<const std::int8_t> mask, std::span<std::int32_t> products) {
    expect(row.size() % product_block == 0 && row.size() <= 131072 && mask.size() == row.size() &&
               query.size() == row.size() + 2 * product_shifts && products.size() == static_cast<std::size_t>(shifts),
           "row, query, mask and products have their sizes");
}

#ifdef SPEC_HAS_AVX2_PATH
// Sixteen 16-bit products are added in pairs to eight 32-bit sums: |row| x query with the row's sign moved to the
// query. 127 x 127 x 2 = 32,258 fits 16 bits, so the saturating maddubs never saturates.
__attribute__((target("avx2"))) std::int32_t sum_of(__m256i values) {
    const __m128i low = _mm256_castsi256_si128(values), high = _mm256_extracti128_si256(values, 1);
    __m128i sum = _mm_add_epi32(low, high);
    sum = _mm_add_epi32(sum, _mm_shuffle_epi32(sum, 0x4E));
    sum = _mm_add_epi32(sum, _mm_shuffle_epi32(sum, 0xB1));
    return _mm_cvtsi128_si32(sum);
}

__attribute__((target("avx2"))) std::int32_t products_avx2(const std::int8_t* row, const std::int8_t* query,
                                                           const std::int8_t* mask, std::size_t n,
                                                           std::int32_t* products) {
    const __m256i ones = _mm256_set1_epi16(1);
    __m256i sums[shifts], energy = _mm256_setzero_si256();
    for (int s = 0; s < shifts; ++s) sums[s] = _mm256_setzero_si256();
    for (std::size_t i = 0; i < n; i += product_block) {
        const __m256i r = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(row + i));
        const __m256i size = _mm256_abs_epi8(r);
        for (int s = 0; s < shifts; ++s) {
            const __m256i q = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(query + i + s));
            sums[s] =
                _mm256_add_epi32(sums[s], _mm256_madd_epi16(_mm256_maddubs_epi16(size, _mm256_sign_epi8(q, r)), ones));
        }
        const __m256i kept = _mm256_and_si256(size, _mm256_loadu_si256(reinterpret_cast<const __m256i*>(mask + i)));
        energy = _mm256_add_epi32(energy, _mm256_madd_epi16(_mm256_maddubs_epi16(kept, kept), ones));
    }
    for (int s = 0; s < shifts; ++s) products[s] = sum_of(sums[s]);
    return sum_of(energy);
}
#endif

}  // namespace

std::int32_t shifted_products_plain(std::span<const std::int8_t> row, std::span<const std::int8_t> query,
                                    std::span<const std::int8_t> mask, std::span<std::int32_t> products) {
    expect_sizes(row, query, mask, products);
    std::int32_t energy = 0;
    for (std::size_t i = 0; i < row.size(); ++i) energy += mask[i] ? row[i] * row[i] : 0;
    for (std::size_t s = 0; s < products.size(); ++s) {
        std::int32_t sum = 0;
        for (std::size_t i = 0; i < row.size(); ++i) sum += row[i] * query[i + s];
        products[s] = sum;
    }
    return energy;
}

std::int32_t shifted_products(std::span<const std::int8_t> row, std::span<const std::int8_t> query,
                              std::span<const std::int8_t> mask, std::span<std::int32_t> products) {
#ifdef SPEC_HAS_AVX2_PATH
    static const bool has_avx2 = __builtin_cpu_supports("avx2");
    if (has_avx2) {
        expect_sizes(row, query, mask, products);
        return products_avx2(row.data(), query.data(), mask.data(), row.size(), products.data());
    }
#endif
    return shifted_products_plain(row, query, mask, products);
}

}  // namespace spec::match
