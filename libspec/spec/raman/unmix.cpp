#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <spec/core/error.hpp>
#include <spec/raman/bands.hpp>
#include <spec/raman/similarity.hpp>
#include <spec/raman/unmix.hpp>

namespace spec::raman {
namespace {

constexpr double least_misfit = 0.02;  // of chi squared over freedom: a fit better than this says nothing more

// One least-squares fit of the chosen references, all on the query's points, whatever smooth background lies below.
struct JointFit {
    std::vector<double> height;     // of the members
    std::vector<double> deviation;  // standard deviations of the heights
    double chi_squared = 0;         // weighted, in effective points
    bool non_negative = true;
};

// A reference on the query's points: as it is shown, and weighted with every smooth background taken out, as it is
// fitted.
struct Column {
    std::vector<double> shown;
    Eigen::VectorXd fitted;
};

// Values of the cubic B-splines with evenly spaced knots at a place, for the background: four of them are not zero.
void add_splines(double place, Eigen::Index row, Eigen::MatrixXd& out) {
    const double whole = std::floor(place), t = place - whole, u = 1 - t;
    const double values[4] = {u * u * u / 6, (3 * t * t * t - 6 * t * t + 4) / 6, (3 * u * u * u - 6 * u * u + 4) / 6,
                              t * t * t / 6};
    for (int k = 0; k < 4; ++k) {
        const Eigen::Index column = static_cast<Eigen::Index>(whole) + k;
        if (column < out.cols()) out(row, column) = values[k];
    }
}

class Unmixer {
 public:
    Unmixer(const Curve& query, std::span<const Curve* const> references, std::span<const std::size_t> compound,
            const CoarseIndex& index, const Alignment& start, const Parameters& parameters)
        : query_(query),
          references_(references),
          compound_(compound),
          index_(index),
          start_(start),
          parameters_(parameters) {
        const double smoothing = parameters.resolution_cm1 / parameters.grid_step_cm1;
        effective_ = static_cast<double>(query.values.size()) / std::max(1.0, 1.5 * smoothing);
        set_weights(query.values);
        make_background();
        right_ = fitted(query.with_background.empty() ? query.values : query.with_background);
    }

    Mixture run(std::size_t first) {
        add(first);
        realign();
        while (static_cast<int>(members_.size()) < parameters_.most_members && step()) {
            realign();
            swap_members();
        }
        drop_failing();
        return result();
    }

 private:
    const Column& column(std::size_t reference) {
        Column& out = columns_[reference];
        if (out.shown.empty()) {
            Laid both = laid(query_, *references_[reference], start_, parameters_);
            out.shown = std::move(both.values);
            out.fitted = fitted(both.with_background);
        }
        return out;
    }

    // Weighted, and orthogonal to every smooth background.
    Eigen::VectorXd fitted(const std::vector<double>& values) const {
        Eigen::VectorXd out(static_cast<Eigen::Index>(values.size()));
        for (std::size_t i = 0; i < values.size(); ++i)
            out(static_cast<Eigen::Index>(i)) = std::sqrt(weight_[i]) * values[i];
        return out - background_ * (background_.transpose() * out);
    }

    // An orthonormal basis of the weighted cubic splines with knots every mixture_knots_cm1.
    void make_background() {
        const auto n = static_cast<Eigen::Index>(query_.values.size());
        const double per_knot = parameters_.mixture_knots_cm1 / parameters_.grid_step_cm1;
        const auto terms = static_cast<Eigen::Index>(std::floor(static_cast<double>(n - 1) / per_knot)) + 4;
        Eigen::MatrixXd splines = Eigen::MatrixXd::Zero(n, terms);
        for (Eigen::Index i = 0; i < n; ++i) {
            add_splines(static_cast<double>(i) / per_knot, i, splines);
            splines.row(i) *= std::sqrt(weight_[static_cast<std::size_t>(i)]);
        }
        const Eigen::HouseholderQR<Eigen::MatrixXd> factored(splines);
        background_ = factored.householderQ() * Eigen::MatrixXd::Identity(n, terms);
    }

