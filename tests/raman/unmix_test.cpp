#include <gtest/gtest.h>

#include <spec/core/error.hpp>
#include <spec/raman/unmix.hpp>

#include "spectra.hpp"

namespace {

using namespace spec::raman;
using spec::test::Band;
using spec::test::drawn;
using spec::test::Look;
using spec::test::made_up;

Curve curve(const spec::RamanSpectrum& spectrum) {
    return comparison_curve(prepare(spectrum, Parameters{}), Parameters{});
}

std::vector<Band> mixed(const std::vector<std::pair<std::uint64_t, double>>& parts) {
    std::vector<Band> out;
    for (const auto& [seed, height] : parts) {
        double tallest = 0;
        for (const Band& band : made_up(seed)) tallest = std::max(tallest, band.height);
        for (Band band : made_up(seed)) {
            band.height *= height / tallest;
            out.push_back(band);
        }
    }
    return out;
}

class Unmix : public testing::Test {
 protected:
    Unmix() {
        std::vector<CoarseSpectrum> rows;
        for (std::uint64_t i = 0; i < 60; ++i)
            curves_.push_back(curve(drawn(made_up(i), Look{.noise = 0.003, .seed = 900 + i})));
        for (const Curve& one : curves_) {
            rows.push_back(coarse(one, Parameters{}));
            pointers_.push_back(&one);
            compounds_.push_back(compounds_.size());
        }
        index_ = CoarseIndex(rows, Parameters{});
    }

    Mixture solve(const Curve& query) {
        const auto scores = index_.scores(coarse(query, Parameters{}));
        std::size_t first = 0;
        for (std::size_t i = 0; i < scores.size(); ++i)
            if (scores[i].score > scores[first].score) first = i;
        return unmix(query, pointers_, compounds_, index_, first,
                     align(query, curves_[first], scores[first].shift_cm1, Parameters{}), Parameters{});
    }

    std::vector<std::size_t> members(const Mixture& mixture) {
        std::vector<std::size_t> out;
        for (const Member& member : mixture.members) out.push_back(member.reference);
        std::sort(out.begin(), out.end());
        return out;
    }

    std::vector<Curve> curves_;
    std::vector<const Curve*> pointers_;
    std::vector<std::size_t> compounds_;
    CoarseIndex index_{{}, Parameters{}};
};

TEST_F(Unmix, FindsTheMembersOfMixtures) {
    using Parts = std::vector<std::pair<std::uint64_t, double>>;
    for (const Parts& parts : {Parts{{3, 0.7}, {11, 0.3}}, Parts{{5, 0.5}, {20, 0.5}}, Parts{{7, 0.9}, {33, 0.15}},
                               Parts{{1, 0.5}, {2, 0.3}, {9, 0.2}}}) {
        const Mixture found =
            solve(curve(drawn(mixed(parts), Look{.noise = 0.004, .shift_cm1 = 2, .fluorescence = 2})));
        std::vector<std::size_t> expected;
        for (const auto& part : parts) expected.push_back(part.first);
        std::sort(expected.begin(), expected.end());
        EXPECT_EQ(members(found), expected);
        EXPECT_NEAR(found.corrections.shift_cm1, 2, 0.5);
        for (const Member& member : found.members) {
            EXPECT_GE(member.own_bands, 1);
            EXPECT_LE(member.interval.first, member.share);
            EXPECT_GE(member.interval.second, member.share);
        }
    }
}

TEST_F(Unmix, FindsOneMemberInAPureSubstance) {
    for (const std::uint64_t seed : {0u, 12u, 31u, 44u}) {
        const Mixture found = solve(curve(drawn(
            made_up(seed), Look{.step_cm1 = 2.2, .noise = 0.01, .shift_cm1 = -3, .fluorescence = 6, .seed = seed})));
        EXPECT_EQ(members(found), std::vector<std::size_t>{seed});
        EXPECT_NEAR(found.members[0].share, 1, 1e-9);
    }
}

// What no reference explains is left over and said, not forced into a member.
TEST_F(Unmix, LeavesAnUnknownConstituentUnexplained) {
    auto bands = mixed({{4, 1.0}});
    bands.push_back({2210, 10, 0.6});
    const Mixture found = solve(curve(drawn(bands, Look{.noise = 0.003})));
    EXPECT_EQ(members(found), std::vector<std::size_t>{4});
    EXPECT_GT(found.unexplained_band, 5);
    EXPECT_NEAR(found.unexplained_cm1, 2210, 4);
}

TEST_F(Unmix, RefusesAFirstReferenceThatDoesNotExist) {
    EXPECT_THROW(unmix(curves_[0], pointers_, compounds_, index_, 60, Alignment{}, Parameters{}), spec::ContractError);
}

}  // namespace
