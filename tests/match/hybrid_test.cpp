#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <random>
#include <spec/match/hybrid.hpp>

namespace {

using spec::UnitMassSpectrum;
using spec::match::hybrid_similarity;
using spec::match::weighted_cosine;

/// Greatest sum over all pairings by trying every one.
double by_trying(const UnitMassSpectrum& query, const UnitMassSpectrum& reference, int difference) {
    std::vector<bool> used(query.mz.size());
    const std::function<double(std::size_t)> best = [&](std::size_t j) -> double {
        if (j == reference.mz.size()) return 0;
        double greatest = best(j + 1);
        for (std::size_t i = 0; i < query.mz.size(); ++i) {
            if (used[i] || (query.mz[i] != reference.mz[j] && query.mz[i] != reference.mz[j] + difference)) continue;
            used[i] = true;
            greatest = std::max(greatest, best(j + 1) + query.mz[i] * std::sqrt(query.intensity[i]) * reference.mz[j] *
                                                            std::sqrt(reference.intensity[j]));
            used[i] = false;
        }
        return greatest;
    };
    double q = 0, l = 0;
    for (std::size_t i = 0; i < query.mz.size(); ++i) q += query.mz[i] * query.mz[i] * query.intensity[i];
    for (std::size_t j = 0; j < reference.mz.size(); ++j)
        l += reference.mz[j] * reference.mz[j] * reference.intensity[j];
    return best(0) / std::sqrt(q * l);
}

UnitMassSpectrum random_spectrum(std::mt19937& random) {
    UnitMassSpectrum out;
    for (int mz = 40; mz < 64; ++mz)
        if (random() % 3 == 0) {
            out.mz.push_back(mz);
            out.intensity.push_back(static_cast<double>(1 + random() % 999));
        }
    if (out.mz.empty()) out = {{50}, {999}};
    return out;
}

TEST(HybridSimilarity, EqualsTheBestOfAllPairings) {
    std::mt19937 random(3);
    for (int n = 0; n < 300; ++n) {
        const auto query = random_spectrum(random), reference = random_spectrum(random);
        for (const int difference : {-7, -2, -1, 1, 2, 5, 14})
            EXPECT_NEAR(hybrid_similarity(query, reference, difference), by_trying(query, reference, difference),
                        1e-12);
    }
}

TEST(HybridSimilarity, IsTheCosineForNoDifferenceAndNeverLess) {
    std::mt19937 random(4);
    for (int n = 0; n < 100; ++n) {
        const auto query = random_spectrum(random), reference = random_spectrum(random);
        EXPECT_EQ(hybrid_similarity(query, reference, 0), weighted_cosine(query, reference));
        EXPECT_GE(hybrid_similarity(query, reference, 3), weighted_cosine(query, reference) - 1e-12);
    }
}

// By hand: the reference's ions at 86 and 100 are found 14 higher, the one at 58 stays.
TEST(HybridSimilarity, FindsShiftedIons) {
    const UnitMassSpectrum reference{{58, 86, 120}, {400, 300, 100}};
    const UnitMassSpectrum query{{58, 100, 134}, {400, 300 * 86.0 * 86.0 / 1e4, 100 * 120.0 * 120.0 / (134.0 * 134.0)}};
    EXPECT_NEAR(hybrid_similarity(query, reference, 14), 1, 1e-12);
}

}  // namespace