    double freedom(std::size_t members) const {
        return std::max(1.0, effective_ - static_cast<double>(members) - static_cast<double>(background_.cols()));
    }

    // Noise, an error of the references that grows with the signal, and a floor for what the background leaves.
    void set_weights(const std::vector<double>& model) {
        weight_.resize(model.size());
        for (std::size_t i = 0; i < model.size(); ++i) {
            const double share = parameters_.mixture_model_error * std::max(0.0, model[i]);
            weight_[i] = 1 / (query_.noise * query_.noise + share * share +
                              parameters_.mixture_floor * parameters_.mixture_floor);
        }
    }

    JointFit fit(const std::vector<const Column*>& columns) const {
        const auto members = static_cast<Eigen::Index>(columns.size());
        Eigen::MatrixXd normal(members, members);
        Eigen::VectorXd right(members);
        for (Eigen::Index i = 0; i < members; ++i) {
            const Eigen::VectorXd& one = columns[static_cast<std::size_t>(i)]->fitted;
            for (Eigen::Index j = 0; j <= i; ++j)
                normal(i, j) = normal(j, i) = one.dot(columns[static_cast<std::size_t>(j)]->fitted);
            right(i) = one.dot(right_);
            normal(i, i) = normal(i, i) * (1 + 1e-10) + 1e-300;
        }
        const Eigen::LDLT<Eigen::MatrixXd> solver(normal);
        const Eigen::VectorXd solution = solver.solve(right);
        const double scale = effective_ / static_cast<double>(right_.size());
        JointFit out;
        out.chi_squared =
            scale * std::max(0.0, right_.squaredNorm() - 2 * solution.dot(right) + solution.dot(normal * solution));
        const double excess = std::max(least_misfit, out.chi_squared / freedom(columns.size()));
        const Eigen::MatrixXd covariance = solver.solve(Eigen::MatrixXd::Identity(members, members)) / scale;
        for (Eigen::Index m = 0; m < members; ++m) {
            out.height.push_back(solution(m));
            out.deviation.push_back(std::sqrt(std::max(0.0, covariance(m, m)) * excess));
            if (!(solution(m) > 0)) out.non_negative = false;
        }
        return out;
    }

    JointFit fit_members(const std::vector<std::size_t>& members) {
        std::vector<const Column*> columns;
        for (const std::size_t member : members) columns.push_back(&column(member));
        return fit(columns);
    }

    void add(std::size_t reference) {
        members_.push_back(reference);
        current_ = fit_members(members_);
    }

    // The query without the members other than `kept`, as a curve whose tallest point is 1.
    Curve remainder(std::size_t kept) {
        Curve out;
        out.first = query_.first;
        out.values = query_.values;
        out.noise = query_.noise;
        for (std::size_t m = 0; m < members_.size(); ++m) {
            if (m == kept) continue;
            const std::vector<double>& values = column(members_[m]).shown;
            for (std::size_t i = 0; i < values.size(); ++i) out.values[i] -= current_.height[m] * values[i];
        }
        const double tallest = *std::max_element(out.values.begin(), out.values.end());
        const double scale = tallest > 0 ? 1 / tallest : 0;
        for (double& value : out.values) value *= scale;
        out.noise *= scale;
        return out;
    }

