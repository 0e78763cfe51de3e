#include <algorithm>
#include <cmath>
#include <map>
#include <spec/core/error.hpp>
#include <spec/core/mass_spectrum.hpp>

namespace spec {

UnitMassSpectrum to_unit_mass(const MassSpectrum& spectrum, BinRule rule) {
    expect(spectrum.mz.size() == spectrum.intensity.size(), "each peak has an m/z and an intensity");
    std::map<int, double> bins;
    for (std::size_t i = 0; i < spectrum.mz.size(); ++i)
        bins[static_cast<int>(std::floor(spectrum.mz[i] + rule.offset))] += spectrum.intensity[i];
    double base = 0;
    for (const auto& [bin, intensity] : bins) base = std::max(base, intensity);
    UnitMassSpectrum unit;
    if (!(base > 0)) return unit;
    for (const auto& [bin, intensity] : bins) {
        const double scaled = std::round(999 * intensity / base);
        if (scaled <= 0) continue;
        unit.mz.push_back(bin);
        unit.intensity.push_back(scaled);
    }
    return unit;
}

}  // namespace spec
