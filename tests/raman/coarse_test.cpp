#include <gtest/gtest.h>

#include <cmath>
#include <spec/raman/coarse.hpp>

#include "spectra.hpp"

namespace {

using spec::raman::coarse;
using spec::raman::CoarseIndex;
using spec::raman::CoarseScore;
using spec::raman::CoarseSpectrum;
using spec::raman::comparison_curve;
using spec::raman::Parameters;
using spec::raman::prepare;
using spec::test::drawn;
using spec::test::Look;
using spec::test::made_up;

CoarseSpectrum made(const spec::RamanSpectrum& spectrum) {
    const Parameters parameters;
    return coarse(comparison_curve(prepare(spectrum, parameters), parameters), parameters);
}

CoarseScore score(const spec::RamanSpectrum& query, const spec::RamanSpectrum& reference) {
    return CoarseIndex(std::vector{made(reference)}, Parameters{}).scores(made(query))[0];
}

TEST(CoarseIndex, IsOneForTheSameSpectrumOnAnyScale) {
    const auto spectrum = drawn(made_up(1), {});
    auto scaled = spectrum;
    for (double& y : scaled.intensity) y *= 1000;
    EXPECT_NEAR(score(spectrum, scaled).score, 1, 1e-6);
    EXPECT_EQ(score(spectrum, scaled).shift_cm1, 0);
}

TEST(CoarseIndex, FindsTheShiftOfTheAxis) {
    const auto reference = drawn(made_up(1), {});
    for (const int shift : {-12, -8, -4, 4, 8, 12}) {
        const auto found =
            score(drawn(made_up(1), Look{.shift_cm1 = static_cast<double>(shift), .seed = 5}), reference);
        EXPECT_EQ(found.shift_cm1, shift);
        EXPECT_GT(found.score, 0.8);
    }
}

// Brute force from the definition, in floating point on the same whole numbers: every score of every reference.
TEST(CoarseIndex, EqualsBruteForce) {
    std::vector<CoarseSpectrum> references;
    for (std::uint64_t i = 0; i < 300; ++i)
        references.push_back(made(drawn(made_up(i), Look{.first_cm1 = 120.0 + static_cast<double>(7 * i % 400),
                                                         .last_cm1 = 1500 + static_cast<double>(53 * i % 1900),
                                                         .step_cm1 = 3,
                                                         .seed = i})));
    const CoarseIndex index(references, Parameters{});
    const auto query = made(drawn(made_up(7), Look{.first_cm1 = 300, .last_cm1 = 2000, .noise = 0.05, .shift_cm1 = 5}));
    const auto scores = index.scores(query);
    double query_energy = 0;
    for (const auto value : query.values) query_energy += value * value;
    for (std::size_t r = 0; r < references.size(); ++r) {
        double best = 0, energy = 0;
        const auto& row = references[r];
        for (std::size_t i = query.begin; i < query.end; ++i) energy += row.values[i] * row.values[i];
        for (int s = -3; s <= 3; ++s) {
            double dot = 0;
            int common = 0;
            for (int i = 0; i < static_cast<int>(row.values.size()); ++i) {
                const int k = i + s;
                if (k < 0 || k >= static_cast<int>(query.values.size())) continue;
                dot += row.values[static_cast<std::size_t>(i)] * query.values[static_cast<std::size_t>(k)];
                const auto inside = [](const CoarseSpectrum& c, int at) {
                    return at >= static_cast<int>(c.begin) && at < static_cast<int>(c.end);
                };
                common += inside(row, i) && inside(query, k);
            }
            if (common >= 50 && energy > 0) best = std::max(best, dot / std::sqrt(energy * query_energy));
        }
        EXPECT_NEAR(scores[r].score, best, 1e-12) << r;
    }
}

// A reference that covers a small part of the query's range explains at most that part of it.
TEST(CoarseIndex, DoesNotRewardAShortOverlap) {
    const auto query = drawn(made_up(4), {});
    const auto whole = score(query, drawn(made_up(4), Look{.seed = 2}));
    const auto part = score(query, drawn(made_up(4), Look{.first_cm1 = 1200, .last_cm1 = 1600, .seed = 3}));
    EXPECT_LT(part.score, 0.75 * whole.score);
}

TEST(CoarseIndex, IsZeroWithoutEnoughInCommon) {
    const auto query = drawn(made_up(4), {});
    EXPECT_EQ(score(query, drawn(made_up(4), Look{.last_cm1 = 320, .step_cm1 = 1})).score, 0);
    EXPECT_TRUE(CoarseIndex({}, Parameters{}).scores(made(query)).empty());
}

}  // namespace
