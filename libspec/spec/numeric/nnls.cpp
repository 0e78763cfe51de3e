#include <algorithm>
#include <cmath>
#include <spec/core/error.hpp>
#include <spec/numeric/nnls.hpp>

namespace spec::numeric {
namespace {

constexpr double singular = 1e-12;  // relative: a pivot below this share of its diagonal is no pivot

}  // namespace

bool NonNegativeLeastSquares::factor(std::span<const double> gram) {
    const std::size_t m = free_.size();
    cholesky_.resize(m * m);
    for (std::size_t i = 0; i < m; ++i) {
        for (std::size_t j = 0; j <= i; ++j) {
            double sum = gram[free_[i] * n_ + free_[j]];
            const double diagonal = sum;
            for (std::size_t k = 0; k < j; ++k) sum -= cholesky_[i * m + k] * cholesky_[j * m + k];
            if (i == j) {
                if (!(sum > singular * diagonal)) return false;
                cholesky_[i * m + i] = std::sqrt(sum);
            } else {
                cholesky_[i * m + j] = sum / cholesky_[j * m + j];
            }
        }
    }
    return true;
}

void NonNegativeLeastSquares::substitute(std::span<const double> v) {
    const std::size_t m = free_.size();
    trial_.resize(m);
    for (std::size_t i = 0; i < m; ++i) {
        double sum = v[free_[i]];
        for (std::size_t k = 0; k < i; ++k) sum -= cholesky_[i * m + k] * trial_[k];
        trial_[i] = sum / cholesky_[i * m + i];
    }
    for (std::size_t i = m; i-- > 0;) {
        double sum = trial_[i];
        for (std::size_t k = i + 1; k < m; ++k) sum -= cholesky_[k * m + i] * trial_[k];
        trial_[i] = sum / cholesky_[i * m + i];
    }
}

// Whether the columns that were free before still give the optimum; the solution is then in place.
bool NonNegativeLeastSquares::repeats(std::span<const double> gram, std::span<const double> rhs,
                                      std::span<double> solution) {
    free_.clear();
    for (std::size_t i = 0; i < n_; ++i)
        if (solution[i] > 0 && gram[i * n_ + i] > 0) free_.push_back(i);
    if (free_.empty() || !factor(gram)) return false;
    substitute(rhs);
    if (std::any_of(trial_.begin(), trial_.end(), [](double x) { return !(x > 0); })) return false;
    std::size_t next = 0;
    for (std::size_t i = 0; i < n_; ++i) {
        if (next < free_.size() && free_[next] == i) {
            ++next;
            continue;
        }
        double gradient = rhs[i];
        for (std::size_t j = 0; j < free_.size(); ++j) gradient -= gram[i * n_ + free_[j]] * trial_[j];
        if (gradient > 1e-10 * std::abs(rhs[i])) return false;
    }
    std::fill(solution.begin(), solution.end(), 0.0);
    for (std::size_t i = 0; i < free_.size(); ++i) solution[free_[i]] = trial_[i];
    return true;
}

void NonNegativeLeastSquares::solve(std::span<const double> gram, std::span<const double> rhs,
                                    std::span<double> solution) {
    n_ = rhs.size();
    expect(gram.size() == n_ * n_ && solution.size() == n_, "the normal equations are square");
    if (repeats(gram, rhs, solution)) return;
    std::fill(solution.begin(), solution.end(), 0.0);
    // Most problems have all columns above zero: try that first.
    free_.clear();
    for (std::size_t i = 0; i < n_; ++i)
        if (gram[i * n_ + i] > 0) free_.push_back(i);
    if (factor(gram)) {
        substitute(rhs);
        if (std::all_of(trial_.begin(), trial_.end(), [](double x) { return x > 0; })) {
            for (std::size_t i = 0; i < free_.size(); ++i) solution[free_[i]] = trial_[i];
            return;
        }
    }
    free_.clear();
    is_free_.assign(n_, 0);
    for (std::size_t round = 0; round < 3 * n_ + 3; ++round) {
        std::size_t best = n_;
        double steepest = 0;
        for (std::size_t i = 0; i < n_; ++i) {
            if (is_free_[i] || !(gram[i * n_ + i] > 0)) continue;
            double gradient = rhs[i];
            for (const std::size_t j : free_) gradient -= gram[i * n_ + j] * solution[j];
            gradient /= std::sqrt(gram[i * n_ + i]);
            const double scale = std::abs(rhs[i]) / std::sqrt(gram[i * n_ + i]);
            if (gradient > std::max(steepest, 1e-10 * scale)) {
                steepest = gradient;
                best = i;
            }
        }
        if (best == n_) break;
        free_.push_back(best);
        is_free_[best] = 1;
        if (!factor(gram)) {  // linearly dependent on the others: it cannot improve the fit
            free_.pop_back();
            is_free_[best] = 2;
            continue;
        }
        for (;;) {
            substitute(rhs);
            double step = 1;
            for (std::size_t i = 0; i < free_.size(); ++i)
                if (trial_[i] <= 0) {
                    const double x = solution[free_[i]];
                    step = std::min(step, x / (x - trial_[i]));
                }
            if (step >= 1) break;
            for (std::size_t i = 0; i < free_.size(); ++i) {
                double& x = solution[free_[i]];
                x += step * (trial_[i] - x);
                if (trial_[i] <= 0 && x <= 1e-12 * std::abs(trial_[i]) + 1e-300) x = 0;
            }
            std::erase_if(free_, [&](std::size_t i) {
                if (solution[i] > 0) return false;
                is_free_[i] = 0;
                return true;
            });
            factor(gram);
        }
        for (std::size_t i = 0; i < free_.size(); ++i) solution[free_[i]] = trial_[i];
    }
    factor(gram);
}

void NonNegativeLeastSquares::solve_free(std::span<const double> v, std::span<double> out) {
    std::fill(out.begin(), out.end(), 0.0);
    substitute(v);
    for (std::size_t i = 0; i < free_.size(); ++i) out[free_[i]] = trial_[i];
}

void NonNegativeLeastSquares::variances(std::span<double> out) {
    std::fill(out.begin(), out.end(), 0.0);
    const std::size_t m = free_.size();
    std::vector<double> unit(n_, 0.0);
    for (std::size_t i = 0; i < m; ++i) {
        unit[free_[i]] = 1;
        substitute(unit);
        out[free_[i]] = trial_[i];
        unit[free_[i]] = 0;
    }
}

}  // namespace spec::numeric
