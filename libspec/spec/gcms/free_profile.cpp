#include <algorithm>
#include <cmath>
#include <spec/gcms/free_profile.hpp>

namespace spec::gcms {
namespace {

constexpr double smoothness = 1e-4;  // weight of the second differences against the data
constexpr double level_step = 1e-3;  // of the highest coefficient: smaller steps are one level

// Rising least-squares fit of the first `count` values, and its residual sum for every shorter prefix.
struct Rising {
    std::vector<double> fit;
    std::vector<double> error;  // [n + 1] of the fit to the first j values
};

struct Block {
    double mean, weight;
    std::size_t count;
    double error;  // of the values in it
};

void merge_last(std::vector<Block>& blocks) {
    Block b = blocks.back();
    blocks.pop_back();
    Block& a = blocks.back();
    const double weight = a.weight + b.weight,
                 mean = weight > 0 ? (a.mean * a.weight + b.mean * b.weight) / weight : a.mean;
    a.error += b.error + a.weight * (a.mean - mean) * (a.mean - mean) + b.weight * (b.mean - mean) * (b.mean - mean);
    a.mean = mean;
    a.weight = weight;
    a.count += b.count;
}

std::vector<double> expand(const std::vector<Block>& blocks) {
    std::vector<double> out;
    for (const Block& b : blocks) out.insert(out.end(), b.count, b.mean);
    return out;
}

// Pools from the left; calls after(j, blocks) when j values are in.
template <typename After>
std::vector<Block> pool(const std::vector<double>& values, const std::vector<double>& weights, std::size_t n,
                        After after) {
    std::vector<Block> blocks;
    for (std::size_t j = 0; j < n; ++j) {
        blocks.push_back({values[j], weights[j], 1, 0});
        while (blocks.size() > 1 && blocks[blocks.size() - 2].mean > blocks.back().mean) merge_last(blocks);
        after(j + 1, blocks);
    }
    return blocks;
}

std::vector<double> prefix_errors(const std::vector<double>& values, const std::vector<double>& weights) {
    std::vector<double> errors(values.size() + 1, 0.0);
    pool(values, weights, values.size(), [&](std::size_t j, const std::vector<Block>& blocks) {
        for (const Block& b : blocks) errors[j] += b.error;
    });
    return errors;
}

// Values of the four cubic B-splines (even knots at whole numbers) that are not zero at x; the first belongs to
// floor(x) - 1.
void basis(double x, double out[4]) {
    const double f = x - std::floor(x), g = 1 - f;
    out[0] = g * g * g / 6;
    out[1] = (3 * f * f * f - 6 * f * f + 4) / 6;
    out[2] = (3 * g * g * g - 6 * g * g + 4) / 6;
    out[3] = f * f * f / 6;
}

// Banded normal equations of a spline: diagonal and three bands above it.
struct SplineEquations {
    std::vector<double> band;  // [n x 4]
    std::vector<double> rhs;
};

constexpr int margin = 3;  // coefficients outside the island on each side

SplineEquations equations(const JointFit& fit, std::size_t k, const std::vector<std::size_t>& ions) {
    const Island& island = fit.island();
    const auto n = static_cast<std::size_t>(island.n_scans + 2 * margin);
    SplineEquations e{std::vector<double>(n * 4, 0.0), std::vector<double>(n, 0.0)};
    std::vector<double> profile(static_cast<std::size_t>(island.n_scans));
    for (const std::size_t m : ions) {
        const double c = fit.area(m, k);
        if (!(c > 0)) continue;
        fit.sample(fit.profiles()[k], m, profile);
        const auto residual = fit.residual(m), weight = fit.weight(m);
        double b[4];
        const double whole = std::floor(island.offset[m]);
        basis(island.offset[m], b);
        for (std::size_t i = 0; i < profile.size(); ++i) {
            const double wc = weight[i] * c, y = residual[i] + c * profile[i];
            const auto first = static_cast<std::ptrdiff_t>(i) + static_cast<std::ptrdiff_t>(whole) + margin - 1;
            for (std::ptrdiff_t p = 0; p < 4; ++p) {
                const std::ptrdiff_t at = first + p;
                if (at < 0 || at >= static_cast<std::ptrdiff_t>(n)) continue;
                e.rhs[static_cast<std::size_t>(at)] += wc * y * b[p];
                for (std::ptrdiff_t q = p; q < 4 && first + q < static_cast<std::ptrdiff_t>(n); ++q)
                    e.band[static_cast<std::size_t>(at * 4 + q - p)] += wc * c * b[p] * b[q];
            }
        }
    }
    return e;
}

// Cholesky of a symmetric matrix with three bands above its diagonal, with a small penalty on second differences.
std::vector<double> solve(SplineEquations e) {
    const std::size_t n = e.rhs.size();
    double scale = 0;
    for (std::size_t i = 0; i < n; ++i) scale = std::max(scale, e.band[i * 4]);
    if (!(scale > 0)) return std::vector<double>(n, 0.0);
    // The weight of data differs by orders of magnitude between apex and flanks: the penalty follows it.
    std::vector<double> diagonal(n);
    for (std::size_t i = 0; i < n; ++i) diagonal[i] = e.band[i * 4];
    for (std::size_t i = 1; i + 1 < n; ++i) {  // (a[i-1] - 2 a[i] + a[i+1])^2
        const double lambda = smoothness * std::min({diagonal[i - 1], diagonal[i], diagonal[i + 1]}) + 1e-12 * scale;
        e.band[(i - 1) * 4] += lambda, e.band[i * 4] += 4 * lambda, e.band[(i + 1) * 4] += lambda;
        e.band[(i - 1) * 4 + 1] -= 2 * lambda, e.band[i * 4 + 1] -= 2 * lambda, e.band[(i - 1) * 4 + 2] += lambda;
    }
    for (std::size_t i = 0; i < n; ++i) e.band[i * 4] += 1e-13 * scale;
    std::vector<double> low(n * 4, 0.0);  // low[i * 4 + d] = L(i, i - d)
    for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t d = std::min<std::size_t>(3, i) + 1; d-- > 0;) {
            const std::size_t j = i - d;
            double sum = e.band[j * 4 + d];
            for (std::size_t q = d + 1; q <= 3 && q <= i; ++q) sum -= low[i * 4 + q] * low[j * 4 + q - d];
            low[i * 4 + d] = d == 0 ? std::sqrt(std::max(sum, 1e-16 * scale)) : sum / low[j * 4];
        }
    }
    std::vector<double> x = e.rhs;
    for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t d = 1; d <= 3 && d <= i; ++d) x[i] -= low[i * 4 + d] * x[i - d];
        x[i] /= low[i * 4];
    }
    for (std::size_t i = n; i-- > 0;) {
        for (std::size_t d = 1; d <= 3 && i + d < n; ++d) x[i] -= low[(i + d) * 4 + d] * x[i + d];
        x[i] /= low[i * 4];
    }
    return x;
}

