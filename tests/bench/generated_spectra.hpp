#pragma once

#include <cmath>
#include <random>
#include <spec/core/mass_spectrum.hpp>
#include <spec/match/peak_table.hpp>
#include <vector>

namespace sarap::bench {

/// A spectrum with the statistics of EI: 20 to 150 peaks (mean about 95) between m/z 30 and the molecular ion, in
/// clusters of neighbours, intensities falling off geometrically, one base peak.
inline spec::UnitMassSpectrum generated_spectrum(std::mt19937_64& random) {
    std::uniform_real_distribution<double> uniform(0, 1);
    const int molecular = 90 + static_cast<int>(360 * uniform(random) + 120 * uniform(random) * uniform(random));
    const int wanted = std::min(20 + static_cast<int>(130 * std::sqrt(uniform(random))), molecular - 32);
    std::vector<double> by_mz(static_cast<std::size_t>(molecular) + 3, 0.0);
    for (int made = 0; made < wanted;) {
        const int centre = 30 + static_cast<int>((molecular - 30) * uniform(random));
        const double height = 999 * std::pow(uniform(random), 5);
        for (int offset = -2; offset <= 2; ++offset) {
            double& at = by_mz[static_cast<std::size_t>(centre + offset)];
            const double add = height * std::pow(0.25, std::abs(offset)) * (0.3 + uniform(random));
            if (add < 1) continue;
            made += at == 0;
            at = std::min(999.0, at + std::ceil(add));
        }
        if (height < 1) ++made;
    }
    spec::UnitMassSpectrum out;
    by_mz[static_cast<std::size_t>(30 + static_cast<int>((molecular - 30) * uniform(random)))] = 999;
    for (int mz = 28; mz < static_cast<int>(by_mz.size()); ++mz)
        if (by_mz[static_cast<std::size_t>(mz)] > 0) {
            out.mz.push_back(mz);
            out.intensity.push_back(by_mz[static_cast<std::size_t>(mz)]);
        }
    return out;
}

inline spec::match::PeakTable generated_library(std::size_t n, unsigned seed) {
    std::mt19937_64 random(seed);
    spec::match::PeakTable out;
    for (std::size_t i = 0; i < n; ++i) out.add(generated_spectrum(random));
    return out;
}

/// Another measurement of the same compound: every ion scaled by its own factor, weak ones lost.
inline spec::UnitMassSpectrum measured_again(const spec::UnitMassSpectrum& spectrum, std::mt19937_64& random) {
    std::normal_distribution<double> normal(0, 0.25);
    spec::UnitMassSpectrum out;
    for (std::size_t i = 0; i < spectrum.mz.size(); ++i) {
        const double intensity = std::round(spectrum.intensity[i] * std::exp(normal(random)));
        if (intensity < 2) continue;
        out.mz.push_back(spectrum.mz[i]);
        out.intensity.push_back(std::min(999.0, intensity));
    }
    return out.mz.empty() ? spectrum : out;
}

}  // namespace sarap::bench
