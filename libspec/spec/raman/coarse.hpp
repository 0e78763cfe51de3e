#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <spec/match/shifted_products.hpp>
#include <spec/raman/curve.hpp>
#include <vector>

namespace spec::raman {

/// A curve as the coarse search compares it: on every second point of the common grid, its local mean taken away and
/// divided by the root of its local amplitude, so that weak bands count beside strong ones; whole numbers -127 to 127
/// on the whole coarse grid, zero where nothing was measured.
struct CoarseSpectrum {
    std::vector<std::int8_t> values;  ///< [whole blocks]
    std::size_t begin = 0, end = 0;   ///< measured points
};

CoarseSpectrum coarse(const Curve& curve, const Parameters& parameters);

struct CoarseScore {
    double score = 0;         ///< in [0, 1]
    int shift_cm1 = 0;        ///< by how much the query stands above the reference
    bool comparable = false;  ///< enough of the axis in common
};

/// All references of a library for the coarse search, in one dense matrix of bytes.
class CoarseIndex {
 public:
    CoarseIndex(std::span<const CoarseSpectrum> references, const Parameters& parameters);

    /// Score of each reference: the best cosine over the shifts, with the whole energy of the query below it, so that
    /// what a reference does not cover it does not explain; 0 with less than least_overlap_cm1 in common.
    std::vector<CoarseScore> scores(const CoarseSpectrum& query) const;

    std::size_t size() const { return begin_.size(); }

 private:
    CoarseScore score_of(std::size_t reference, const match::ShiftedQuery& laid, double energy,
                         const CoarseSpectrum& query) const;

    std::size_t width_ = 0;          // bytes a row
    std::vector<std::int8_t> rows_;  // [references x width_]
    std::vector<std::size_t> begin_, end_;
    std::ptrdiff_t least_overlap_ = 0;
    int step_cm1_ = 0, reach_ = 0;
};

}  // namespace spec::raman
