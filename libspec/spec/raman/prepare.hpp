#pragma once

#include <optional>
#include <spec/core/measurement.hpp>
#include <spec/core/raman_spectrum.hpp>
#include <spec/numeric/resample.hpp>
#include <spec/raman/parameters.hpp>
#include <string>
#include <vector>

namespace spec::raman {

/// How much a spectrum can say.
struct Quality {
    double noise = 0;               ///< standard deviation of the noise on the common grid, units of the intensity
    double snr = 0;                 ///< tallest band of the smoothed curve over the noise of one grid point
    double fluorescence_ratio = 0;  ///< mean background above its least value, over the tallest band
    int bands = 0;                  ///< bands above band_threshold
    bool saturated = false;         ///< the strongest band is cut off
    double coverage_cm1 = 0;        ///< part of 200 to 1800 cm-1 that was measured
    std::optional<std::string> insufficient;  ///< why nothing can be said, where that is so
};

/// A spectrum that can be compared: despiked, background removed, on the common grid.
struct Prepared {
    RamanSpectrum spectrum;          ///< on the grid points that were measured; the background is at zero
    std::vector<double> background;  ///< what was removed, on the same points
    std::size_t first = 0;           ///< index on the common grid of the first point
    double step_ratio = 1;  ///< spacing of the data over that of the grid: above 1, neighbouring points are dependent
    std::vector<std::size_t> spikes;  ///< indices of the points of the measured spectrum that were replaced
    Quality quality;
    std::vector<ProcessingStep> steps;  ///< every number that was used
    std::vector<std::string> notes;
};

/// The common grid of a method.
numeric::Grid common_grid(const Parameters& parameters);

/// Makes a measured spectrum comparable. A spectrum that cannot be used comes back with quality.insufficient set, as
/// far as it could be processed; a table of bands is drawn as Gaussian bands on the whole grid.
///
/// measured : shift ascending and finite, intensity finite (as every reader promises)
/// source   : docs/methods/raman.md
Prepared prepare(const RamanSpectrum& measured, const Parameters& parameters);

}  // namespace spec::raman
