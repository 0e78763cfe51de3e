#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>
#include <spec/core/error.hpp>
#include <spec/gcms/joint_fit.hpp>

namespace spec::gcms {
namespace {

constexpr double table_from = -5, table_to = 4.25, table_step = 1.0 / 64;

// density(d) / probability(below d) of the standard normal distribution on an even grid: erfc for every point that was
// not recorded would take longer than the fit.
std::vector<double> hazard_table() {
    std::vector<double> table;
    for (double d = table_from; d <= table_to + table_step; d += table_step)
        table.push_back(std::exp(-0.5 * d * d) / std::sqrt(2 * std::numbers::pi) /
                        (0.5 * std::erfc(-d / std::numbers::sqrt2)));
    return table;
}

// Mean of a normal value that is known to lie below the threshold.
double mean_below(double mean, double sd, double threshold) {
    static const std::vector<double> table = hazard_table();
    const double d = (threshold - mean) / sd;
    if (d > 4) return mean;
    if (d < -4.75) return threshold;
    const double at = (d - table_from) / table_step;
    const auto j = static_cast<std::size_t>(at);
    const double f = at - static_cast<double>(j);
    return std::clamp(mean - sd * ((1 - f) * table[j] + f * table[j + 1]), 0.0, threshold);
}

// Eight partial sums that no path joins in another order: the same result to the last bit with and without AVX2, which
// has no fused multiplication.
[[gnu::always_inline]] inline double dot_by_eights(const double* a, const double* b, std::size_t n) {
    double s[8] = {};
    std::size_t i = 0;
    for (; i + 8 <= n; i += 8)
        for (std::size_t j = 0; j < 8; ++j) s[j] += a[i + j] * b[i + j];
    for (std::size_t j = 0; i < n; ++i, ++j) s[j] += a[i] * b[i];
    return ((s[0] + s[1]) + (s[2] + s[3])) + ((s[4] + s[5]) + (s[6] + s[7]));
}

double dot_everywhere(const double* a, const double* b, std::size_t n) { return dot_by_eights(a, b, n); }
#if defined(__x86_64__)
[[gnu::target("avx2")]] double dot_avx2(const double* a, const double* b, std::size_t n) {
    return dot_by_eights(a, b, n);
}
#endif

}  // namespace

double dot(const double* a, const double* b, std::size_t n) {
#if defined(__x86_64__)
    static const bool has_avx2 = __builtin_cpu_supports("avx2") != 0;
    if (has_avx2) return dot_avx2(a, b, n);
#endif
    return dot_everywhere(a, b, n);
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
    solved_.assign(island.ions(), 0);
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
    solved_[m] = 0;
}

void JointFit::sample(const Profile& profile, std::size_t m, std::span<double> out) const {
    profile.sample(island_->first_scan, island_->offset[m], out);
}

void JointFit::replace_profiles(std::vector<Profile> profiles) {
    const std::size_t before = profiles_.size(), k_new = profiles.size();
    profiles_ = std::move(profiles);
    std::fill(solved_.begin(), solved_.end(), char{0});
    if (before != k_new || area_.empty()) {
        area_.assign(island_->ions() * (k_new + 2), 0.0);
        area_error_.assign(island_->ions() * k_new, 0.0);
    }
    columns_of_ = no_ion;
    if (skewed_) return;
    shared_columns_.resize(k_new * n_);
    for (std::size_t k = 0; k < k_new; ++k)
        profiles_[k].sample(island_->first_scan, 0, std::span(shared_columns_).subspan(k * n_, n_));
}

void JointFit::fill_columns(std::size_t m, std::vector<double>& columns) const {
    const std::size_t k_all = profiles_.size();
    columns.resize((k_all + 2) * n_);
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
}

void JointFit::normal_equations(std::size_t m, std::vector<double>& columns, std::vector<double>& gram,
                                std::vector<double>& rhs, std::vector<double>& weighted) const {
    fill_columns(m, columns);
    weigh(m, columns, gram, rhs, weighted);
}

void JointFit::weigh(std::size_t m, const std::vector<double>& columns, std::vector<double>& gram,
                     std::vector<double>& rhs, std::vector<double>& weighted) const {
    const std::size_t size = profiles_.size() + 2;
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
    if (columns_of_ != m) fill_columns(m, columns_);
    columns_of_ = m;
    weigh(m, columns_, gram_, rhs_, weighted_);
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
    solved_[m] = 1;
    return sum;
}

double JointFit::resolve() {
    double sum = 0;
    for (const std::size_t m : shape_ions_) sum += solve_ion(m);
    return sum;
}

void JointFit::fit(std::vector<Profile> profiles, int rounds) {
    replace_profiles(std::move(profiles));
    fit(rounds);
}

void JointFit::fit(int rounds) {
    for (std::size_t m = 0; m < island_->ions(); ++m) fit_ion(m, rounds);
    measure_chi2();
}

void JointFit::fit_shape_ions(int rounds) {
    for (const std::size_t m : shape_ions_) fit_ion(m, rounds);
}

void JointFit::fit_ion(std::size_t m, int rounds) {
    double squares = rounds > 0 && solved_[m] ? 0 : solve_ion(m);
    for (int round = 0; round < rounds; ++round) {
        renew_weights(m);
        squares = solve_ion(m);
    }
    estimate_errors(m, squares);
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
