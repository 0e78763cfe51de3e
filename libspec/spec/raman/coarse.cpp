#include <algorithm>
#include <cmath>
#include <spec/raman/coarse.hpp>

namespace spec::raman {
namespace {

// Means over 2 * half + 1 points, fewer at the ends.
std::vector<double> local_mean(const std::vector<double>& y, std::size_t half) {
    std::vector<double> sums(y.size() + 1, 0.0), out(y.size());
    for (std::size_t i = 0; i < y.size(); ++i) sums[i + 1] = sums[i] + y[i];
    for (std::size_t i = 0; i < y.size(); ++i) {
        const std::size_t low = i > half ? i - half : 0, high = std::min(y.size(), i + half + 1);
        out[i] = (sums[high] - sums[low]) / static_cast<double>(high - low);
    }
    return out;
}

// Means of the pairs of points that share a point of the coarse grid; `first` becomes the index there.
std::vector<double> halved(const Curve& curve, std::size_t& first) {
    std::vector<double> out;
    for (std::size_t i = curve.first % 2; i + 1 < curve.values.size(); i += 2)
        out.push_back(0.5 * (curve.values[i] + curve.values[i + 1]));
    first = (curve.first + 1) / 2;
    return out;
}

std::vector<double> locally_scaled(const std::vector<double>& y, double noise, const Parameters& parameters) {
    const auto half =
        static_cast<std::size_t>(std::lround(parameters.coarse_window_cm1 / parameters.grid_step_cm1 / 4));
    const std::vector<double> mean = local_mean(y, half);
    std::vector<double> out(y.size()), squares(y.size());
    for (std::size_t i = 0; i < y.size(); ++i) {
        out[i] = y[i] - mean[i];
        squares[i] = out[i] * out[i];
    }
    const std::vector<double> energy = local_mean(squares, half);
    const double floor = noise * noise + 1e-8;
    for (std::size_t i = 0; i < y.size(); ++i) out[i] /= std::sqrt(std::sqrt(energy[i] + floor));
    return out;
}

}  // namespace

CoarseSpectrum coarse(const Curve& curve, const Parameters& parameters) {
    const std::size_t points = (common_grid(parameters).points + 1) / 2;
    CoarseSpectrum out;
    out.values.assign((points + match::product_block - 1) / match::product_block * match::product_block, 0);
    const std::vector<double> y = locally_scaled(halved(curve, out.begin), curve.noise, parameters);
    out.end = out.begin + y.size();
    double greatest = 0;
    for (const double value : y) greatest = std::max(greatest, std::abs(value));
    if (greatest <= 0) return out;
    for (std::size_t i = 0; i < y.size(); ++i)
        out.values[out.begin + i] = static_cast<std::int8_t>(std::lround(127 * y[i] / greatest));
    return out;
}

CoarseIndex::CoarseIndex(std::span<const CoarseSpectrum> references, const Parameters& parameters)
    : least_overlap_(
          static_cast<std::ptrdiff_t>(std::ceil(parameters.least_overlap_cm1 / (2 * parameters.grid_step_cm1)))),
      step_cm1_(static_cast<int>(std::lround(2 * parameters.grid_step_cm1))),
      reach_(std::min(
          match::product_shifts,
          static_cast<int>(std::floor(parameters.largest_shift_cm1 / (2 * parameters.grid_step_cm1) + 1e-9)))) {
    for (const CoarseSpectrum& reference : references) {
        width_ = reference.values.size();
        rows_.insert(rows_.end(), reference.values.begin(), reference.values.end());
        begin_.push_back(reference.begin);
        end_.push_back(reference.end);
    }
}

CoarseScore CoarseIndex::score_of(std::size_t reference, const match::ShiftedQuery& laid, double energy,
                                  const CoarseSpectrum& query) const {
    CoarseScore best;
    const match::ShiftedProducts found = laid.with(std::span(rows_).subspan(reference * width_, width_));
    if (found.energy <= 0 || energy <= 0) return best;
    std::int32_t product = 0;
    for (int s = -reach_; s <= reach_; ++s) {
        const std::ptrdiff_t low =
            std::max(static_cast<std::ptrdiff_t>(begin_[reference]), static_cast<std::ptrdiff_t>(query.begin) - s);
        const std::ptrdiff_t high =
            std::min(static_cast<std::ptrdiff_t>(end_[reference]), static_cast<std::ptrdiff_t>(query.end) - s);
        const std::int32_t here = found.products[s + match::product_shifts];
        if (high - low < least_overlap_ || (best.comparable && here <= product)) continue;
        product = here;
        best.shift_cm1 = s * step_cm1_;
        best.comparable = true;
    }
    best.score = std::clamp(product / std::sqrt(energy * static_cast<double>(found.energy)), 0.0, 1.0);
    return best;
}

std::vector<CoarseScore> CoarseIndex::scores(const CoarseSpectrum& query) const {
    std::vector<CoarseScore> out(size());
    if (out.empty() || query.values.size() != width_) return out;
    const match::ShiftedQuery laid(query.values, query.begin, query.end);
    double energy = 0;
    for (const std::int8_t value : query.values) energy += static_cast<double>(value) * static_cast<double>(value);
    const auto count = static_cast<std::ptrdiff_t>(out.size());
#pragma omp parallel for schedule(static) if (count > 1000)
    for (std::ptrdiff_t i = 0; i < count; ++i)
        out[static_cast<std::size_t>(i)] = score_of(static_cast<std::size_t>(i), laid, energy, query);
    return out;
}

}  // namespace spec::raman
