#include <algorithm>
#include <cmath>
#include <spec/core/text.hpp>
#include <spec/search/raman_conclusion.hpp>

namespace spec::search {
namespace {

// The score at a rank; a library too small to have it contrasts with 0.8 of its last score.
double score_at(const std::vector<Match>& ranked, std::size_t rank) {
    return rank < ranked.size() ? ranked[rank].score : 0.8 * ranked.back().score;
}

double presence(const std::vector<Match>& ranked, double noise, const RamanCalibration& calibration) {
    const double z = calibration.intercept + calibration.margin * std::min(0.3, ranked[0].score - score_at(ranked, 1)) +
                     calibration.contrast * (ranked[0].score - score_at(ranked, 19)) +
                     calibration.noise * std::min(1.0, noise);
    return 1 / (1 + std::exp(-z));
}

// P(compound | in the library), best first.
std::vector<double> shares(const std::vector<Match>& ranked, double noise, const RamanCalibration& calibration) {
    const double temperature = calibration.temperature + calibration.temperature_noise * std::min(1.0, noise);
    std::vector<double> out;
    double sum = 0;
    for (const Match& match : ranked) {
        out.push_back(std::exp((match.score - ranked[0].score) / temperature));
        sum += out.back();
    }
    for (double& share : out) share /= sum;
    return out;
}

// A set that is open for another reason than its second compound names that one from this share on.
constexpr double least_second_share = 0.01;

std::string percent(double share) { return shortest(std::round(100 * share)) + " %"; }

Conclusion absent(const std::vector<Match>& ranked, double present, Conclusion out) {
    out.outcome = Outcome::not_in_library;
    out.probability = round_significant(1 - present);
    out.reason = "no compound of the library stands out; the nearest is " + ranked[0].name;
    return out;
}

// The compounds, best first, until their shares reach the level.
std::size_t set_size(const std::vector<double>& share, double level) {
    double mass = 0;
    for (std::size_t i = 0; i < share.size(); ++i) {
        mass += share[i];
        if (mass >= level) return i + 1;
    }
    return share.size();
}

void name_candidates(const std::vector<Match>& ranked, const std::vector<double>& share, double present,
                     std::size_t count, Conclusion& out) {
    double mass = 0;
    for (std::size_t i = 0; i < std::min(count, ranked.size()); ++i) {
        const double probability = round_significant(present * share[i]);
        out.candidates.push_back({ranked[i].name, ranked[i].inchikey, probability});
        mass += probability;
    }
    out.probability = round_significant(std::min(1.0, mass));
}

// One entry stands out, a table of bands: the calibration rests on measured curves, so there is no probability.
Conclusion as_band_table(const Match& match, Conclusion out) {
    out.outcome = Outcome::class_only;
    out.candidates.push_back({match.name, match.inchikey, std::nullopt});
    out.reason = "compared with the bands of a table alone, which agree both ways";
    out.separable_by = {"a measured reference spectrum of the compound", "GC-MS or infrared spectroscopy"};
    return out;
}

}  // namespace

Conclusion conclude_raman(const std::vector<Match>& ranked, const RamanEvidence& evidence,
                          const RamanCalibration& calibration, double set_level) {
    Conclusion out;
    out.set_level = set_level;
    if (evidence.insufficient) {
        out.reason = *evidence.insufficient;
        return out;
    }
    if (ranked.empty()) {
        out.outcome = Outcome::not_in_library;
        out.reason = "no reference has enough of the axis in common with the spectrum";
        return out;
    }
    const double present = presence(ranked, evidence.noise, calibration);
    if (present < calibration.absent_limit) return absent(ranked, present, std::move(out));
    const std::vector<double> share = shares(ranked, evidence.noise, calibration);
    const std::size_t count = set_size(share, set_level);
    const bool table = ranked[0].kind == "band_table";
    const bool sure = present * share[0] >= std::max(calibration.single_limit, set_level) &&
                      ranked[0].score >= calibration.least_score;
    if (count == 1 && sure && !table) {
        name_candidates(ranked, share, present, 1, out);
        out.outcome = Outcome::single_candidate;
        out.reason = "one compound of the library stands out (probability " + percent(*out.probability) + ")";
        return out;
    }
    if (count == 1 && table && ranked[0].score >= calibration.least_score)
        return as_band_table(ranked[0], std::move(out));
    const bool second = share.size() > 1 && share[1] >= least_second_share;
    name_candidates(ranked, share, present, second ? std::max<std::size_t>(count, 2) : count, out);
    out.outcome = Outcome::indistinguishable;
    out.reason =
        count == 1
            ? "one compound stands out, but not enough to exclude another or one that is not in the library"
            : shortest(static_cast<double>(out.candidates.size())) + " compounds explain the spectrum nearly alike";
    out.separable_by.push_back("a Raman spectrum of higher signal to noise with a calibrated axis");
    out.separable_by.push_back("GC-MS or infrared spectroscopy");
    return out;
}

}  // namespace spec::search
