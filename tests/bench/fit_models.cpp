#define EIGEN_DONT_PARALLELIZE
#include "fit_models.hpp"

#include <algorithm>
#include <cmath>

namespace sarap::bench {
namespace {

using Eigen::MatrixXd;
using Eigen::VectorXd;
using spec::search::EiFeatures;
using spec::search::LogisticModel;
using spec::search::n_presence_terms;

struct Scale {
    VectorXd mean, deviation;
};

Scale scale_of(const MatrixXd& x) {
    Scale out{x.colwise().mean(), VectorXd(x.cols())};
    for (Eigen::Index j = 0; j < x.cols(); ++j)
        out.deviation[j] = std::sqrt((x.col(j).array() - out.mean[j]).square().mean()) + 1e-12;
    return out;
}

MatrixXd standardised(const MatrixXd& x, const Scale& scale) {
    return (x.rowwise() - scale.mean.transpose()).array().rowwise() / scale.deviation.transpose().array();
}

/// Adds one query's part of gradient and curvature, rows [begin, begin + n) of x; returns its part of the objective.
double add_choice(const MatrixXd& x, Eigen::Index begin, const Choice& choice, const VectorXd& b, VectorXd& gradient,
                  MatrixXd& curvature) {
    const Eigen::Index n = choice.x.rows(), width = x.cols();
    VectorXd p(n);
    p.noalias() = x.middleRows(begin, n) * b;
    p = (p.array() - p.maxCoeff()).exp();
    p /= p.sum();
    double of_truth = 0;
    for (Eigen::Index i = 0; i < n; ++i)
        if (choice.is_truth[static_cast<std::size_t>(i)]) of_truth += p[i];
    VectorXd mean = VectorXd::Zero(width);
    for (Eigen::Index i = 0; i < n; ++i) {
        const auto row = x.row(begin + i);
        const bool truth = choice.is_truth[static_cast<std::size_t>(i)];
        mean += p[i] * row.transpose();
        gradient += choice.weight * (p[i] - (truth ? p[i] / std::max(of_truth, 1e-300) : 0)) * row.transpose();
        if (p[i] > 1e-6) curvature.noalias() += choice.weight * p[i] * (row.transpose() * row);
    }
    curvature.noalias() -= choice.weight * mean * mean.transpose();
    return -choice.weight * std::log(std::max(of_truth, 1e-300));
}

MatrixXd columns(const MatrixXd& x, const std::vector<int>& used) {
    MatrixXd out(x.rows(), static_cast<Eigen::Index>(used.size()));
    for (std::size_t j = 0; j < used.size(); ++j) out.col(static_cast<Eigen::Index>(j)) = x.col(used[j]);
    return out;
}

}  // namespace

EiFeatures fit_choice(const std::vector<Choice>& choices, const std::vector<int>& used, double ridge) {
    Eigen::Index rows = 0;
    for (const Choice& choice : choices) rows += choice.x.rows();
    const auto n = static_cast<Eigen::Index>(used.size());
    MatrixXd all(rows, n);
    rows = 0;
    for (const Choice& choice : choices) {
        all.middleRows(rows, choice.x.rows()) = columns(choice.x, used);
        rows += choice.x.rows();
    }
    const Scale scale = scale_of(all);
    all = standardised(all, scale);
    VectorXd b = VectorXd::Zero(n), change = VectorXd::Zero(n);
    double before = HUGE_VAL;
    for (int step = 0; step < 60; ++step) {
        VectorXd gradient = ridge * b;
        MatrixXd curvature = ridge * MatrixXd::Identity(n, n);
        double objective = ridge / 2 * b.squaredNorm();
        rows = 0;
        for (const Choice& choice : choices) {
            objective += add_choice(all, rows, choice, b, gradient, curvature);
            rows += choice.x.rows();
        }
        if (objective > before) {  // a step too far: back half of it
            change /= 2;
            b += change;
            continue;
        }
        if (before - objective < 1e-5) break;
        before = objective;
        change = curvature.ldlt().solve(gradient);
        change *= std::min(1.0, 2.0 / std::max(change.norm(), 1e-12));
        b -= change;
    }
    EiFeatures out{};
    for (std::size_t j = 0; j < used.size(); ++j)
        out[static_cast<std::size_t>(used[j])] =
            b[static_cast<Eigen::Index>(j)] / scale.deviation[static_cast<Eigen::Index>(j)];
    return out;
}

LogisticModel fit_logistic(const Outcomes& outcomes, double ridge) {
    const auto rows = static_cast<Eigen::Index>(outcomes.terms.size());
    constexpr auto n = static_cast<Eigen::Index>(n_presence_terms);
    MatrixXd x(rows, n);
    for (Eigen::Index i = 0; i < rows; ++i)
        for (Eigen::Index j = 0; j < n; ++j)
            x(i, j) = outcomes.terms[static_cast<std::size_t>(i)][static_cast<std::size_t>(j)];
    const Scale scale = scale_of(x);
    MatrixXd z(rows, n + 1);
    z << VectorXd::Ones(rows), standardised(x, scale);
    VectorXd penalty = VectorXd::Constant(n + 1, ridge);
    penalty[0] = 0;
    const VectorXd y = Eigen::Map<const VectorXd>(outcomes.is_right.data(), rows);
    const VectorXd w = Eigen::Map<const VectorXd>(outcomes.weight.data(), rows);
    VectorXd b = VectorXd::Zero(n + 1);
    for (int step = 0; step < 100; ++step) {
        const VectorXd p = (1 + (-(z * b).array()).exp()).inverse();
        const VectorXd gradient = z.transpose() * (w.array() * (p - y).array()).matrix() + penalty.cwiseProduct(b);
        const VectorXd curve = (w.array() * p.array() * (1 - p.array())).max(1e-9 * w.array());
        MatrixXd curvature = z.transpose() * curve.asDiagonal() * z;
        curvature.diagonal() += penalty;
        VectorXd change = curvature.ldlt().solve(gradient);
        change *= std::min(1.0, 5.0 / std::max(change.norm(), 1e-12));
        b -= change;
        if (change.norm() < 1e-7) break;
    }
    LogisticModel out;
    out.intercept = b[0];
    for (Eigen::Index j = 0; j < n; ++j) {
        out.coefficients[static_cast<std::size_t>(j)] = b[j + 1] / scale.deviation[j];
        out.intercept -= b[j + 1] * scale.mean[j] / scale.deviation[j];
    }
    return out;
}

double weighted_quantile(std::vector<std::pair<double, double>> value_and_weight, double share) {
    std::sort(value_and_weight.begin(), value_and_weight.end());
    double all = 0, sum = 0;
    for (const auto& [value, weight] : value_and_weight) all += weight;
    for (const auto& [value, weight] : value_and_weight)
        if ((sum += weight) >= share * all) return value;
    return value_and_weight.empty() ? 0 : value_and_weight.back().first;
}

}  // namespace sarap::bench
