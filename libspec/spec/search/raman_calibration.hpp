#pragma once

#include <string>
#include <string_view>

namespace spec::search {

/// What turns Raman scores into probabilities: coefficients fitted on measured spectra, reviewed as text in
/// reference_library/calibration/raman.toml and stored in every library.
struct RamanCalibration {
    /// P(in the library) = 1 / (1 + exp(-z)), z = intercept + sum of coefficient x feature
    double intercept = 0, margin = 0, contrast = 0, noise = 0;
    double temperature = 0, temperature_noise = 0;  ///< of the softmax over compounds
    double single_limit = 0;                        ///< least probability of a single candidate
    double absent_limit = 0;                        ///< P(in the library) below which the outcome is not_in_library
    double least_score = 0;                         ///< least score of a single candidate
    std::string sha256;                             ///< of the text
};

/// throws : DataError naming `file` and the line or key that is wrong or missing
RamanCalibration read_raman_calibration(std::string_view toml, const std::string& file);

/// The text that this program was built with.
std::string_view built_in_raman_calibration();

}  // namespace spec::search
