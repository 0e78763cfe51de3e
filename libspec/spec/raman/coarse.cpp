#include <algorithm>
#include <cmath>
#include <spec/numeric/smoothing.hpp>
#include <spec/raman/coarse.hpp>

namespace spec::raman {
namespace {

std::vector<double> running_energy(const std::vector<float>& values) {
    std::vector<double> out(values.size() + 1, 0.0);
    for (std::size_t i = 0; i < values.size(); ++i)
        out[i + 1] = out[i] + static_cast<double>(values[i]) * static_cast<double>(values[i]);
    return out;
}

// Means of pairs of points that share a point of the coarse grid.
std::vector<double> halved(const std::vector<double>& y, std::size_t first) {
    std::vector<double> out;
    for (std::size_t i = first % 2; i + 1 < y.size(); i += 2) out.push_back(0.5 * (y[i] + y[i + 1]));
    return out;
}

double product(const float* a, const float* b, std::size_t n) {
    float sums[8] = {};
    std::size_t i = 0;
    for (; i + 8 <= n; i += 8)
        for (std::size_t k = 0; k < 8; ++k) sums[k] += a[i + k] * b[i + k];
    double total = 0;
    for (const float sum : sums) total += static_cast<double>(sum);
    for (; i < n; ++i) total += static_cast<double>(a[i]) * static_cast<double>(b[i]);
    return total;
}

double cosine(double dot, double energy_a, double energy_b) {
    const double norm = std::sqrt(energy_a * energy_b);
    return norm > 0 ? std::clamp(dot / norm, 0.0, 1.0) : 0;
}

}  // namespace

CoarseSpectrum coarse(const Prepared& prepared, const Parameters& parameters) {
    const std::vector<double> smooth = numeric::gaussian_smoothed(
        prepared.spectrum.intensity, parameters.resolution_cm1 / parameters.grid_step_cm1);
    const std::vector<double> y = halved(smooth, prepared.first);
    CoarseSpectrum out;
    out.first = (prepared.first + 1) / 2;
    const double tallest = y.empty() ? 0 : *std::max_element(y.begin(), y.end());
    const double scale = tallest > 0 ? 1 / tallest : 0;
    const std::vector<double> slope = numeric::first_derivative(y, 1);
    for (std::size_t i = 0; i < y.size(); ++i) {
        out.root.push_back(static_cast<float>(std::sqrt(std::max(0.0, y[i] * scale))));
        out.slope.push_back(static_cast<float>(slope[i] * scale));
    }
    out.root_energy = running_energy(out.root);
    out.slope_energy = running_energy(out.slope);
    return out;
}

CoarseScore compare(const CoarseSpectrum& query, const CoarseSpectrum& reference, const Parameters& parameters) {
    CoarseScore best;
    const double step = 2 * parameters.grid_step_cm1;
    const auto reach = static_cast<std::ptrdiff_t>(std::floor(parameters.largest_shift_cm1 / step + 1e-9));
    const auto least = static_cast<std::ptrdiff_t>(std::ceil(parameters.least_overlap_cm1 / step));
    const auto query_points = static_cast<std::ptrdiff_t>(query.root.size());
    const auto reference_points = static_cast<std::ptrdiff_t>(reference.root.size());
    for (std::ptrdiff_t shift = -reach; shift <= reach; ++shift) {
        // Query point i stands against reference point i + offset.
        const std::ptrdiff_t offset = static_cast<std::ptrdiff_t>(query.first) - static_cast<std::ptrdiff_t>(reference.first) - shift;
        const std::ptrdiff_t begin = std::max<std::ptrdiff_t>(0, -offset);
        const std::ptrdiff_t end = std::min(query_points, reference_points - offset);
        if (end - begin < least) continue;
        const auto q = static_cast<std::size_t>(begin), q_end = static_cast<std::size_t>(end);
        const auto r = static_cast<std::size_t>(begin + offset), r_end = static_cast<std::size_t>(end + offset);
        const double query_energy = query.root_energy[q_end] - query.root_energy[q];
        const double root = cosine(product(&query.root[q], &reference.root[r], q_end - q), query_energy,
                                   reference.root_energy[r_end] - reference.root_energy[r]);
        const double slope = cosine(product(&query.slope[q], &reference.slope[r], q_end - q),
                                    query.slope_energy[q_end] - query.slope_energy[q],
                                    reference.slope_energy[r_end] - reference.slope_energy[r]);
        const double coverage = query.root_energy.back() > 0 ? query_energy / query.root_energy.back() : 0;
        const double score = 0.5 * (root + slope) * std::sqrt(coverage);
        if (score > best.score) best = {score, static_cast<double>(shift) * step, coverage};
    }
    return best;
}

}  // namespace spec::raman
