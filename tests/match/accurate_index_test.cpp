#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <spec/match/accurate_index.hpp>

namespace {

using spec::MassSpectrum;
using spec::match::accurate_cosine;
using spec::match::AccurateIndex;
using spec::match::Found;

MassSpectrum random_spectrum(std::mt19937& random) {
    std::uniform_real_distribution<double> uniform(0, 1);
    MassSpectrum out;
    const int n = 3 + static_cast<int>(random() % 60);
    for (int i = 0; i < n; ++i) out.mz.push_back(40 + std::floor(300 * uniform(random)) + 0.05 * uniform(random));
    std::sort(out.mz.begin(), out.mz.end());
    for (int i = 0; i < n; ++i) out.intensity.push_back(random() % 20 == 0 ? 0 : std::pow(uniform(random), 3));
    return out;
}

MassSpectrum measured_again(MassSpectrum spectrum, std::mt19937& random) {
    std::normal_distribution<double> error(0, 4e-6);
    for (double& mz : spectrum.mz) mz *= 1 + error(random);
    std::sort(spectrum.mz.begin(), spectrum.mz.end());
    return spectrum;
}

// By hand, 10 ppm of 100 is 0.001: 100.0005 pairs with 100.0008 (nearer than 100.0000); 200.01 pairs with nothing.
TEST(AccurateCosine, EqualsTheValueByHand) {
    const MassSpectrum query{{100.0005, 200.01}, {4, 1}}, reference{{100.0, 100.0008}, {1, 9}};
    const double expected =
        100.0005 * 2 * 100.0008 * 3 / (std::hypot(100.0005 * 2, 200.01) * std::hypot(100.0, 100.0008 * 3));
    EXPECT_NEAR(accurate_cosine(query, reference, 10), expected, 1e-14);
}

TEST(AccurateCosine, IsZeroWithoutPeaksOrPairs) {
    EXPECT_EQ(accurate_cosine({{100}, {0}}, {{100}, {1}}, 10), 0);
    EXPECT_EQ(accurate_cosine({{100}, {1}}, {{100.1}, {1}}, 10), 0);
}

TEST(AccurateIndex, EqualsBruteForce) {
    std::mt19937 random(5);
    for (int library = 0; library < 10; ++library) {
        std::vector<MassSpectrum> spectra;
        for (int i = 0; i < 300; ++i)
            spectra.push_back(i > 0 && random() % 3 == 0 ? measured_again(spectra[random() % spectra.size()], random)
                                                         : random_spectrum(random));
        spectra.push_back(spectra[3]);  // a tie
        const AccurateIndex index(spectra);
        for (int q = 0; q < 50; ++q) {
            const auto query =
                random() % 2 ? measured_again(spectra[random() % spectra.size()], random) : random_spectrum(random);
            for (const double tolerance_ppm : {5.0, 20.0, 400.0}) {
                std::vector<Found> expected;
                for (std::uint32_t entry = 0; entry < spectra.size(); ++entry)
                    if (const double score = accurate_cosine(query, spectra[entry], tolerance_ppm); score > 0)
                        expected.push_back({entry, score});
                std::stable_sort(expected.begin(), expected.end(),
                                 [](const Found& a, const Found& b) { return a.score > b.score; });
                expected.resize(std::min<std::size_t>(expected.size(), 10));
                ASSERT_EQ(index.find_top(query, 10, tolerance_ppm), expected);
            }
        }
    }
}

}  // namespace
