#pragma once

#include <array>
#include <spec/search/ei_features.hpp>
#include <string>
#include <string_view>

namespace spec::search {

/// What says whether the compound is in the library: the features of the first candidate, their squares, and
/// the terms of the list of candidates.
enum class PresenceTerm {
    gap = 2 *
          static_cast<int>(n_features),  ///< ranking score of the first constitution less that of the second, at most 8
    log_peaks,                           ///< ln of the number of unit-mass peaks of the query
    nearest,       ///< -ln(1 - greatest cosine of the first entry with another candidate), from cosine 0.7 up
    same_formula,  ///< ln(1 + candidates with the formula of the first)
    same_mass,     ///< ln(1 + candidates with the nominal mass of the first)
    close,         ///< ln(1 + candidates whose entry has cosine > 0.85 with that of the first)
    count
};
inline constexpr std::size_t n_presence_terms = static_cast<std::size_t>(PresenceTerm::count);
using PresenceTerms = std::array<double, n_presence_terms>;

/// Names as the calibration writes them, [n_presence_terms]: "cosine", "cosine_squared", ..., "gap", ...
std::string presence_term_name(std::size_t index);

/// z = intercept + sum of coefficient x term; the probability is 1 / (1 + exp(-z)).
struct LogisticModel {
    double intercept = 0;
    PresenceTerms coefficients{};
};
/// Rounded to 10 significant digits.
double probability(const LogisticModel& model, const PresenceTerms& terms);

/// What says whether the compound is in the library, and whether a single candidate may stand alone.
struct PresenceModels {
    LogisticModel presence;          ///< P(the compound is in the library)
    LogisticModel new_isomer;        ///< the same against isomers of the truth when the truth itself was deleted
    double new_isomer_limit = 0.95;  ///< least value of `new_isomer` for a single candidate
};

/// What turns scores into ranks, probabilities and sets: coefficients fitted on measured spectra, reviewed as text in
/// reference_library/calibration/ei.toml and stored in every library. docs/methods/search.md tells how they are fitted.
struct EiCalibration {
    EiFeatures ranking{};                      ///< coefficients of the ranking score
    double temperature = 1;                    ///< of the softmax over constitutions
    double score_centre = 0, score_width = 1;  ///< printed score = 1 / (1 + exp(-(ranking score - centre) / width))
    PresenceModels drugs;                      ///< for libraries of drugs, up to `large_from` entries
    PresenceModels general;  ///< for larger ones: more entries fit by chance, and come from the laboratory of the query
    double large_from = 7000;
    double prior_present = 0;    ///< share of present queries at which `presence` was fitted
    double absent_limit = 0.5;   ///< P(absent) above it: not_in_library
    double single_limit = 0.95;  ///< least probability of a single candidate
    double join_share = 0.02;    ///< a runner-up with this share joins a set of one that cannot stand alone
    /// Set level -> least share of a constitution that belongs to the set, by level ascending.
    std::array<std::pair<double, double>, 5> set_share{};
    double retention_sd = 15, retention_outlier = 0.02, retention_range = 3000;
    double analogue_limit = 0.92;  ///< least hybrid similarity of an analogue
    std::string sha256;            ///< of the text
};

/// throws : DataError naming `file` and the line or key that is wrong or missing
EiCalibration read_ei_calibration(std::string_view toml, const std::string& file);

/// The calibration as text that read_ei_calibration reads.
std::string write_ei_calibration(const EiCalibration& calibration, std::string_view comment);

/// The least share of a constitution that belongs to a set of this level, interpolated in the table on a log scale.
double least_share(const EiCalibration& calibration, double level);

/// The models for a library of this size.
const PresenceModels& presence_models(const EiCalibration& calibration, std::size_t entries);

/// The text that this program was built with.
std::string_view built_in_ei_calibration();

}  // namespace spec::search
