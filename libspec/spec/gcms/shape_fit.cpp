#include <algorithm>
#include <cmath>
#include <spec/gcms/shape_fit.hpp>

namespace spec::gcms {
namespace {

constexpr std::size_t per_component = 3;  // mean, log sd, asymmetry
constexpr double most_asymmetry = 0.95;
constexpr double fine_sd = 2.5;                           // scans; narrower peaks are tabulated more finely
constexpr double least_gain = 0.5, relative_gain = 3e-4;  // of the sum of squares; less ends the steps
constexpr double asymmetry_step = 1e-3;                   // of the difference quotient

bool is_skewed(const Island& island) {
    return std::any_of(island.offset.begin(), island.offset.end(), [](double x) { return x != 0; });
}

// Derivatives of a profile by mean, log sd and asymmetry, on its grid.
std::vector<Profile> derivatives(const PeakShape& shape, const Profile& profile, const Island& island) {
    Profile by_mean = profile.derivative(), by_width = profile, by_asymmetry = profile;
    PeakShape other = shape;
    other.asymmetry += shape.asymmetry > 0 ? -asymmetry_step : asymmetry_step;
    const Profile moved = profile_of(other, island);
    for (std::size_t j = 0; j < profile.values().size(); ++j) {
        const double slope = by_mean.values()[j];
        by_mean.values()[j] = -slope;
        by_width.values()[j] = -profile.values()[j] - (profile.position(j) - shape.mean) * slope;
        by_asymmetry.values()[j] = (moved.values()[j] - profile.values()[j]) / (other.asymmetry - shape.asymmetry);
    }
    return {std::move(by_mean), std::move(by_width), std::move(by_asymmetry)};
}

// Solves (H + lambda diag H) step = g by Cholesky; a parameter without curvature does not move.
std::vector<double> damped_step(std::vector<double> h, const std::vector<double>& g, double lambda) {
    const std::size_t n = g.size();
    std::vector<double> step = g;
    for (std::size_t i = 0; i < n; ++i) h[i * n + i] += lambda * h[i * n + i] + 1e-12;
    for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t j = 0; j <= i; ++j) {
            double sum = h[i * n + j];
            for (std::size_t k = 0; k < j; ++k) sum -= h[i * n + k] * h[j * n + k];
            h[i * n + j] = i == j ? std::sqrt(std::max(sum, 1e-12)) : sum / h[j * n + j];
        }
    }
    for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t k = 0; k < i; ++k) step[i] -= h[i * n + k] * step[k];
        step[i] /= h[i * n + i];
    }
    for (std::size_t i = n; i-- > 0;) {
        for (std::size_t k = i + 1; k < n; ++k) step[i] -= h[k * n + i] * step[k];
        step[i] /= h[i * n + i];
    }
    return step;
}

struct Normal {
    std::vector<double> h, g;
};

// Gauss-Newton system of the shape parameters, areas projected out.
Normal shape_equations(const JointFit& fit, const std::vector<Peak>& shapes) {
    const Island& island = fit.island();
    const std::size_t k_all = shapes.size(), d_all = per_component * k_all, size = k_all + 2;
    const auto n = static_cast<std::size_t>(island.n_scans);
    std::vector<Profile> moves;
    for (std::size_t k = 0; k < k_all; ++k)
        for (auto& d : derivatives(shapes[k].shape, fit.profiles()[k], island)) moves.push_back(std::move(d));
    Normal normal{std::vector<double>(d_all * d_all, 0.0), std::vector<double>(d_all, 0.0)};
    std::vector<double> v(d_all * n), weighted_moves(d_all * n), cross(d_all * size), solved(size), columns, gram, rhs,
        weighted(n), solution(size), sampled;
    if (!is_skewed(island)) {
        sampled.resize(d_all * n);
        for (std::size_t d = 0; d < d_all; ++d) fit.sample(moves[d], 0, std::span(sampled).subspan(d * n, n));
    }
    numeric::NonNegativeLeastSquares nnls;
    std::vector<std::size_t> moving;
    for (const std::size_t m : fit.shape_ions()) {
        moving.clear();
        for (std::size_t k = 0; k < k_all; ++k)
            if (fit.area(m, k) > 0 && !shapes[k].free)
                for (std::size_t d = 0; d < per_component; ++d) moving.push_back(per_component * k + d);
        if (moving.empty()) continue;
        fit.normal_equations(m, columns, gram, rhs, weighted);
        for (std::size_t k = 0; k < size; ++k) solution[k] = fit.term(m, k);
        nnls.solve(gram, rhs, solution);
        const double* w = fit.weight(m).data();
        const double* r = fit.residual(m).data();
        for (const std::size_t d : moving) {
            double* vd = v.data() + d * n;
            if (sampled.empty()) {
                fit.sample(moves[d], m, std::span(vd, n));
            } else {
                std::copy_n(sampled.data() + d * n, n, vd);
            }
            const double c = fit.area(m, d / per_component);
            double* wv = weighted_moves.data() + d * n;
            for (std::size_t i = 0; i < n; ++i) wv[i] = w[i] * (vd[i] *= c);
            normal.g[d] += dot(wv, r, n);
            for (std::size_t k = 0; k < size; ++k) cross[d * size + k] = dot(wv, columns.data() + k * n, n);
        }
        for (const std::size_t d : moving) {
            nnls.solve_free(std::span(cross).subspan(d * size, size), solved);
            for (const std::size_t e : moving) {
                if (e > d) break;
                double sum = dot(weighted_moves.data() + d * n, v.data() + e * n, n);
                for (std::size_t k = 0; k < size; ++k) sum -= solved[k] * cross[e * size + k];
                normal.h[d * d_all + e] += sum;
                if (d != e) normal.h[e * d_all + d] += sum;
            }
        }
    }
    return normal;
}

