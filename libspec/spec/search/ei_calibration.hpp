#pragma once

#include <string>
#include <string_view>

namespace spec::search {

/// What turns scores into probabilities: coefficients fitted on measured spectra, reviewed as text in
/// reference_library/calibration/ei.toml and stored in every library.
struct EiCalibration {
    double temperature = 0;  ///< of the softmax over compounds
    /// P(present) = 1 / (1 + exp(-z)), z = intercept + sum of coefficient x feature
    double intercept = 0, best = 0, gap = 0, log_peaks = 0, reverse = 0;
    double absent_limit = 0.5;  ///< P(absent) above it: not_in_library
    double single_limit = 0.95; ///< least probability of a single candidate
    double set_mass_offset = 0; ///< added to the set level to get the mass a candidate set must hold
    double prior_present = 0;   ///< share of present queries it was fitted at; printed with the probability
    std::string sha256;         ///< of the text
};

/// throws : DataError naming `file` and the line or key that is wrong or missing
EiCalibration read_ei_calibration(std::string_view toml, const std::string& file);

/// The text that this program was built with.
std::string_view built_in_ei_calibration();

}  // namespace spec::search
