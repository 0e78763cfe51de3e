#pragma once

#include <span>
#include <spec/gcms/perception.hpp>
#include <spec/gcms/shape_fit.hpp>
#include <vector>

namespace spec::gcms {

/// The model of an island: as many peaks as the data demand, all ions fitted on all of them.
struct Deconvolution {
    std::vector<Peak> peaks;  ///< in the order of time
    JointFit fit;
    double bic = 0;
};

/// Adds components where the residual promises most for as long as the Bayesian information criterion falls by more
/// than delta_bic; where a component is only misshapen its profile is set free instead; then drops what is not needed.
///
/// island    : at least one ion
/// starts    : positions of the perceived components, scans, the strongest first; at least one. The fit starts from the
///             first alone; where that leads nowhere, from all
/// first, last : positions between which components may lie, scans
/// source    : docs/methods/gcms.md, "How many components"; Kass & Raftery, J. Am. Stat. Assoc. 90 (1995) 773 (a
///             difference of 10 is very strong evidence)
Deconvolution deconvolve(const Island& island, const NoiseModel& noise, const ShapePrior& prior,
                         std::span<const double> starts, double first, double last, const Parameters& parameters);

/// Ions that shapes are fitted to: the strongest of all, those that fit worst, and the clearest of each component.
std::vector<std::size_t> informative_ions(const JointFit& fit);

/// Whether the counts of a component's ions, without its neighbours, rise to its apex and fall behind it: the end of a
/// tail that an island begins with does not.
bool culminates(const JointFit& fit, std::size_t k);

/// The information criterion of a fit: chi2, or beyond one a point its logarithm, so that a poor model cannot buy
/// components with its misfit; plus ln n for every significant area, baseline and shape parameter.
double information_criterion(JointFit& fit, const std::vector<Peak>& peaks);

}  // namespace spec::gcms
