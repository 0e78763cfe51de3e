#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>
#include <spec/core/error.hpp>
#include <spec/gcms/joint_fit.hpp>

namespace spec::gcms {
namespace {

// Mean of a normal value that is known to lie below the threshold.
double mean_below(double mean, double sd, double threshold) {
    const double d = (threshold - mean) / sd;
    if (d > 4) return mean;
    const double below = 0.5 * std::erfc(-d / std::numbers::sqrt2);
    if (below < 1e-6) return threshold;
    const double density = std::exp(-0.5 * d * d) / std::sqrt(2 * std::numbers::pi);
    return std::clamp(mean - sd * density / below, 0.0, threshold);
}

}  // namespace

double dot(const double* a, const double* b, std::size_t n) {
    double s0 = 0, s1 = 0, s2 = 0, s3 = 0;
    std::size_t i = 0;
    for (; i + 4 <= n; i += 4) {
        s0 += a[i] * b[i];
        s1 += a[i + 1] * b[i + 1];
        s2 += a[i + 2] * b[i + 2];
        s3 += a[i + 3] * b[i + 3];
    }
    for (; i < n; ++i) s0 += a[i] * b[i];
    return (s0 + s1) + (s2 + s3);
}

JointFit::JointFit(const Island& island, const NoiseModel& noise)
    : island_(&island), noise_(&noise), n_(static_cast<std::size_t>(island.n_scans)) {
    skewed_ = std::any_of(island.offset.begin(), island.offset.end(), [](double x) { return x != 0; });
    target_ = island.counts;
    weight_.resize(target_.size());
    residual_.resize(target_.size());
    model_.resize(target_.size());
    shape_ions_.resize(island.ions());
    std::iota(shape_ions_.begin(), shape_ions_.end(), std::size_t{0});
    for (const PointState s : island.state) measured_ += s == PointState::measured;
    start_weights();
}

void JointFit::start_weights() {
    const double floor = noise_->signal_floor(island_->threshold);
    for (std::size_t m = 0; m < island_->ions(); ++m)
        for (std::size_t i = 0; i < n_; ++i) {
            const std::size_t at = m * n_ + i;
            const double left = island_->counts[i > 0 ? at - 1 : at], right = island_->counts[i + 1 < n_ ? at + 1 : at];
            const double smooth = (left + 2 * island_->counts[at] + right) / 4;
            weight_[at] =
                island_->state[at] == PointState::excluded ? 0 : 1 / noise_->variance(std::max(smooth, floor));
        }
}

void JointFit::renew_weights(std::size_t m) {
    const double floor = noise_->signal_floor(island_->threshold), threshold = island_->threshold;
    for (std::size_t i = 0; i < n_; ++i) {
        const std::size_t at = m * n_ + i;
        if (island_->state[at] == PointState::excluded) continue;
        const double variance = noise_->variance(std::max(model_[at], floor));
        weight_[at] = 1 / variance;
        if (island_->state[at] == PointState::absent)
            target_[at] = mean_below(model_[at], std::sqrt(variance), threshold);
    }
}

void JointFit::sample(const Profile& profile, std::size_t m, std::span<double> out) const {
    profile.sample(island_->first_scan, island_->offset[m], out);
}

void JointFit::replace_profiles(std::vector<Profile> profiles) {
    const std::size_t before = profiles_.size(), k_new = profiles.size();
    profiles_ = std::move(profiles);
    if (before != k_new || area_.empty()) {
        area_.assign(island_->ions() * (k_new + 2), 0.0);
        area_error_.assign(island_->ions() * k_new, 0.0);
    }
    columns_.resize(k_new * n_);
    if (skewed_) return;
    shared_columns_.resize(k_new * n_);
    for (std::size_t k = 0; k < k_new; ++k)
        profiles_[k].sample(island_->first_scan, 0, std::span(shared_columns_).subspan(k * n_, n_));
}

void JointFit::normal_equations(std::size_t m, std::vector<double>& columns, std::vector<double>& gram,
                                std::vector<double>& rhs, std::vector<double>& weighted) const {
    const std::size_t k_all = profiles_.size(), size = k_all + 2;
    columns.resize(size * n_);
    if (skewed_) {
        for (std::size_t k = 0; k < k_all; ++k) sample(profiles_[k], m, std::span(columns).subspan(k * n_, n_));
    } else {
        std::copy(shared_columns_.begin(), shared_columns_.end(), columns.begin());
    }
    const double step = n_ > 1 ? 1 / static_cast<double>(n_ - 1) : 0;
    double* left = columns.data() + k_all * n_;
    double* right = left + n_;
    for (std::size_t i = 0; i < n_; ++i) {
        right[i] = static_cast<double>(i) * step;
        left[i] = 1 - right[i];
    }
    gram.resize(size * size);
    rhs.resize(size);
    weighted.resize(n_);
    const double* w = weight_.data() + m * n_;
    const double* y = target_.data() + m * n_;
    for (std::size_t k = 0; k < size; ++k) {
        const double* p = columns.data() + k * n_;
        for (std::size_t i = 0; i < n_; ++i) weighted[i] = w[i] * p[i];
        rhs[k] = dot(weighted.data(), y, n_);
        for (std::size_t l = 0; l <= k; ++l)
            gram[l * size + k] = gram[k * size + l] = dot(weighted.data(), columns.data() + l * n_, n_);
    }
}

double JointFit::solve_ion(std::size_t m) {
    const std::size_t size = profiles_.size() + 2;
    normal_equations(m, columns_, gram_, rhs_, weighted_);
    const auto solution = std::span(area_).subspan(m * size, size);
    nnls_.solve(gram_, rhs_, solution);
    double* model = model_.data() + m * n_;
    const double step = n_ > 1 ? 1 / static_cast<double>(n_ - 1) : 0;
    const double left = solution[size - 2], rise = (solution[size - 1] - left) * step;
    for (std::size_t i = 0; i < n_; ++i) model[i] = left + rise * static_cast<double>(i);
    for (std::size_t k = 0; k + 2 < size; ++k) {
        const double c = solution[k];
        if (c == 0) continue;
        const double* p = columns_.data() + k * n_;
        for (std::size_t i = 0; i < n_; ++i) model[i] += c * p[i];
    }
    double sum = 0;
    for (std::size_t i = 0; i < n_; ++i) {
        const double r = target_[m * n_ + i] - model[i];
        residual_[m * n_ + i] = r;
        sum += weight_[m * n_ + i] * r * r;
    }
    return sum;
}

double JointFit::resolve() {
    double sum = 0;
    for (const std::size_t m : shape_ions_) sum += solve_ion(m);
    return sum;
}

void JointFit::fit(std::vector<Profile> profiles, int rounds) {
    replace_profiles(std::move(profiles));
    for (std::size_t m = 0; m < island_->ions(); ++m) {
        double squares = solve_ion(m);
        for (int round = 0; round < rounds; ++round) {
            renew_weights(m);
            squares = solve_ion(m);
        }
        estimate_errors(m, squares);
    }
    measure_chi2();
}

void JointFit::measure_chi2() {
    const double floor = noise_->signal_floor(island_->threshold);
    const double threshold_variance = noise_->variance(std::max(island_->threshold, floor));
    chi2_ = 0;
    for (std::size_t at = 0; at < target_.size(); ++at) {
        if (island_->state[at] == PointState::excluded) continue;
        if (island_->state[at] == PointState::measured) {
            const double r = island_->counts[at] - model_[at];
            chi2_ += r * r / noise_->variance(std::max(model_[at], floor));
        } else if (model_[at] > island_->threshold) {
            const double r = model_[at] - island_->threshold;
            chi2_ += r * r / threshold_variance;
        }
    }
}

double JointFit::baseline(std::size_t m, int i) const {
    const std::size_t size = profiles_.size() + 2;
    const double s = n_ > 1 ? static_cast<double>(i) / static_cast<double>(n_ - 1) : 0;
    return (1 - s) * area_[m * size + size - 2] + s * area_[m * size + size - 1];
}

void JointFit::estimate_errors(std::size_t m, double weighted_squares) {
    const std::size_t k_all = profiles_.size();
    variances_.resize(k_all + 2);
    nnls_.variances(variances_);
    std::size_t points = 0;
    for (std::size_t i = 0; i < n_; ++i) points += island_->state[m * n_ + i] == PointState::measured;
    const std::size_t terms = nnls_.free_columns();
    const double reduced = points > terms ? weighted_squares / static_cast<double>(points - terms) : 1;
    for (std::size_t k = 0; k < k_all; ++k)
        area_error_[m * k_all + k] = std::sqrt(variances_[k] * std::max(1.0, reduced));
}

std::size_t JointFit::significant_terms() const {
    const std::size_t k_all = profiles_.size(), size = k_all + 2;
    std::size_t terms = 0;
    for (std::size_t m = 0; m < island_->ions(); ++m) {
        for (std::size_t k = 0; k < k_all; ++k) terms += area(m, k) > 2 * area_error(m, k) && area(m, k) > 0;
        terms += (area_[m * size + k_all] > 0) + (area_[m * size + k_all + 1] > 0);
    }
    return terms;
}

}  // namespace spec::gcms
