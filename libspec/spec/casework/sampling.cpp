#include <algorithm>
#include <cmath>
#include <spec/casework/sampling.hpp>
#include <spec/core/error.hpp>
#include <spec/core/text.hpp>
#include <spec/numeric/distributions.hpp>

namespace spec::casework {
namespace {

double log_choose(double n, double k) { return std::lgamma(n + 1) - std::lgamma(k + 1) - std::lgamma(n - k + 1); }

double log_beta(double a, double b) { return std::lgamma(a) + std::lgamma(b) - std::lgamma(a + b); }

// Probability of at least `positives` among n units drawn from N of which K are positive.
double upper_tail(long population, long holding, long examined, long positives) {
    const double all = log_choose(static_cast<double>(population), static_cast<double>(examined));
    double sum = 0;
    for (long x = std::max(positives, examined - (population - holding)); x <= std::min(examined, holding); ++x)
        sum += std::exp(log_choose(static_cast<double>(holding), static_cast<double>(x)) +
                        log_choose(static_cast<double>(population - holding), static_cast<double>(examined - x)) - all);
    return sum;
}

// Units that a share stands for; 0.9 of 10 are 9, whatever the last bit of 0.9 says.
long units_of(double share, long population) {
    return static_cast<long>(std::ceil(share * static_cast<double>(population) - 1e-9));
}

// Posterior probability that at least `wanted` units hold the substance after a sample.
double posterior(long population, long examined, long positives, long wanted, const SharePrior& prior) {
    const double a = prior.a + static_cast<double>(positives);
    const double b = prior.b + static_cast<double>(examined - positives);
    const long left = population - examined;
    double sum = 0;
    for (long more = std::max(0L, wanted - positives); more <= left; ++more)
        sum += std::exp(log_choose(static_cast<double>(left), static_cast<double>(more)) +
                        log_beta(a + static_cast<double>(more), b + static_cast<double>(left - more)) - log_beta(a, b));
    return std::min(sum, 1.0);
}

void check(const SamplingQuestion& question) {
    if (question.population < 1)
        throw UsageError("a population of " + std::to_string(question.population) + " units (expected 1 or more)");
    if (!(question.share > 0 && question.share <= 1))
        throw UsageError("a share of " + shortest(question.share) + " (expected one above 0 and at most 1)");
    if (!(question.confidence > 0 && question.confidence < 1))
        throw UsageError("a confidence of " + shortest(question.confidence) + " (expected one between 0 and 1)");
    if (question.negatives < 0)
        throw UsageError(std::to_string(question.negatives) + " negatives (expected 0 or more)");
}

void check(const SharePrior& prior) {
    if (!(prior.a > 0 && prior.b > 0))
        throw UsageError("a prior of " + shortest(prior.a) + " and " + shortest(prior.b) + " (expected both above 0)");
}

// The smallest n for which a condition that stays true once it is true holds.
template <typename Holds>
std::optional<long> smallest(long first, long last, Holds holds) {
    if (first > last || !holds(last)) return std::nullopt;
    while (first < last) {
        const long middle = first + (last - first) / 2;
        if (holds(middle))
            last = middle;
        else
            first = middle + 1;
    }
    return first;
}

}  // namespace

std::optional<long> hypergeometric_sample(const SamplingQuestion& question) {
    check(question);
    const long too_few = units_of(question.share, question.population) - 1;
    return smallest(question.negatives + 1, question.population, [&](long n) {
        return upper_tail(question.population, too_few, n, n - question.negatives) <= 1 - question.confidence + 1e-12;
    });
}

std::optional<long> bayesian_sample(const SamplingQuestion& question, const SharePrior& prior) {
    check(question);
    check(prior);
    const long wanted = units_of(question.share, question.population);
    return smallest(question.negatives, question.population, [&](long n) {
        return posterior(question.population, n, n - question.negatives, wanted, prior) >= question.confidence - 1e-12;
    });
}

SampleStatement evaluate_sample(const SamplingQuestion& question, long examined, long positives,
                                const SharePrior& prior) {
    check(question);
    check(prior);
    if (examined < 1 || examined > question.population || positives < 0 || positives > examined)
        throw UsageError(std::to_string(positives) + " positive of " + std::to_string(examined) + " examined of " +
                         std::to_string(question.population) + " (expected positive <= examined <= population)");
    SampleStatement out;
    // The smallest number of holding units that would give such a sample often enough.
    const long least = positives, most = question.population - (examined - positives);
    out.at_least = smallest(least, most, [&](long holding) {
                       return upper_tail(question.population, holding, examined, positives) > 1 - question.confidence;
                   }).value_or(positives);
    out.share = static_cast<double>(out.at_least) / static_cast<double>(question.population);
    out.bayesian_probability =
        posterior(question.population, examined, positives, units_of(question.share, question.population), prior);
    return out;
}

TotalMass total_mass(long population, const std::vector<double>& masses, double confidence) {
    if (masses.size() < 2 || static_cast<long>(masses.size()) > population)
        throw UsageError(std::to_string(masses.size()) + " masses of " + std::to_string(population) +
                         " units (expected 2 or more, and no more than there are units)");
    const auto n = static_cast<double>(masses.size()), all = static_cast<double>(population);
    double mean = 0, square = 0;
    for (const double mass : masses) {
        if (!(mass > 0)) throw UsageError("a mass of " + shortest(mass) + " (expected one above 0)");
        mean += mass / n;
    }
    for (const double mass : masses) square += (mass - mean) * (mass - mean);
    const double s = std::sqrt(square / (n - 1));
    const double t = numeric::student_t_quantile(0.5 + confidence / 2, n - 1);
    return {all * mean, all * t * s / std::sqrt(n) * std::sqrt((all - n) / all), t};
}

}  // namespace spec::casework
