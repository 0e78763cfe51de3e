#pragma once

#include <string>

namespace spec::raman {

/// Every number of the Raman method with its unit and default; `sarap identify --print-method` writes them all.
struct Parameters {
    // Grid and resolution
    double grid_first_cm1 = 100;      ///< first point of the common grid (cm-1)
    double grid_last_cm1 = 3500;      ///< last point of the common grid (cm-1)
    double grid_step_cm1 = 2;         ///< spacing of the common grid (cm-1)
    double resolution_cm1 = 8;        ///< both spectra are smoothed by a Gaussian of this full width before bands are compared (cm-1)
    // Despiking
    double spike_threshold = 7;       ///< least height of a spike above its neighbours, in noise standard deviations
    double spike_shoulder = 0.12;     ///< a spike's neighbours stand out by less than this share of its height; a band's by more
    int spike_passes = 3;             ///< passes over the spectrum
    // Background
    double background_lambda = 1e5;   ///< smoothness of arPLS at 2 cm-1; scaled with (2 / grid step)^4
    double background_tolerance = 1e-3;  ///< arPLS stops when its weights change less, relative to their norm
    int background_iterations = 50;   ///< arPLS stops after so many iterations
    // Quality gate
    int least_points = 100;           ///< a spectrum of fewer points is not compared
    double least_coverage_cm1 = 600;  ///< part of 200 to 1800 cm-1 that a spectrum must cover (cm-1)
    double band_threshold = 5;        ///< a band stands out of the smoothed noise by so many standard deviations
    int least_bands = 3;              ///< bands needed, unless one stands out by strong_band_snr
    double strong_band_snr = 20;      ///< tallest band over noise from which one band is enough
    double least_snr = 3;             ///< tallest band over noise below which nothing is said
    double noted_snr = 8;             ///< tallest band over noise below which the result carries a note (CEN CWA 18133)
    double saturation_share = 0.001;  ///< neighbouring points within this share of the maximum count as a plateau
    int saturation_points = 4;        ///< points of a plateau that make the strongest band saturated
    // Search
    double largest_shift_cm1 = 8;     ///< shifts of the axis that are tried, to both sides (cm-1)
    double least_overlap_cm1 = 200;   ///< a reference with less in common with the query is not compared (cm-1)
    int refined = 50;                 ///< best of the coarse search that are refined
    double band_table_width_cm1 = 12; ///< full width of the bands that stand for a table of positions (cm-1)
};

}  // namespace spec::raman