double prior_cost(const std::vector<Peak>& shapes, const ShapePrior& prior) {
    double cost = 0;
    for (const Peak& s : shapes) {
        const double width = (std::log(s.shape.sd) - prior.log_sd) / prior.log_sd_spread;
        const double tail = (s.shape.asymmetry - prior.asymmetry) / prior.asymmetry_spread;
        cost += width * width + tail * tail;
    }
    return cost;
}

void add_prior(const std::vector<Peak>& shapes, const ShapePrior& prior, Normal& normal) {
    const std::size_t n = normal.g.size();
    for (std::size_t k = 0; k < shapes.size(); ++k) {
        const std::size_t width = per_component * k + 1, tail = width + 1;
        const double ww = 1 / (prior.log_sd_spread * prior.log_sd_spread),
                     wt = 1 / (prior.asymmetry_spread * prior.asymmetry_spread);
        normal.h[width * n + width] += ww;
        normal.h[tail * n + tail] += wt;
        normal.g[width] -= ww * (std::log(shapes[k].shape.sd) - prior.log_sd);
        normal.g[tail] -= wt * (shapes[k].shape.asymmetry - prior.asymmetry);
    }
}

std::vector<Peak> moved(const std::vector<Peak>& shapes, const std::vector<double>& step,
                        const std::vector<double>& start, double reach, const ShapePrior& prior) {
    std::vector<Peak> out = shapes;
    for (std::size_t k = 0; k < shapes.size(); ++k) {
        if (shapes[k].free) continue;
        const double* s = step.data() + per_component * k;
        PeakShape& shape = out[k].shape;
        const double most = 0.7 * shape.sd;
        shape.mean = std::clamp(shape.mean + std::clamp(s[0], -most, most), start[k] - reach, start[k] + reach);
        shape.sd = std::clamp(shape.sd * std::exp(std::clamp(s[1], -0.4, 0.4)), prior.least_sd, prior.most_sd);
        shape.asymmetry = std::clamp(shape.asymmetry + std::clamp(s[2], -0.3, 0.3), -most_asymmetry, most_asymmetry);
    }
    return out;
}

}  // namespace

PeakShape ShapePrior::shape_at(double mean) const { return {mean, std::exp(log_sd), asymmetry}; }

Profile profile_of(const PeakShape& shape, const Island& island) {
    const bool skewed = is_skewed(island);
    return Profile::of(shape, island.first_scan - 3, island.n_scans + 6, skewed && shape.sd < fine_sd ? 4 : 2);
}

std::vector<Profile> profiles_of(const std::vector<Peak>& peaks, const Island& island) {
    std::vector<Profile> profiles;
    for (const Peak& peak : peaks) profiles.push_back(peak.free ? *peak.free : profile_of(peak.shape, island));
    return profiles;
}

void fit_shapes(JointFit& fit, std::vector<Peak>& shapes, const ShapePrior& prior, double reach_scans, int iterations) {
    std::vector<double> start;
    for (const Peak& s : shapes) start.push_back(s.shape.mean);
    fit.replace_profiles(profiles_of(shapes, fit.island()));
    double cost = fit.resolve() + prior_cost(shapes, prior), lambda = 1e-2;
    bool at_shapes = true;  // whether the fit is the one of `shapes`
    for (int iteration = 0; iteration < iterations; ++iteration) {
        Normal normal = shape_equations(fit, shapes);
        add_prior(shapes, prior, normal);
        bool better = false;
        const double before = cost;
        for (int attempt = 0; attempt < 4 && !better; ++attempt) {
            const auto trial = moved(shapes, damped_step(normal.h, normal.g, lambda), start, reach_scans, prior);
            fit.replace_profiles(profiles_of(trial, fit.island()));
            const double trial_cost = fit.resolve() + prior_cost(trial, prior);
            at_shapes = trial_cost < cost;
            if (at_shapes) {
                shapes = trial;
                cost = trial_cost;
                better = true;
                lambda = std::max(lambda / 10, 1e-6);
            } else {
                lambda *= 10;
            }
        }
        if (!better || before - cost < least_gain + relative_gain * cost) break;
    }
    if (!at_shapes) fit.replace_profiles(profiles_of(shapes, fit.island()));
}

void fit_peaks(JointFit& fit, std::vector<Peak>& shapes, const ShapePrior& prior, double reach_scans, int iterations) {
    fit_shapes(fit, shapes, prior, reach_scans, iterations);
    fit.fit(1);
}

}  // namespace spec::gcms