    // References that resemble a curve best, one a compound, without the compounds of the members.
    std::vector<std::size_t> pool(const Curve& curve, std::size_t count, std::size_t replaced) {
        const std::vector<CoarseScore> scores = index_.scores(coarse(curve, parameters_));
        std::vector<std::size_t> order(scores.size());
        for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
        const std::size_t looked = std::min(order.size(), 8 * count);
        std::partial_sort(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(looked), order.end(),
                          [&](std::size_t a, std::size_t b) {
                              return scores[a].score != scores[b].score ? scores[a].score > scores[b].score : a < b;
                          });
        std::set<std::size_t> used;
        for (std::size_t m = 0; m < members_.size(); ++m)
            if (m != replaced) used.insert(compound_[members_[m]]);
        std::vector<std::size_t> out;
        for (std::size_t i = 0; i < looked && out.size() < count; ++i)
            if (scores[order[i]].comparable && used.insert(compound_[order[i]]).second) out.push_back(order[i]);
        return out;
    }

    struct Trial {
        std::size_t reference;
        JointFit fit;
    };

    // The candidates in place `at` of the members (at the end: added), lowest chi squared first; only those whose fit
    // is not negative.
    std::vector<Trial> trials(const std::vector<std::size_t>& candidates, std::size_t at) {
        std::vector<std::size_t> members = members_;
        if (at == members.size()) members.push_back(0);
        std::vector<JointFit> fits(candidates.size());
        for (const std::size_t candidate : candidates) column(candidate);
        for (const std::size_t member : members_) column(member);
        const auto count = static_cast<std::ptrdiff_t>(candidates.size());
#pragma omp parallel for schedule(dynamic, 2)
        for (std::ptrdiff_t c = 0; c < count; ++c) {
            std::vector<const Column*> columns;
            for (std::size_t m = 0; m < members.size(); ++m)
                columns.push_back(&columns_.at(m == at ? candidates[static_cast<std::size_t>(c)] : members[m]));
            fits[static_cast<std::size_t>(c)] = fit(columns);
        }
        std::vector<Trial> out;
        for (std::size_t c = 0; c < candidates.size(); ++c)
            if (fits[c].non_negative) out.push_back({candidates[c], std::move(fits[c])});
        std::stable_sort(out.begin(), out.end(),
                         [](const Trial& a, const Trial& b) { return a.fit.chi_squared < b.fit.chi_squared; });
        return out;
    }

    // Adds the candidate with the lowest chi squared that passes; only the first few are looked at.
    bool step() {
        constexpr std::size_t looked_at = 4;
        const Curve rest = remainder(members_.size());
        const JointFit before = current_;
        std::vector<Trial> found =
            trials(pool(rest, static_cast<std::size_t>(parameters_.mixture_pool), members_.size()), members_.size());
        for (std::size_t i = 0; i < std::min(found.size(), looked_at); ++i) {
            if (before.chi_squared - found[i].fit.chi_squared < least_gain(found[i].fit.chi_squared)) break;
            members_.push_back(found[i].reference);
            current_ = std::move(found[i].fit);
            if (passes(tested(members_.size() - 1))) return true;
            members_.pop_back();
        }
        current_ = before;
        return false;
    }

    // What a member must gain: BIC falls by 10 and the F-test at 1e-4 over the pool.
    double least_gain(double chi_squared) const {
        const double excess = std::max(least_misfit, chi_squared / freedom(members_.size() + 1));
        return excess * std::max(10 + std::log(effective_), parameters_.mixture_f_limit);
    }

    // The corrections anew, from the sum of the members: one member alone is pulled aside by the bands of the others.
    void realign() {
        Curve sum;
        sum.values.assign(common_grid(parameters_).points, 0.0);
        for (std::size_t m = 0; m < members_.size(); ++m) {
            const Curve& reference = *references_[members_[m]];
            for (std::size_t i = 0; i < reference.values.size(); ++i)
                sum.values[reference.first + i] += current_.height[m] * reference.values[i];
        }
        try_corrections(align(query_, sum, start_.shift_cm1, parameters_));
        Alignment none;
        none.possible = true;
        try_corrections(none);
    }

