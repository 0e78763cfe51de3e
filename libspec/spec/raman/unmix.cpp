#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <spec/core/error.hpp>
#include <spec/raman/similarity.hpp>
#include <spec/raman/unmix.hpp>

namespace spec::raman {
namespace {

constexpr int background_terms = 4;

// One least-squares fit: chosen references and a cubic background, all on the query's points.
struct JointFit {
    std::vector<double> height;      // of the members
    std::vector<double> deviation;   // standard deviations of the heights
    std::vector<double> background;  // [n]
    double chi_squared = 0;          // weighted, in effective points
    bool non_negative = true;
};

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
    }

    Mixture run(std::size_t first) {
        add(first);
        while (static_cast<int>(members_.size()) < parameters_.most_members && step()) {
            realign();
            swap_members();
        }
        drop_failing();
        return result();
    }

 private:
    const std::vector<double>& column(std::size_t reference) {
        auto& out = columns_[reference];
        if (out.empty()) out = laid(query_, *references_[reference], start_, parameters_);
        return out;
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

    double basis(std::size_t point, int term) const {
        const double t =
            2 * static_cast<double>(point) / static_cast<double>(std::max<std::size_t>(1, query_.values.size() - 1)) -
            1;
        return term == 0 ? 1 : term == 1 ? t : term == 2 ? t * t : t * t * t;
    }

    JointFit fit(const std::vector<const std::vector<double>*>& columns) const {
        const std::size_t n = query_.values.size();
        const auto members = static_cast<Eigen::Index>(columns.size());
        Eigen::MatrixXd design(static_cast<Eigen::Index>(n), members + background_terms);
        Eigen::VectorXd right(static_cast<Eigen::Index>(n));
        for (std::size_t i = 0; i < n; ++i) {
            const auto row = static_cast<Eigen::Index>(i);
            const double root = std::sqrt(weight_[i]);
            for (Eigen::Index m = 0; m < members; ++m)
                design(row, m) = root * (*columns[static_cast<std::size_t>(m)])[i];
            for (int t = 0; t < background_terms; ++t) design(row, members + t) = root * basis(i, t);
            right(row) = root * query_.values[i];
        }
        Eigen::MatrixXd normal = design.transpose() * design;
        for (Eigen::Index k = 0; k < normal.rows(); ++k) normal(k, k) *= 1 + 1e-10;
        const Eigen::LDLT<Eigen::MatrixXd> solver(normal);
        const Eigen::VectorXd solution = solver.solve(design.transpose() * right);
        const double scale = effective_ / static_cast<double>(n);
        JointFit out;
        out.chi_squared = scale * (right - design * solution).squaredNorm();
        const Eigen::MatrixXd covariance =
            solver.solve(Eigen::MatrixXd::Identity(normal.rows(), normal.cols())) / scale;
        const double excess =
            std::max(1.0, out.chi_squared / std::max(1.0, effective_ - static_cast<double>(normal.rows())));
        for (Eigen::Index m = 0; m < members; ++m) {
            out.height.push_back(solution(m));
            out.deviation.push_back(std::sqrt(std::max(0.0, covariance(m, m)) * excess));
            if (!(solution(m) > 0)) out.non_negative = false;
        }
        out.background.resize(n);
        for (std::size_t i = 0; i < n; ++i)
            for (int t = 0; t < background_terms; ++t) out.background[i] += solution(members + t) * basis(i, t);
        return out;
    }

    std::vector<const std::vector<double>*> columns_of(const std::vector<std::size_t>& members) {
        std::vector<const std::vector<double>*> out;
        for (const std::size_t member : members) out.push_back(&column(member));
        return out;
    }

    JointFit fit_members(const std::vector<std::size_t>& members) { return fit(columns_of(members)); }

    void add(std::size_t reference) {
        members_.push_back(reference);
        current_ = fit_members(members_);
    }

    // The query minus background and members other than `kept`, as a curve whose tallest point is 1.
    Curve remainder(std::size_t kept) {
        Curve out{query_.first, query_.values, query_.noise};
        for (std::size_t i = 0; i < out.values.size(); ++i) out.values[i] -= current_.background[i];
        for (std::size_t m = 0; m < members_.size(); ++m) {
            if (m == kept) continue;
            const std::vector<double>& values = column(members_[m]);
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

    // The candidate that gives the lowest chi squared in place `at` of the members (at the end: added).
    std::pair<std::size_t, JointFit> best_of(const std::vector<std::size_t>& candidates, std::size_t at) {
        std::vector<std::size_t> members = members_;
        if (at == members.size()) members.push_back(0);
        std::vector<JointFit> fits(candidates.size());
        for (const std::size_t candidate : candidates) column(candidate);
        for (const std::size_t member : members_) column(member);
        const auto count = static_cast<std::ptrdiff_t>(candidates.size());
#pragma omp parallel for schedule(dynamic, 2)
        for (std::ptrdiff_t c = 0; c < count; ++c) {
            std::vector<const std::vector<double>*> columns;
            for (std::size_t m = 0; m < members.size(); ++m)
                columns.push_back(&columns_.at(m == at ? candidates[static_cast<std::size_t>(c)] : members[m]));
            fits[static_cast<std::size_t>(c)] = fit(columns);
        }
        std::size_t best = candidates.size();
        for (std::size_t c = 0; c < candidates.size(); ++c)
            if (fits[c].non_negative && (best == candidates.size() || fits[c].chi_squared < fits[best].chi_squared))
                best = c;
        if (best == candidates.size()) return {references_.size(), {}};
        return {candidates[best], std::move(fits[best])};
    }

    bool step() {
        const Curve rest = remainder(members_.size());
        const auto [reference, better] =
            best_of(pool(rest, static_cast<std::size_t>(parameters_.mixture_pool), members_.size()), members_.size());
        if (reference == references_.size()) return false;
        const double gain = current_.chi_squared - better.chi_squared;
        if (gain < least_gain(better.chi_squared)) return false;
        members_.push_back(reference);
        current_ = better;
        Member last = tested(members_.size() - 1);
        if (passes(last)) return true;
        members_.pop_back();
        current_ = fit_members(members_);
        return false;
    }

    // What a member must gain: BIC falls by 10 and the F-test at 1e-4 over the pool.
    double least_gain(double chi_squared) const {
        const double freedom = std::max(1.0, effective_ - static_cast<double>(members_.size()) - background_terms - 1);
        const double excess = std::max(1.0, chi_squared / freedom);
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
        const Alignment found = align(query_, sum, start_.shift_cm1, parameters_);
        if (!found.possible) return;
        const Alignment before = start_;
        const JointFit kept = current_;
        start_ = found;
        columns_.clear();
        current_ = fit_members(members_);
        if (current_.non_negative && current_.chi_squared <= kept.chi_squared) return;
        start_ = before;
        columns_.clear();
        current_ = kept;
    }

    void swap_members() {
        for (std::size_t m = 0; m < members_.size(); ++m) {
            const Curve own = remainder(m);
            const auto [reference, better] = best_of(pool(own, 10, m), m);
            if (reference == references_.size() || reference == members_[m] ||
                better.chi_squared >= current_.chi_squared)
                continue;
            members_[m] = reference;
            current_ = better;
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
        const double freedom = std::max(1.0, effective_ - static_cast<double>(members_.size()) - background_terms);
        out.f_statistic = (without - current_.chi_squared) / std::max(1.0, current_.chi_squared / freedom);
        const std::vector<double>& own = column(members_[m]);
        const auto window = static_cast<std::size_t>(std::lround(parameters_.window_cm1 / parameters_.grid_step_cm1));
        out.own_similarity = reference_weighted_similarity(out.partial.values, own, window);
        out.own_bands = own_bands(own, out);
        return out;
    }

    // Bands of the member above a tenth of its tallest that stand three standard deviations above what the others
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
            count += scale * own[i] > 3 * deviation && seen > 0.5 * scale * own[i];
        }
        return count;
    }

    double partial_scale(const Member& member) const {
        return member.partial.noise > 0 ? query_.noise / member.partial.noise : 1;
    }

    bool passes(const Member& member) const {
        const double evidence = parameters_.mixture_intercept + parameters_.mixture_similarity * member.own_similarity +
                                parameters_.mixture_log_f * std::log(std::max(1.0, member.f_statistic));
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
            for (const double value : column(members_[m])) sum += std::max(0.0, value);
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
        for (std::size_t i = 0; i < query_.values.size(); ++i) {
            double model = current_.background[i];
            for (std::size_t m = 0; m < members_.size(); ++m) model += current_.height[m] * column(members_[m])[i];
            const double residual = query_.values[i] - model;
            left += std::abs(residual);
            all += std::abs(query_.values[i]);
            const double standard = residual * std::sqrt(weight_[i]);
            if (standard > out.unexplained_band) {
                out.unexplained_band = standard;
                out.unexplained_cm1 = common_grid(parameters_).at(query_.first + i);
            }
        }
        out.explained = all > 0 ? std::clamp(1 - left / all, 0.0, 1.0) : 0;
        out.noise = query_.noise;
    }

    const Curve& query_;
    std::span<const Curve* const> references_;
    std::span<const std::size_t> compound_;
    const CoarseIndex& index_;
    Alignment start_;
    const Parameters& parameters_;
    double effective_ = 0;
    std::vector<double> weight_;
    std::map<std::size_t, std::vector<double>> columns_;
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
