#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <spec/core/mass_spectrum.hpp>
#include <vector>

namespace spec::match {

/// Unit-mass spectra end to end, as they lie in a library file. Spectrum i has the peaks [begin[i], begin[i + 1]).
///
/// begin         : [n_spectra + 1]
/// mz, intensity : [n_peaks] m/z ascending within a spectrum, 1 to 65535; intensity 1 to 999
struct PeakView {
    std::span<const std::uint64_t> begin;
    std::span<const std::uint16_t> mz, intensity;

    std::size_t size() const { return begin.empty() ? 0 : begin.size() - 1; }
    std::span<const std::uint16_t> mz_of(std::size_t i) const { return mz.subspan(begin[i], begin[i + 1] - begin[i]); }
    std::span<const std::uint16_t> intensity_of(std::size_t i) const {
        return intensity.subspan(begin[i], begin[i + 1] - begin[i]);
    }
    UnitMassSpectrum spectrum(std::size_t i) const {
        const auto m = mz_of(i), v = intensity_of(i);
        return {{m.begin(), m.end()}, {v.begin(), v.end()}};
    }
};

/// The same in memory.
struct PeakTable {
    std::vector<std::uint64_t> begin{0};
    std::vector<std::uint16_t> mz, intensity;

    /// Peaks outside m/z 1 to 65535 are left out; returns how many were added.
    std::size_t add(const UnitMassSpectrum& spectrum);
    PeakView view() const { return {begin, mz, intensity}; }
};

}  // namespace spec::match