    // Takes other corrections when the members fit better with them.
    void try_corrections(const Alignment& corrections) {
        if (!corrections.possible) return;
        const Alignment before = start_;
        const JointFit kept = current_;
        std::map<std::size_t, Column> columns = std::move(columns_);
        columns_.clear();
        start_ = corrections;
        current_ = fit_members(members_);
        if (current_.non_negative && current_.chi_squared < kept.chi_squared) return;
        start_ = before;
        current_ = kept;
        columns_ = std::move(columns);
    }

    void swap_members() {
        for (std::size_t m = 0; m < members_.size(); ++m) {
            const Curve own = remainder(m);
            std::vector<Trial> found = trials(pool(own, 10, m), m);
            if (found.empty() || found[0].reference == members_[m] || found[0].fit.chi_squared >= current_.chi_squared)
                continue;
            members_[m] = found[0].reference;
            current_ = std::move(found[0].fit);
        }
    }

    Member tested(std::size_t m) {
        Member out;
        out.reference = members_[m];
        out.height = current_.height[m];
        out.partial = remainder(m);
        std::vector<std::size_t> others = members_;
        others.erase(others.begin() + static_cast<std::ptrdiff_t>(m));
        const double without = fit_members(others).chi_squared;
        out.misfit = std::max(least_misfit, current_.chi_squared / freedom(members_.size()));
        out.f_statistic = (without - current_.chi_squared) / out.misfit;
        const std::vector<double>& own = column(members_[m]).shown;
        const auto window = static_cast<std::size_t>(std::lround(parameters_.window_cm1 / parameters_.grid_step_cm1));
        out.own_similarity = reference_weighted_similarity(out.partial.values, own, window);
        out.own_bands = own_bands(own, out);
        return out;
    }

    // Bands of the member above a tenth of its tallest that stand mixture_band_deviations above what the others
    // leave.
    int own_bands(const std::vector<double>& own, const Member& member) const {
        int count = 0;
        for (std::size_t i = 2; i + 2 < own.size(); ++i) {
            const bool top = own[i] > 0.1 && own[i] >= own[i - 1] && own[i] > own[i + 1] && own[i] >= own[i - 2] &&
                             own[i] > own[i + 2];
            if (!top) continue;
            const double deviation = 1 / std::sqrt(weight_[i]);
            const double scale = member.height;
            const double seen = *std::max_element(&member.partial.values[i - 2], &member.partial.values[i + 2] + 1) *
                                partial_scale(member);
            count += scale * own[i] > parameters_.mixture_band_deviations * deviation && seen > 0.5 * scale * own[i];
        }
        return count;
    }

    double partial_scale(const Member& member) const {
        return member.partial.noise > 0 ? query_.noise / member.partial.noise : 1;
    }

    bool passes(const Member& member) const {
        const double evidence = parameters_.mixture_intercept + parameters_.mixture_similarity * member.own_similarity +
                                parameters_.mixture_log_f * std::log(std::max(1.0, member.f_statistic)) +
                                parameters_.mixture_log_bands * std::log1p(member.own_bands);
        return member.f_statistic >= std::max(10 + std::log(effective_), parameters_.mixture_f_limit) && evidence > 0 &&
               member.own_bands >= 1 && member.height >= parameters_.mixture_least_height;
    }

    void drop_failing() {
        while (members_.size() > 1) {
            std::size_t worst = members_.size();
            double lowest = 0;
            for (std::size_t m = 0; m < members_.size(); ++m) {
                const Member member = tested(m);
                if (passes(member)) continue;
                if (worst == members_.size() || member.f_statistic < lowest) {
                    worst = m;
                    lowest = member.f_statistic;
                }
            }
            if (worst == members_.size()) return;
            members_.erase(members_.begin() + static_cast<std::ptrdiff_t>(worst));
            current_ = fit_members(members_);
        }
    }

