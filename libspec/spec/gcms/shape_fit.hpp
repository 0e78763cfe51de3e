#pragma once

#include <optional>
#include <spec/gcms/joint_fit.hpp>
#include <vector>

namespace spec::gcms {

/// What the peaks of a run look like: used as a start, and as weak prior knowledge for peaks that say little
/// themselves.
struct ShapePrior {
    double log_sd = 0;           ///< natural logarithm of the standard deviation in scans
    double log_sd_spread = 0.5;  ///< standard deviation of that over the run, > 0
    double asymmetry = 0.2;
    double asymmetry_spread = 0.4;        ///< > 0
    double least_sd = 0.5, most_sd = 20;  ///< scans; no peak of the run is narrower or wider

    PeakShape shape_at(double mean) const;
};

/// The peak of one component: a parametric shape, or a free profile where the data demand one.
struct Peak {
    PeakShape shape;
    std::optional<Profile> free;
    int free_terms = 0;  ///< levels of the free profile, what it costs in the information criterion
};

/// Fits position, width and asymmetry of all parametric peaks of an island together with all areas (variable
/// projection: the areas are solved for, the shapes move by Levenberg-Marquardt steps). Free profiles stay as they are.
///
/// fit    : holds the fit of the result afterwards; the steps are taken on its shape ions, with the weights that it
/// has; at the end all ions are fitted anew peaks  : start values, replaced by the fitted ones; means stay within
/// reach_scans of the start source : Golub & Pereyra, SIAM J. Numer. Anal. 10 (1973) 413, with Kaufman's
/// simplification, BIT 15 (1975) 49
void fit_peaks(JointFit& fit, std::vector<Peak>& peaks, const ShapePrior& prior, double reach_scans, int iterations);

/// fit_peaks without its last step: the ions that no shape was fitted to are left as they were.
void fit_shapes(JointFit& fit, std::vector<Peak>& peaks, const ShapePrior& prior, double reach_scans, int iterations);

/// The profiles of peaks on the grid of an island.
std::vector<Profile> profiles_of(const std::vector<Peak>& peaks, const Island& island);
Profile profile_of(const PeakShape& shape, const Island& island);

}  // namespace spec::gcms
