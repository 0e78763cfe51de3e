#include <algorithm>
#include <spec/core/error.hpp>
#include <spec/match/shifted_products.hpp>

#if defined(__x86_64__) && defined(__GNUC__)
#include <immintrin.h>
#define SPEC_HAS_VECTOR_PATHS 1
#endif

namespace spec::match {
namespace {

#ifdef SPEC_HAS_VECTOR_PATHS
struct Operands {
    const std::int8_t* row;
    const std::int8_t* query;
    const std::int8_t* mask;
    std::size_t n;
};

// |row| x query with the row's sign moved to the query. 127 x 127 x 2 = 32,258 fits 16 bits: maddubs never saturates.
__attribute__((target("avx2"))) std::int32_t sum_of(__m256i values) {
    __m128i sum = _mm_add_epi32(_mm256_castsi256_si128(values), _mm256_extracti128_si256(values, 1));
    sum = _mm_add_epi32(sum, _mm_shuffle_epi32(sum, 0x4E));
    return _mm_cvtsi128_si32(_mm_add_epi32(sum, _mm_shuffle_epi32(sum, 0xB1)));
}

__attribute__((target("avx2"))) ShiftedProducts avx2(const Operands& in) {
    const __m256i ones = _mm256_set1_epi16(1);
    __m256i sums[shift_count], energy = _mm256_setzero_si256();
    for (auto& sum : sums) sum = _mm256_setzero_si256();
    for (std::size_t i = 0; i < in.n; i += 32) {
        const __m256i row = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(in.row + i)),
                      size = _mm256_abs_epi8(row);
        for (std::size_t s = 0; s < shift_count; ++s) {
            const __m256i query = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(in.query + i + s));
            sums[s] = _mm256_add_epi32(
                sums[s], _mm256_madd_epi16(_mm256_maddubs_epi16(size, _mm256_sign_epi8(query, row)), ones));
        }
        const __m256i kept = _mm256_and_si256(size, _mm256_loadu_si256(reinterpret_cast<const __m256i*>(in.mask + i)));
        energy = _mm256_add_epi32(energy, _mm256_madd_epi16(_mm256_maddubs_epi16(kept, kept), ones));
    }
    ShiftedProducts out;
    for (std::size_t s = 0; s < shift_count; ++s) out.products[s] = sum_of(sums[s]);
    out.energy = sum_of(energy);
    return out;
}

__attribute__((target("avx512f"))) std::int32_t sum_of_lanes(__m512i values) {
    alignas(64) std::int32_t lanes[16];
    _mm512_store_si512(lanes, values);
    std::int32_t sum = 0;
    for (const std::int32_t lane : lanes) sum += lane;
    return sum;
}

// row + 128 without a sign x query: 128 times the query's sum is taken off afterwards.
__attribute__((target("avx512f,avx512bw,avx512vnni"))) ShiftedProducts avx512(const Operands& in,
                                                                              const std::int32_t* query_sums) {
    const __m512i high = _mm512_set1_epi8(static_cast<char>(-128));
    __m512i sums[shift_count], energy = _mm512_setzero_si512();
    for (auto& sum : sums) sum = _mm512_setzero_si512();
    for (std::size_t i = 0; i < in.n; i += 64) {
        const __m512i row = _mm512_loadu_si512(in.row + i), raised = _mm512_xor_si512(row, high);
        for (std::size_t s = 0; s < shift_count; ++s)
            sums[s] = _mm512_dpbusd_epi32(sums[s], raised, _mm512_loadu_si512(in.query + i + s));
        const __m512i kept = _mm512_and_si512(_mm512_abs_epi8(row), _mm512_loadu_si512(in.mask + i));
        energy = _mm512_dpbusd_epi32(energy, kept, kept);
    }
    ShiftedProducts out;
    for (std::size_t s = 0; s < shift_count; ++s) out.products[s] = sum_of_lanes(sums[s]) - 128 * query_sums[s];
    out.energy = sum_of_lanes(energy);
    return out;
}
#endif

}  // namespace

ShiftedQuery::ShiftedQuery(std::span<const std::int8_t> values, std::size_t begin, std::size_t end)
    : points_(values.size()), padded_(values.size() + 2 * product_shifts, 0), mask_(values.size(), 0) {
    expect(points_ % product_block == 0 && points_ <= 65536 && begin <= end && end <= points_,
           "a query is whole blocks and knows its range");
    std::copy(values.begin(), values.end(), padded_.begin() + product_shifts);
    std::fill(mask_.begin() + static_cast<std::ptrdiff_t>(begin), mask_.begin() + static_cast<std::ptrdiff_t>(end),
              std::int8_t{-1});
    for (std::size_t s = 0; s < shift_count; ++s)
        for (std::size_t i = 0; i < points_; ++i) sums_[s] += padded_[i + s];
}

ShiftedProducts ShiftedQuery::with_plain(std::span<const std::int8_t> row) const {
    expect(row.size() == points_, "row and query have one length");
    ShiftedProducts out;
    for (std::size_t s = 0; s < shift_count; ++s)
        for (std::size_t i = 0; i < points_; ++i) out.products[s] += row[i] * padded_[i + s];
    for (std::size_t i = 0; i < points_; ++i) out.energy += mask_[i] ? row[i] * row[i] : 0;
    return out;
}

ShiftedProducts ShiftedQuery::with(std::span<const std::int8_t> row) const {
#ifdef SPEC_HAS_VECTOR_PATHS
    static const bool has_vnni = __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vnni");
    static const bool has_avx2 = __builtin_cpu_supports("avx2");
    if (has_vnni || has_avx2) {
        expect(row.size() == points_, "row and query have one length");
        const Operands operands{row.data(), padded_.data(), mask_.data(), points_};
        return has_vnni ? avx512(operands, sums_) : avx2(operands);
    }
#endif
    return with_plain(row);
}

}  // namespace spec::match
