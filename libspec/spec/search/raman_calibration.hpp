#pragma once

#include <string>
#include <string_view>

namespace spec::search {

/// What turns Raman scores into probabilities: coefficients fitted on measured spectra, reviewed as text in
/// reference_library/calibration/raman.toml and stored in every library.
struct RamanCalibration {
    /// P(first hit is right) = 1 / (1 + exp(-z)), z = intercept + sum of coefficient x feature
    double intercept = 0, score = 0, margin = 0, log_snr = 0;
    double single_limit = 0.9;  ///< least probability of a single candidate
    double absent_limit = 0.3;  ///< below it: not_in_library
    double set_margin = 0.02;   ///< a compound this near to the first in score is a candidate beside it
    std::string sha256;         ///< of the text
};

/// throws : DataError naming `file` and the line or key that is wrong or missing
RamanCalibration read_raman_calibration(std::string_view toml, const std::string& file);

/// The text that this program was built with.
std::string_view built_in_raman_calibration();

}  // namespace spec::search