int levels_of(const std::vector<double>& coefficients) {
    const double top = *std::max_element(coefficients.begin(), coefficients.end());
    int levels = 0;
    double level = 0;
    for (const double c : coefficients)
        if (std::abs(c - level) > level_step * top) {
            ++levels;
            level = c;
        }
    return levels;
}

}  // namespace

std::vector<double> unimodal(const std::vector<double>& values, const std::vector<double>& weights) {
    const std::vector<double> back(values.rbegin(), values.rend()), back_weights(weights.rbegin(), weights.rend());
    const auto rising = prefix_errors(values, weights), falling = prefix_errors(back, back_weights);
    const std::size_t n = values.size();
    std::size_t split = 0;  // values before it rise, values from it on fall
    for (std::size_t j = 1; j <= n; ++j)
        if (rising[j] + falling[n - j] < rising[split] + falling[n - split]) split = j;
    const auto nothing = [](std::size_t, const std::vector<Block>&) {};
    std::vector<double> out = expand(pool(values, weights, split, nothing));
    const std::vector<double> tail = expand(pool(back, back_weights, n - split, nothing));
    out.insert(out.end(), tail.rbegin(), tail.rend());
    return out;
}

void free_peak(JointFit& fit, std::vector<Peak>& peaks, std::size_t k, int rounds) {
    const Island& island = fit.island();
    for (int round = 0; round < rounds; ++round) {
        const SplineEquations e = equations(fit, k, fit.shape_ions());
        std::vector<double> weights;
        for (std::size_t i = 0; i < e.rhs.size(); ++i) weights.push_back(e.band[i * 4]);
        std::vector<double> coefficients = unimodal(solve(e), weights);
        for (double& c : coefficients) c = std::max(c, 0.0);
        Profile profile = profile_of(peaks[k].shape, island);
        double b[4];
        for (std::size_t j = 0; j < profile.values().size(); ++j) {
            const double x = profile.position(j) - island.first_scan;
            basis(x, b);
            double value = 0;
            for (std::ptrdiff_t p = 0; p < 4; ++p) {
                const std::ptrdiff_t at = static_cast<std::ptrdiff_t>(std::floor(x)) + margin - 1 + p;
                if (at >= 0 && at < static_cast<std::ptrdiff_t>(coefficients.size()))
                    value += b[p] * coefficients[static_cast<std::size_t>(at)];
            }
            profile.values()[j] = value;
        }
        profile.normalise();
        peaks[k].free = profile;
        peaks[k].free_terms = levels_of(coefficients);
        fit.replace_profiles(profiles_of(peaks, island));
        fit.fit_shape_ions(1);
    }
    fit.fit(1);
}

}  // namespace spec::gcms
