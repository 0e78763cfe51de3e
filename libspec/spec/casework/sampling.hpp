#pragma once

#include <optional>
#include <string>
#include <vector>

namespace spec::casework {

/// What is asked of a sampling plan: at least a share of all units holds the substance, with a confidence, when at most
/// so many of the units examined do not.
struct SamplingQuestion {
    long population = 0;       ///< number of units, at least 1
    double share = 0.9;        ///< in (0, 1]
    double confidence = 0.95;  ///< in (0, 1)
    long negatives = 0;        ///< units that are expected not to hold it among those examined
};

/// The prior of the Bayesian plan: Beta(a, b) of the share; a = b = 1 says nothing beforehand.
struct SharePrior {
    double a = 1, b = 1;
};

/// Units to examine so that fewer than share x population units would give such a sample with a probability of at most
/// 1 - confidence; nothing when not even all units would do.
///
/// source : UNODC/ENFSI, Guidelines on Representative Drug Sampling (ST/NAR/38, 2009), hypergeometric method
/// throws : UsageError for a number out of range
std::optional<long> hypergeometric_sample(const SamplingQuestion& question);

/// Units to examine so that at least share x population units hold the substance with a posterior probability of at
/// least the confidence (beta-binomial for the units not examined).
///
/// source : the same, Bayesian method
std::optional<long> bayesian_sample(const SamplingQuestion& question, const SharePrior& prior);

/// What a sample that was examined says of the population.
struct SampleStatement {
    long at_least = 0;                ///< units that hold the substance, with the confidence (hypergeometric)
    double share = 0;                 ///< at_least over the population
    double bayesian_probability = 0;  ///< posterior probability that at least question.share of the units hold it
};
SampleStatement evaluate_sample(const SamplingQuestion& question, long examined, long positives,
                                const SharePrior& prior);

/// Mass of all units from those weighed: N times the mean, with its confidence interval.
struct TotalMass {
    double total = 0, half_width = 0;  ///< in the unit of the masses
    double t = 0;                      ///< Student's quantile used
};
/// masses : at least two, above zero
/// source : the same, chapter on the estimation of weight: N (mean +- t s / sqrt(n) sqrt((N - n) / N))
TotalMass total_mass(long population, const std::vector<double>& masses, double confidence);

}  // namespace spec::casework
