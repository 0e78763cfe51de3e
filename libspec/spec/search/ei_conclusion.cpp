#include <algorithm>
#include <cmath>
#include <spec/core/error.hpp>
#include <spec/core/text.hpp>
#include <spec/search/ei_conclusion.hpp>

namespace spec::search {
namespace {

/// A cosine on an open scale; 0.9999 and above are the same.
double opened(double cosine) { return -std::log(1 - std::min(cosine, 0.9999)); }

double probability_present(std::span<const RankedCompound> ranked, std::size_t peaks, const EiCalibration& c) {
    const double best = opened(ranked[0].cosine);
    const double gap = ranked.size() > 1 ? best - opened(ranked[1].cosine) : best;
    const double z = c.intercept + c.best * best + c.gap * gap + c.log_peaks * std::log(static_cast<double>(peaks)) +
                     c.reverse * ranked[0].reverse;
    return round_significant(1 / (1 + std::exp(-z)));
}

/// Probability of each compound given that one of them is the truth.
std::vector<double> shares(std::span<const RankedCompound> ranked, const EiCalibration& c) {
    std::vector<double> out(ranked.size());
    const double highest = opened(ranked[0].cosine);
    double sum = 0;
    for (std::size_t i = 0; i < ranked.size(); ++i)
        sum += out[i] = std::exp((opened(ranked[i].cosine) - highest) / c.temperature);
    for (double& share : out) share = round_significant(share / sum);
    return out;
}

std::size_t set_size(std::span<const double> share, double mass) {
    double sum = 0;
    for (std::size_t i = 0; i < share.size(); ++i)
        if ((sum += share[i]) >= mass) return i + 1;
    return share.size();
}

Conclusion not_in_library(double present, double set_level) {
    Conclusion out;
    out.outcome = Outcome::not_in_library;
    out.set_level = set_level;
    out.probability = 1 - present;
    out.reason = "no entry of the library explains the spectrum";
    return out;
}

}  // namespace

Conclusion conclude_ei(std::span<const RankedCompound> ranked, std::size_t peaks, double set_level,
                       const EiCalibration& calibration) {
    expect(!ranked.empty(), "a conclusion rests on at least one compound");
    const double present = probability_present(ranked, peaks, calibration);
    if (1 - present > calibration.absent_limit) return not_in_library(present, set_level);
    const std::vector<double> share = shares(ranked, calibration);
    const std::size_t n = set_size(share, std::min(0.9999, set_level + calibration.set_mass_offset));
    Conclusion out;
    out.set_level = set_level;
    double sum = 0;
    for (std::size_t i = 0; i < n; ++i) {
        out.candidates.push_back(ranked[i].candidate);
        out.candidates.back().probability = present * share[i];
        sum += share[i];
    }
    out.probability = std::min(1.0, present * sum);
    if (n > 1) {
        out.outcome = Outcome::indistinguishable;
        out.separable_by = {"retention index", "Raman spectrum", "reference standard measured the same day"};
        out.reason = std::to_string(n) + " compounds of the library explain the spectrum about equally well";
    } else if (*out.probability >= calibration.single_limit && !ranked[0].principal_ions) {
        out.outcome = Outcome::single_candidate;
        out.reason = "one compound of the library explains the spectrum, the next is far behind";
    } else {
        out.outcome = Outcome::class_only;
        out.reason = ranked[0].principal_ions
                         ? "the only entry that fits holds principal ions alone"
                         : "one compound fits best, but a compound that is not in the library cannot be ruled out";
    }
    return out;
}

Conclusion insufficient_signal(std::string reason, double set_level) {
    Conclusion out;
    out.outcome = Outcome::insufficient_signal;
    out.set_level = set_level;
    out.reason = std::move(reason);
    return out;
}

}  // namespace spec::search
