#pragma once

#include <string>

namespace spec::raman {

/// Every number of the Raman method with its unit and default; `sarap identify --print-method` writes them all.
struct Parameters {
    // Grid and resolution
    double grid_first_cm1 = 100;  ///< first point of the common grid (cm-1)
    double grid_last_cm1 = 3500;  ///< last point of the common grid (cm-1)
    double grid_step_cm1 = 2;     ///< spacing of the common grid (cm-1)
    double resolution_cm1 =
        8;  ///< both spectra are smoothed by a Gaussian of this full width before bands are compared (cm-1)
    // Despiking
    double spike_threshold = 7;  ///< least height of a spike above its neighbours, in noise standard deviations
    double spike_shoulder =
        0.12;              ///< a spike's neighbours stand out by less than this share of its height; a band's by more
    int spike_passes = 3;  ///< passes over the spectrum
    // Background
    double background_lambda = 1e5;      ///< smoothness of arPLS at 2 cm-1; scaled with (2 / grid step)^4
    double background_tolerance = 1e-3;  ///< arPLS stops when its weights change less, relative to their norm
    int background_iterations = 50;      ///< arPLS stops after so many iterations
    // Quality gate
    int least_points = 100;           ///< a spectrum of fewer points is not compared
    double least_coverage_cm1 = 600;  ///< part of 200 to 1800 cm-1 that a spectrum must cover (cm-1)
    double band_threshold = 5;        ///< a band stands out of the smoothed noise by so many standard deviations
    int least_bands = 3;              ///< bands needed, unless one stands out by strong_band_snr
    double strong_band_snr = 20;      ///< tallest band over the smoothed noise from which one band is enough
    double least_snr = 3;             ///< tallest band over noise below which nothing is said
    double noted_snr = 8;             ///< tallest band over noise below which the result carries a note (CEN CWA 18133)
    double saturation_share = 0.001;  ///< neighbouring points within this share of the maximum count as a plateau
    int saturation_points = 4;        ///< points of a plateau that make the strongest band saturated
    // Coarse search
    double largest_edge_cm1 =
        150;  ///< at an end of the range, a curve that only falls from there is cut off, at most so much (cm-1)
    double coarse_window_cm1 = 200;  ///< width over which local mean and amplitude are taken (cm-1)
    double largest_shift_cm1 =
        12;  ///< shifts of the axis that are tried, to both sides, in whole coarse points (cm-1, at most 12)
    double least_overlap_cm1 = 200;    ///< a reference with less in common with the query is not compared (cm-1)
    int refined = 50;                  ///< compounds of the coarse search that are refined
    int refined_fully = 12;            ///< of these, the best after one step of the alignment that get all steps
    double band_table_width_cm1 = 12;  ///< full width of the bands that stand for a table of positions (cm-1)
    // Refinement
    int refinement_steps = 3;            ///< Gauss-Newton steps
    double shift_scale_cm1 = 5;          ///< penalty scale of the shift (cm-1)
    double stretch_scale = 0.002;        ///< penalty scale of the stretch (share)
    double broadening_scale_cm1 = 10;    ///< penalty scale of the broadening (cm-1)
    double largest_stretch = 0.004;      ///< largest stretch (share)
    double largest_broadening_cm1 = 16;  ///< largest broadening of the reference (cm-1)
    double penalty_weight = 100;         ///< weight of the penalties beside chi squared
    double model_error = 0.03;           ///< error of a reference, as a share of its height at each point
    // Similarity
    double root_offset = 0.05;          ///< height, as a share of the tallest band, below which roots become linear
    double window_cm1 = 100;            ///< width of the windows of the hit quality (cm-1)
    double weight_windowed = 0.7;       ///< weight of the detrended windows in the score
    double weight_windowed_root = 0.3;  ///< weight of the windows on roots in the score
    double strong_band_share = 0.2;     ///< a strong band has this share of the tallest one's height
    double band_reach_cm1 = 8;          ///< bands of query and reference this near are the same (cm-1)
    // Mixtures
    int most_members = 5;                ///< constituents at most
    int mixture_pool = 40;               ///< references tried in each step
    double mixture_model_error = 0.05;   ///< error of references in a mixture, as a share of the signal at each point
    double mixture_knots_cm1 = 150;      ///< distance of the knots of the background spline (cm-1)
    double mixture_floor = 0.01;         ///< error that the background leaves, as a share of the tallest band
    double mixture_band_deviations = 2;  ///< an own band of a member stands out by so many standard deviations
    double mixture_f_limit = 16;  ///< least F statistic of a member: 1e-4 over a pool of a few hundred references
    // A member is accepted when evidence = intercept + similarity x (own similarity) + ln F x (F statistic)
    // + ln bands x (1 + own bands) is above zero.
    double mixture_intercept = -11.0;  ///< of the evidence for a member
    double mixture_similarity = 9.3;   ///< weight of the similarity to what the others leave, by the member's own bands
    double mixture_log_f = 0.9;        ///< weight of the natural logarithm of the F statistic
    double mixture_log_bands = 0.53;   ///< weight of the natural logarithm of one plus the own bands
    double unknown_band_deviations = 5;  ///< least height of a band of an unknown constituent, in standard deviations
    double unknown_band_height = 0.06;   ///< the same as a share of the spectrum's tallest band
    int unknown_least_bands = 2;         ///< so many such bands are reported as an unknown constituent
    double mixture_least_height = 0.02;  ///< least height of a member's tallest band, as a share of the spectrum's
};

}  // namespace spec::raman
