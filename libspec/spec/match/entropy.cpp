#include <algorithm>
#include <cmath>
#include <spec/core/error.hpp>
#include <spec/match/entropy.hpp>
#include <vector>

namespace spec::match {
namespace {

std::vector<double> shares(const UnitMassSpectrum& spectrum, Weights weights) {
    std::vector<double> out(spectrum.mz.size());
    double sum = 0;
    for (std::size_t i = 0; i < out.size(); ++i)
        sum += out[i] = peak_weight(spectrum.mz[i], spectrum.intensity[i], weights);
    for (double& share : out) share /= sum;
    return out;
}

double x_log2_x(double x) { return x > 0 ? x * std::log2(x) : 0; }

}  // namespace

double entropy_similarity(const UnitMassSpectrum& query, const UnitMassSpectrum& reference, Weights weights) {
    expect(!query.mz.empty() && !reference.mz.empty(), "both spectra have a peak");
    const std::vector<double> p = shares(query, weights), q = shares(reference, weights);
    double sum = 0;
    for (std::size_t i = 0, j = 0; i < p.size() && j < q.size();) {
        if (query.mz[i] < reference.mz[j]) {
            ++i;
        } else if (reference.mz[j] < query.mz[i]) {
            ++j;
        } else {
            sum += x_log2_x(p[i] + q[j]) - x_log2_x(p[i]) - x_log2_x(q[j]);
            ++i, ++j;
        }
    }
    return std::clamp(sum / 2, 0.0, 1.0);
}

}  // namespace spec::match
