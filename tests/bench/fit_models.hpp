#pragma once

#include <Eigen/Dense>
#include <spec/search/ei_calibration.hpp>
#include <vector>

namespace sarap::bench {

/// One query of a conditional (multinomial) logit: the entries it chooses from, and which of them are the truth.
struct Choice {
    Eigen::MatrixXd x;           ///< [n_entries x n_features]
    std::vector<bool> is_truth;  ///< [n_entries], at least one true
    double weight = 1;
};

/// Maximum likelihood of the chosen entry being the truth, with a quadratic penalty on the coefficients of standardised
/// features. The truth being any of several entries, each step weights them by their present probability; the matrix of
/// second derivatives is that of all entries, an upper bound, so that no step goes down.
///
/// used : features that may have a coefficient
spec::search::EiFeatures fit_choice(const std::vector<Choice>& choices, const std::vector<int>& used, double ridge);

/// Rows of a logistic regression.
struct Outcomes {
    std::vector<spec::search::PresenceTerms> terms;
    std::vector<double> is_right, weight;
    void add(const spec::search::PresenceTerms& t, bool right, double w) {
        terms.push_back(t);
        is_right.push_back(right);
        weight.push_back(w);
    }
};
/// Maximum likelihood by Newton's method, the penalty as above.
spec::search::LogisticModel fit_logistic(const Outcomes& outcomes, double ridge);

/// Smallest value at which the weights up to it reach this share of all weights.
double weighted_quantile(std::vector<std::pair<double, double>> value_and_weight, double share);

}  // namespace sarap::bench