    Mixture result() {
        Mixture out;
        out.corrections = start_;
        double all = 0;
        std::vector<double> area;
        for (std::size_t m = 0; m < members_.size(); ++m) {
            double sum = 0;
            for (const double value : column(members_[m]).shown) sum += std::max(0.0, value);
            area.push_back(sum);
            all += std::max(0.0, current_.height[m]) * sum;
        }
        for (std::size_t m = 0; m < members_.size(); ++m) {
            Member member = tested(m);
            const double unit = all > 0 ? area[m] / all : 0;
            member.share = std::max(0.0, current_.height[m]) * unit;
            member.interval = {std::max(0.0, (current_.height[m] - 1.96 * current_.deviation[m]) * unit),
                               std::min(1.0, (current_.height[m] + 1.96 * current_.deviation[m]) * unit)};
            out.members.push_back(std::move(member));
        }
        std::stable_sort(out.members.begin(), out.members.end(),
                         [](const Member& a, const Member& b) { return a.share > b.share; });
        describe_residual(out);
        return out;
    }

    void describe_residual(Mixture& out) {
        double left = 0, all = 0;
        const std::size_t n = query_.values.size();
        std::vector<double> model(n, 0.0), residual(n);
        std::vector<char> measured(n, 1);  // by every member
        for (std::size_t i = 0; i < n; ++i) {
            for (std::size_t m = 0; m < members_.size(); ++m) {
                const double value = column(members_[m]).shown[i];
                model[i] += current_.height[m] * value;
                measured[i] = measured[i] && value != 0;
            }
            residual[i] = query_.values[i] - model[i];
            left += std::abs(residual[i]);
            all += std::abs(query_.values[i]);
        }
        out.explained = all > 0 ? std::clamp(1 - left / all, 0.0, 1.0) : 0;
        out.noise = query_.noise;
        find_unknown_bands(model, residual, measured, out);
    }

    // Bands of the residual where every member was measured and none has a band of half the height nearby: a band that
    // is only taller, or displaced, is not one of another constituent.
    void find_unknown_bands(const std::vector<double>& model, const std::vector<double>& residual,
                            const std::vector<char>& measured, Mixture& out) const {
        const auto reach =
            static_cast<std::size_t>(std::lround(2 * parameters_.band_reach_cm1 / parameters_.grid_step_cm1));
        for (const CurveBand& band : bands_of(residual, parameters_.unknown_band_height)) {
            const std::size_t low = band.point > reach ? band.point - reach : 0,
                              high = std::min(model.size(), band.point + reach + 1);
            const double nearby = *std::max_element(model.begin() + static_cast<std::ptrdiff_t>(low),
                                                    model.begin() + static_cast<std::ptrdiff_t>(high));
            const double deviations = band.height * std::sqrt(weight_[band.point]);
            if (!measured[band.point] || nearby > 0.5 * band.height || deviations < parameters_.unknown_band_deviations)
                continue;
            ++out.unknown_bands;
            if (deviations <= out.unexplained_band) continue;
            out.unexplained_band = deviations;
            out.unexplained_cm1 = common_grid(parameters_).at(query_.first + band.point);
        }
    }

    const Curve& query_;
    std::span<const Curve* const> references_;
    std::span<const std::size_t> compound_;
    const CoarseIndex& index_;
    Alignment start_;
    const Parameters& parameters_;
    double effective_ = 0;
    std::vector<double> weight_;
    std::map<std::size_t, Column> columns_;
    Eigen::MatrixXd background_;  // [n x terms], orthonormal
    Eigen::VectorXd right_;       // the query, as it is fitted
    std::vector<std::size_t> members_;
    JointFit current_;
};

}  // namespace

Mixture unmix(const Curve& query, std::span<const Curve* const> references, std::span<const std::size_t> compound,
              const CoarseIndex& index, std::size_t first, const Alignment& start, const Parameters& parameters) {
    expect(first < references.size() && compound.size() == references.size() && query.values.size() >= 10,
           "a mixture has a first reference and a curve");
    return Unmixer(query, references, compound, index, start, parameters).run(first);
}

}  // namespace spec::raman
