#pragma once

#include <cstddef>
#include <spec/gcms/ion_matrix.hpp>
#include <spec/gcms/parameters.hpp>
#include <string>
#include <vector>

namespace spec::gcms {

/// Variance of one recorded intensity I: a2 + f2 I + (rho I)^2, in counts^2.
struct NoiseModel {
    double a2 = 0;             ///< counts^2, electronic noise
    double f2 = 1;             ///< counts per ion that reaches the detector
    double rho = 0;            ///< relative, what repeats no better than this
    std::size_t segments = 0;  ///< stretches the estimate rests on; 0 when it was assumed

    double variance(double counts) const {
        const double signal = counts > 0 ? counts : 0;
        return a2 + f2 * signal + rho * rho * signal * signal;
    }
    /// Least signal for which a variance is taken: half the recording threshold, or a single ion.
    double signal_floor(double threshold) const { return threshold > 2 * f2 ? 0.5 * threshold : f2; }
};

/// Fits the counting noise to the run itself: second differences of flat stretches of every ion.
///
/// notes   : receives what was assumed when fewer than 50 stretches were found
/// returns : f2 > 0, a2 >= 0
/// source  : docs/methods/gcms.md, "Noise"; the stretches (13 scans that cross their mean 5 times) after Stein,
///           J. Am. Soc. Mass Spectrom. 10 (1999) 770
NoiseModel fit_noise(const IonMatrix& matrix, const Parameters& parameters, std::vector<std::string>& notes);

}  // namespace spec::gcms
