#include <algorithm>
#include <cmath>
#include <limits>
#include <spec/core/error.hpp>
#include <spec/match/nist.hpp>

namespace spec::match {
namespace {

/// Sums over one pass through both spectra in the order of m/z.
struct Sums {
    double product = 0, query = 0, query_matched = 0, reference = 0;
    double plain_product = 0, plain_query = 0, plain_reference = 0;  // w = sqrt(I)
    double ratios = 0, ratio_masses = 0;
    int matched = 0, ratio_count = 0;
};

/// The matched peak before the present one, while no unmatched peak stands between.
struct Chain {
    double query = 0, reference = 0;
    bool unbroken = false;
};

class Comparison {
 public:
    explicit Comparison(Weights weights) : weights_(weights) {}

    void add_pair(int mz, double query, double reference) {
        if (query <= 1 && reference <= 1) return;
        const double wq = peak_weight(mz, query, weights_), wr = peak_weight(mz, reference, weights_);
        sums.product += wq * wr;
        sums.query += wq * wq;
        sums.query_matched += wq * wq;
        sums.reference += wr * wr;
        sums.plain_product += std::sqrt(query) * std::sqrt(reference);
        sums.plain_query += query;
        sums.plain_reference += reference;
        ++sums.matched;
        add_ratio(mz, std::sqrt(query), std::sqrt(reference));
    }

    void add_query_only(int mz, double intensity) {
        if (intensity <= 1) return;
        const double weight = peak_weight(mz, intensity, weights_);
        sums.query += weight * weight;
        sums.plain_query += intensity;
        chain_.unbroken = false;
    }

    void add_reference_only(int mz, double intensity) {
        if (intensity <= 1) return;
        const double weight = peak_weight(mz, intensity, weights_);
        sums.reference += weight * weight;
        sums.plain_reference += intensity;
        chain_.unbroken = false;
    }

    Sums sums;

 private:
    void add_ratio(int mz, double query, double reference) {
        if (chain_.unbroken) {
            const double ratio = query * chain_.reference / (chain_.query * reference);
            sums.ratios += mz * std::min(ratio, 1 / ratio);
            sums.ratio_masses += mz;
            ++sums.ratio_count;
        }
        chain_ = {query, reference, true};
    }

    Weights weights_;
    Chain chain_;
};

double cosine_squared(double product, double query, double reference) {
    return query > 0 && reference > 0 ? product * product / (query * reference) : 0;
}

double factor(double cosine, const Sums& sums) {
    if (sums.ratio_count == 0) return std::clamp(1000 * cosine - 0.5, 0.0, 999.0);
    const double ratios = sums.ratios / sums.ratio_masses;
    const double mean = (sums.matched * cosine + sums.ratio_count * ratios) / (sums.matched + sums.ratio_count);
    return std::clamp(1000 * mean - 0.5, 0.0, 999.0);
}

}  // namespace

MatchFactors match_factors(const UnitMassSpectrum& query, const UnitMassSpectrum& reference, LowestMass lowest,
                           Weights weights) {
    expect(!query.mz.empty() && !reference.mz.empty(), "both spectra have a peak");
    const int begin = lowest == LowestMass::larger_of_both ? std::max(query.mz.front(), reference.mz.front())
                                                           : std::numeric_limits<int>::min();
    Comparison comparison(weights);
    std::size_t i = 0, j = 0;
    while (i < query.mz.size() && query.mz[i] < begin) ++i;
    while (j < reference.mz.size() && reference.mz[j] < begin) ++j;
    while (i < query.mz.size() || j < reference.mz.size()) {
        if (j == reference.mz.size() || (i < query.mz.size() && query.mz[i] < reference.mz[j])) {
            comparison.add_query_only(query.mz[i], query.intensity[i]);
            ++i;
        } else if (i == query.mz.size() || reference.mz[j] < query.mz[i]) {
            comparison.add_reference_only(reference.mz[j], reference.intensity[j]);
            ++j;
        } else {
            comparison.add_pair(query.mz[i], query.intensity[i], reference.intensity[j]);
            ++i, ++j;
        }
    }
    const Sums& s = comparison.sums;
    return {factor(cosine_squared(s.product, s.query, s.reference), s),
            factor(cosine_squared(s.product, s.query_matched, s.reference), s),
            std::clamp(1000 * cosine_squared(s.plain_product, s.plain_query, s.plain_reference) - 0.5, 0.0, 999.0)};
}

}  // namespace spec::match
