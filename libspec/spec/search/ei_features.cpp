#include <algorithm>
#include <cmath>
#include <spec/core/json.hpp>
#include <spec/match/entropy.hpp>
#include <spec/match/nist.hpp>
#include <spec/match/weighted_cosine.hpp>
#include <spec/search/ei_features.hpp>
#include <utility>
#include <vector>

namespace spec::search {
namespace {

constexpr int common_lowest_mz = 55;  ///< scan ranges that begin above it are respected, below it the range is cut
constexpr double tilt_pivot_mz = 150;

/// Ions of column bleed and of siloxanes, which stand above the mass of small molecules in many runs.
constexpr std::array<int, 13> bleed_mz{73, 147, 207, 208, 209, 281, 282, 283, 327, 341, 355, 356, 429};

double opened(double cosine) { return -std::log(1 - std::min(cosine, 0.9999)); }

UnitMassSpectrum from_mass(const UnitMassSpectrum& spectrum, int lowest_mz) {
    UnitMassSpectrum out;
    double base = 0;
    for (std::size_t i = 0; i < spectrum.mz.size(); ++i)
        if (spectrum.mz[i] >= lowest_mz) base = std::max(base, spectrum.intensity[i]);
    for (std::size_t i = 0; i < spectrum.mz.size(); ++i) {
        if (spectrum.mz[i] < lowest_mz) continue;
        out.mz.push_back(spectrum.mz[i]);
        out.intensity.push_back(spectrum.intensity[i] * 999 / base);
    }
    return out;
}

/// Two spectra on the union of their m/z, all [n]; 0 where one has no peak.
struct Aligned {
    std::vector<double> mz, query, entry;
};

Aligned aligned(const UnitMassSpectrum& query, const UnitMassSpectrum& entry) {
    Aligned out;
    for (std::size_t i = 0, j = 0; i < query.mz.size() || j < entry.mz.size();) {
        const bool take_query = j == entry.mz.size() || (i < query.mz.size() && query.mz[i] <= entry.mz[j]);
        const bool take_entry = i == query.mz.size() || (j < entry.mz.size() && entry.mz[j] <= query.mz[i]);
        out.mz.push_back(take_query ? query.mz[i] : entry.mz[j]);
        out.query.push_back(take_query ? query.intensity[i++] : 0);
        out.entry.push_back(take_entry ? entry.intensity[j++] : 0);
    }
    return out;
}

/// Sum of a_i b_i in four interleaved parts, always the same ones: four times as fast as one after another.
double product(const std::vector<double>& a, const std::vector<double>& b) {
    std::array<double, 4> part{};
    const std::size_t whole = a.size() / 4 * 4;
    for (std::size_t i = 0; i < whole; i += 4)
        for (std::size_t k = 0; k < 4; ++k) part[k] += a[i + k] * b[i + k];
    for (std::size_t i = whole; i < a.size(); ++i) part[0] += a[i] * b[i];
    return (part[0] + part[1]) + (part[2] + part[3]);
}

/// square_a : product(a, a), which stays the same while b is varied
double cosine(const std::vector<double>& a, double square_a, const std::vector<double>& b) {
    const double square_b = product(b, b);
    return square_a > 0 && square_b > 0 ? product(a, b) / std::sqrt(square_a * square_b) : 0;
}

/// m I^0.5 of every aligned ion.
std::vector<double> weighted(const std::vector<double>& mz, const std::vector<double>& intensity) {
    std::vector<double> out(mz.size());
    for (std::size_t i = 0; i < mz.size(); ++i) out[i] = mz[i] * std::sqrt(intensity[i]);
    return out;
}

struct Tilt {
    double value = 0, slope = 0;
};

constexpr double slope_step = 0.2, first_slope = -1.2;

/// exp(first slope x distance) and exp(step x distance) by m/z; distance in 200 u, for weights go with the root of I.
struct TiltFactors {
    std::array<double, 1024> first, step;
    TiltFactors() {
        for (std::size_t mz = 0; mz < first.size(); ++mz) {
            first[mz] = std::exp(first_slope * distance(static_cast<double>(mz)));
            step[mz] = std::exp(slope_step * distance(static_cast<double>(mz)));
        }
    }
    static double distance(double mz) { return (mz - tilt_pivot_mz) / 200; }
    double first_at(double mz) const {
        return mz < 1024 ? first[static_cast<std::size_t>(mz)] : std::exp(first_slope * distance(mz));
    }
    double step_at(double mz) const {
        return mz < 1024 ? step[static_cast<std::size_t>(mz)] : std::exp(slope_step * distance(mz));
    }
};

/// The best of 13 slopes of ln I over mass, -1.2 to 1.2 per 100 u, less 0.05 (slope / 0.4)^2.
Tilt best_tilt(const Aligned& pair, const std::vector<double>& query, const std::vector<double>& entry) {
    static const TiltFactors factors;
    std::vector<double> tilted(entry.size()), factor(entry.size());
    for (std::size_t i = 0; i < entry.size(); ++i) {
        tilted[i] = entry[i] * factors.first_at(pair.mz[i]);
        factor[i] = factors.step_at(pair.mz[i]);
    }
    Tilt best{-1e9, 0};
    const double square = product(query, query);
    for (int n = 0; n < 13; ++n) {
        const double slope = first_slope + slope_step * n, off = slope / 0.4;
        const double value = opened(cosine(query, square, tilted)) - 0.05 * off * off;
        if (value > best.value) best = {value, slope};
        for (std::size_t i = 0; i < tilted.size(); ++i) tilted[i] *= factor[i];
    }
    return best;
}

struct Exponent {
    double value = -1e9, value_no_base = -1e9;
};

/// The best of 8 exponents of the detector, 0.7 to 1.4, less 0.05 ((exponent - 1) / 0.2)^2: with and without the
/// entry's base peak.
Exponent best_exponent(const Aligned& pair, const std::vector<double>& query, std::size_t base) {
    constexpr double step = 0.1, first = 0.7;
    std::vector<double> bent(query.size()), factor(query.size()), rest = query;
    for (std::size_t i = 0; i < query.size(); ++i) {
        if (pair.entry[i] <= 0) continue;
        const double log = std::log(pair.entry[i] / 999) / 2;
        bent[i] = pair.mz[i] * std::exp(first * log);
        factor[i] = std::exp(step * log);
    }
    rest[base] = 0;
    const double square = product(query, query), square_rest = product(rest, rest);
    Exponent best;
    for (int n = 0; n < 8; ++n) {
        const double off = (first + step * n - 1) / 0.2, penalty = 0.05 * off * off;
        best.value = std::max(best.value, opened(cosine(query, square, bent)) - penalty);
        const double kept = std::exchange(bent[base], 0);
        best.value_no_base = std::max(best.value_no_base, opened(cosine(rest, square_rest, bent)) - penalty);
        bent[base] = kept;
        for (std::size_t i = 0; i < bent.size(); ++i) bent[i] *= factor[i];
    }
    return best;
}

/// Share of the weights of `a` on ions where the other has 1 per mille or less.
double unmatched_share(const std::vector<double>& weights, const std::vector<double>& other) {
    double sum = 0, alone = 0;
    for (std::size_t i = 0; i < weights.size(); ++i) {
        sum += weights[i];
        if (other[i] <= 1) alone += weights[i];
    }
    return sum > 0 ? alone / sum : 0;
}

struct MassTerms {
    double above = 0, above_largest = 0, ratio = 0;
};

MassTerms mass_terms(const Aligned& pair, int mass) {
    double sum = 0, largest = 0, query = 0, entry = 0;
    for (std::size_t i = 0; i < pair.mz.size(); ++i) {
        if (std::abs(pair.mz[i] - mass) <= 2) {
            query += pair.query[i];
            entry += pair.entry[i];
        }
        if (pair.mz[i] <= mass + 4 || std::find(bleed_mz.begin(), bleed_mz.end(), pair.mz[i]) != bleed_mz.end())
            continue;
        const double excess = std::max(0.0, pair.query[i] - pair.entry[i]);
        sum += excess;
        largest = std::max(largest, excess);
    }
    return {std::log1p(sum / 10), std::log1p(largest / 5), std::abs(std::log((query + 3) / (entry + 3)))};
}

/// Mean |difference| of asinh(I / 8), weighted m I^0.5 of the stronger, after the tilt and the best common scale.
double mean_difference(const Aligned& pair, double slope) {
    double product_sum = 0, square = 0;
    std::vector<double> tilted(pair.mz.size());
    for (std::size_t i = 0; i < tilted.size(); ++i) {
        tilted[i] = pair.entry[i] > 0 ? pair.entry[i] * std::exp(slope * (pair.mz[i] - tilt_pivot_mz) / 100) : 0;
        product_sum += pair.query[i] * tilted[i];
        square += tilted[i] * tilted[i];
    }
    const double scale = square > 0 ? product_sum / square : 0;
    double sum = 0, weights = 0;
    for (std::size_t i = 0; i < tilted.size(); ++i) {
        const double fitted = scale * tilted[i];
        const double weight = pair.mz[i] * std::sqrt(std::max(pair.query[i], fitted));
        sum += weight * std::abs(std::asinh(pair.query[i] / 8) - std::asinh(fitted / 8));
        weights += weight;
    }
    return weights > 0 ? sum / weights : 0;
}

}  // namespace

const std::array<std::string_view, n_features> ei_feature_names{
    "cosine",        "plain_cosine",    "entropy",   "mass_entropy", "match_factor",     "reverse_factor",
    "query_only",    "entry_only",      "tilt",      "exponent",     "exponent_no_base", "above",
    "above_largest", "molecular_ratio", "difference"};

EiFeatures ei_features(const UnitMassSpectrum& query, const UnitMassSpectrum& entry, std::optional<int> nominal_mass) {
    const int lowest =
        std::max(std::min(common_lowest_mz, query.mz.front()), std::min(common_lowest_mz, entry.mz.front()));
    const UnitMassSpectrum q = from_mass(query, lowest), e = from_mass(entry, lowest);
    EiFeatures out{};
    if (q.mz.empty() || e.mz.empty()) return out;
    const auto set = [&](EiFeature feature, double value) {
        out[static_cast<std::size_t>(feature)] = round_significant(value);
    };
    const Aligned pair = aligned(q, e);
    const auto wq = weighted(pair.mz, pair.query), we = weighted(pair.mz, pair.entry);
    const auto base =
        static_cast<std::size_t>(std::max_element(pair.entry.begin(), pair.entry.end()) - pair.entry.begin());
    const auto factors = match::match_factors(q, e);
    const Tilt tilt = best_tilt(pair, wq, we);
    set(EiFeature::cosine, opened(cosine(wq, product(wq, wq), we)));
    set(EiFeature::plain_cosine, opened(match::weighted_cosine(q, e, {0, 0.5})));
    set(EiFeature::entropy, opened(match::entropy_similarity(q, e)));
    set(EiFeature::mass_entropy, opened(match::entropy_similarity(q, e, {1, 0.5})));
    set(EiFeature::match_factor, factors.match_factor / 999);
    set(EiFeature::reverse_factor, factors.reverse_match_factor / 999);
    set(EiFeature::query_only, unmatched_share(wq, pair.entry));
    set(EiFeature::entry_only, unmatched_share(we, pair.query));
    set(EiFeature::tilt, tilt.value);
    const Exponent exponent = best_exponent(pair, wq, base);
    set(EiFeature::exponent, exponent.value);
    set(EiFeature::exponent_no_base, exponent.value_no_base);
    set(EiFeature::difference, mean_difference(pair, tilt.slope));
    if (nominal_mass) {
        const MassTerms terms = mass_terms(pair, *nominal_mass);
        set(EiFeature::above, terms.above);
        set(EiFeature::above_largest, terms.above_largest);
        set(EiFeature::molecular_ratio, terms.ratio);
    }
    return out;
}

}  // namespace spec::search
