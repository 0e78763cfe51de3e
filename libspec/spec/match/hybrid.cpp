#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <spec/core/error.hpp>
#include <spec/match/hybrid.hpp>
#include <vector>

namespace spec::match {
namespace {

struct Dense {
    std::vector<double> weight;  ///< by m/z
    double square = 0;
};

Dense dense(const UnitMassSpectrum& spectrum, std::size_t size, Weights weights) {
    Dense out{std::vector<double>(size), 0};
    for (std::size_t i = 0; i < spectrum.mz.size(); ++i) {
        const double weight = peak_weight(spectrum.mz[i], spectrum.intensity[i], weights);
        out.weight[static_cast<std::size_t>(spectrum.mz[i])] = weight;
        out.square += weight * weight;
    }
    return out;
}

/// Greatest sum over the chain first(m), second(m), first(m + step), second(m + step), ..., where only neighbours of
/// the chain may pair and none twice: f(n) = max(f(n - 1), f(n - 2) + weight of the pair (n - 1, n)).
double best_chain(const std::vector<double>& first, const std::vector<double>& second, std::size_t begin,
                  std::size_t step) {
    double before = 0, best = 0, last = 0;  // f(n - 2), f(n - 1), weight of node n - 1
    const auto take = [&](double node) {
        const double next = std::max(best, before + last * node);
        before = best;
        best = next;
        last = node;
    };
    for (std::size_t mz = begin; mz < first.size(); mz += step) {
        take(first[mz]);
        take(second[mz]);
    }
    return best;
}

}  // namespace

double hybrid_similarity(const UnitMassSpectrum& query, const UnitMassSpectrum& reference, int mass_difference,
                         Weights weights) {
    expect(!query.mz.empty() && !reference.mz.empty(), "both spectra have a peak");
    expect(query.mz.front() >= 0 && reference.mz.front() >= 0, "m/z >= 0");
    if (mass_difference == 0) return weighted_cosine(query, reference, weights);
    const auto size = static_cast<std::size_t>(std::max(query.mz.back(), reference.mz.back())) + 1;
    const Dense q = dense(query, size, weights), l = dense(reference, size, weights);
    const auto step = static_cast<std::size_t>(std::abs(mass_difference));
    double sum = 0;
    for (std::size_t begin = 0; begin < std::min(step, size); ++begin)
        sum += mass_difference > 0 ? best_chain(q.weight, l.weight, begin, step)
                                   : best_chain(l.weight, q.weight, begin, step);
    const double norm = std::sqrt(q.square * l.square);
    return norm > 0 ? std::min(1.0, sum / norm) : 0;
}

}  // namespace spec::match
