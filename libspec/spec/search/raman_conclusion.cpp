#include <algorithm>
#include <cmath>
#include <spec/core/text.hpp>
#include <spec/search/raman_conclusion.hpp>

namespace spec::search {
namespace {

double presence(const std::vector<Match>& ranked, const raman::Quality& quality, const RamanCalibration& calibration) {
    const double margin = ranked.size() > 1 ? ranked[0].score - ranked[1].score : 0.2;
    const double z = calibration.intercept + calibration.score * ranked[0].score + calibration.margin * std::min(margin, 0.2) +
                     calibration.log_snr * std::log1p(std::min(quality.snr, 1000.0));
    return 1 / (1 + std::exp(-z));
}

Candidate candidate_of(const Match& match) { return {match.name, match.inchikey, std::nullopt}; }

std::string percent(double share) { return shortest(std::round(100 * share)) + " %"; }

}  // namespace

Conclusion conclude_raman(const std::vector<Match>& ranked, const raman::Quality& quality, const RamanCalibration& calibration,
                          double set_level) {
    Conclusion out;
    out.set_level = set_level;
    if (quality.insufficient) {
        out.outcome = Outcome::insufficient_signal;
        out.reason = *quality.insufficient;
        return out;
    }
    if (ranked.empty()) {
        out.outcome = Outcome::not_in_library;
        out.reason = "no reference has enough of the axis in common with the spectrum";
        return out;
    }
    const double probability = presence(ranked, quality, calibration);
    if (probability < calibration.absent_limit) {
        out.outcome = Outcome::not_in_library;
        out.probability = 1 - probability;
        out.reason = "the best match, " + ranked[0].name + ", explains the spectrum too badly";
        return out;
    }
    for (const Match& match : ranked)
        if (ranked[0].score - match.score <= calibration.set_margin) out.candidates.push_back(candidate_of(match));
    out.probability = probability;
    const bool table = ranked[0].kind == "band_table";
    const bool sure = probability >= calibration.single_limit && probability >= set_level && !table;
    if (out.candidates.size() == 1 && !sure) {  // one alone would claim more than the data support
        for (std::size_t i = 1; i < std::min<std::size_t>(ranked.size(), 3); ++i) out.candidates.push_back(candidate_of(ranked[i]));
    }
    out.outcome = out.candidates.size() == 1 ? Outcome::single_candidate : Outcome::indistinguishable;
    if (out.outcome == Outcome::single_candidate) out.candidates[0].probability = probability;
    if (table) out.reason = "compared with a table of bands only; ";
    out.reason += out.outcome == Outcome::single_candidate
                      ? "one compound of the library explains the spectrum (probability " + percent(probability) + ")"
                      : std::to_string(out.candidates.size()) + " compounds explain the spectrum nearly alike";
    if (out.outcome == Outcome::indistinguishable) out.separable_by.push_back("a spectrum of higher signal to noise, or GC-MS");
    return out;
}

}  // namespace spec::search
