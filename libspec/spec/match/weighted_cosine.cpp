#include <algorithm>
#include <cmath>
#include <spec/core/error.hpp>
#include <spec/match/weighted_cosine.hpp>

namespace spec::match {
namespace {

double power(double base, double exponent) {
    if (exponent == 0) return 1;
    if (exponent == 0.5) return std::sqrt(base);
    if (exponent == 1) return base;
    return std::pow(base, exponent);
}

double squared_norm(const UnitMassSpectrum& spectrum, Weights weights) {
    double sum = 0;
    for (std::size_t i = 0; i < spectrum.mz.size(); ++i) {
        const double weight = peak_weight(spectrum.mz[i], spectrum.intensity[i], weights);
        sum += weight * weight;
    }
    return sum;
}

}  // namespace

double peak_weight(double mz, double intensity, Weights weights) {
    return power(mz, weights.mass) * power(intensity, weights.intensity);
}

double weighted_cosine(const UnitMassSpectrum& query, const UnitMassSpectrum& reference, Weights weights) {
    expect(!query.mz.empty() && !reference.mz.empty(), "both spectra have a peak");
    double product = 0;
    for (std::size_t i = 0, j = 0; i < query.mz.size() && j < reference.mz.size();) {
        if (query.mz[i] < reference.mz[j]) {
            ++i;
        } else if (reference.mz[j] < query.mz[i]) {
            ++j;
        } else {
            product += peak_weight(query.mz[i], query.intensity[i], weights) *
                       peak_weight(reference.mz[j], reference.intensity[j], weights);
            ++i, ++j;
        }
    }
    const double norm = std::sqrt(squared_norm(query, weights) * squared_norm(reference, weights));
    return norm > 0 ? std::min(1.0, product / norm) : 0;
}

}  // namespace spec::match
