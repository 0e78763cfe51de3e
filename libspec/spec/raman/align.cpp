#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <spec/numeric/smoothing.hpp>
#include <spec/raman/align.hpp>

namespace spec::raman {
namespace {

using Matrix = Eigen::Matrix<double, 8, 8>;
using Vector = Eigen::Matrix<double, 8, 1>;

constexpr double width_to_variance = 5.545177444479562;  // 8 ln 2: squared full width at half maximum over variance

struct Correction {
    double shift = 0, stretch = 0, broadening = 0;  // cm-1, -, cm-1 squared (of full widths; negative: of the query)
};

// The reference at the query's points, and the range of points where it has values.
struct Overlay {
    std::size_t begin = 0, end = 0;  // of the query's points
    std::vector<double> reference;   // [end - begin]
};

// Catmull-Rom interpolation at a position between points 1 and n - 2.
double interpolated(const std::vector<double>& y, double position) {
    const auto i = static_cast<std::size_t>(position);
    const double t = position - static_cast<double>(i), a = y[i - 1], b = y[i], c = y[i + 1], d = y[i + 2];
    return b + 0.5 * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)));
}

class Fit {
 public:
    Fit(const Curve& query, const Curve& reference, const Parameters& parameters)
        : query_(query),
          reference_(reference),
          parameters_(parameters),
          grid_(common_grid(parameters)),
          broadened_query_(query.values),
          broadened_reference_(reference.values) {}

    bool lay(const Correction& at) {
        overlay_.reference.clear();
        overlay_.begin = overlay_.end = 0;
        const double last = static_cast<double>(reference_.values.size()) - 2;
        // The position on the reference's points is linear in the query's points.
        const double x = grid_.at(query_.first), slope = 1 - at.stretch;
        const double start =
            (x - at.shift - at.stretch * (x - 1000) - grid_.first) / grid_.step - static_cast<double>(reference_.first);
        const std::size_t n = query_.values.size();
        std::size_t begin = start < 1 ? static_cast<std::size_t>(std::ceil((1 - start) / slope)) : 0;
        while (begin < n && start + slope * static_cast<double>(begin) < 1) ++begin;
        std::size_t end = begin;
        overlay_.reference.reserve(n);
        for (; end < n; ++end) {
            const double position = start + slope * static_cast<double>(end);
            if (position >= last) break;
            overlay_.reference.push_back(interpolated(broadened_reference_, position));
        }
        if (end > begin) {
            overlay_.begin = begin;
            overlay_.end = end;
        }
        return static_cast<double>(overlay_.reference.size()) * grid_.step >= parameters_.least_overlap_cm1;
    }

    Correction improved(const Correction& at) {
        Matrix normal = Matrix::Zero();
        Vector right = Vector::Zero();
        const double scale = start_scale();
        accumulate(scale, normal, right);
        const double priors[3] = {parameters_.shift_scale_cm1, parameters_.stretch_scale,
                                  parameters_.broadening_scale_cm1 * parameters_.broadening_scale_cm1};
        const double current[3] = {at.shift, at.stretch, at.broadening};
        for (int i = 0; i < 3; ++i) {
            const double weight = parameters_.penalty_weight / (priors[i] * priors[i]);
            normal(5 + i, 5 + i) += weight;
            right(5 + i) -= weight * current[i];
        }
        for (int i = 0; i < 5; ++i) normal(i, i) += 1e-12;
        const Vector step = normal.ldlt().solve(right);
        if (!step.allFinite()) return at;
        const double limit = parameters_.largest_shift_cm1 + 2;
        return {std::clamp(at.shift + std::clamp(step(5), -2.0, 2.0), -limit, limit),
                std::clamp(at.stretch + std::clamp(step(6), -0.001, 0.001), -parameters_.largest_stretch,
                           parameters_.largest_stretch),
                std::clamp(at.broadening + std::clamp(step(7), -60.0, 60.0), -60.0,
                           parameters_.largest_broadening_cm1 * parameters_.largest_broadening_cm1)};
    }

    void broaden(double variance) {
        const double width = std::sqrt(std::abs(variance)) / grid_.step;
        broadened_reference_ = variance > 1 ? numeric::gaussian_smoothed(reference_.values, width) : reference_.values;
        broadened_query_ = variance < -1 ? numeric::gaussian_smoothed(query_.values, width) : query_.values;
    }

    std::vector<double> on_query() const {
        std::vector<double> out(query_.values.size(), 0.0);
        std::copy(overlay_.reference.begin(), overlay_.reference.end(),
                  out.begin() + static_cast<std::ptrdiff_t>(overlay_.begin));
        return out;
    }

    // The same with the end values where the reference was not measured.
    std::vector<double> continued_on_query() const {
        std::vector<double> out = on_query();
        if (overlay_.reference.empty()) return out;
        std::fill(out.begin(), out.begin() + static_cast<std::ptrdiff_t>(overlay_.begin), overlay_.reference.front());
        std::fill(out.begin() + static_cast<std::ptrdiff_t>(overlay_.end), out.end(), overlay_.reference.back());
        return out;
    }

    Alignment result(const Correction& at) const {
        Alignment out;
        out.possible = true;
        out.shift_cm1 = at.shift;
        out.stretch = at.stretch;
        out.broadening_cm1 = std::copysign(std::sqrt(std::abs(at.broadening)), at.broadening);
        out.reference = overlay_.reference;
        out.query.assign(broadened_query_.begin() + static_cast<std::ptrdiff_t>(overlay_.begin),
                         broadened_query_.begin() + static_cast<std::ptrdiff_t>(overlay_.end));
        out.coverage = covered_share();
        return out;
    }

 private:
    double covered_share() const {
        double inside = 0, all = 0;
        for (std::size_t k = 0; k < query_.values.size(); ++k) {
            const double amplitude = std::max(0.0, std::abs(query_.values[k]) - query_.noise);
            all += amplitude;
            if (k >= overlay_.begin && k < overlay_.end) inside += amplitude;
        }
        return all > 0 ? inside / all : 0;
    }

    double start_scale() const {
        double dot = 0, energy = 1e-300;
        for (std::size_t i = 0; i < overlay_.reference.size(); ++i) {
            dot += broadened_query_[overlay_.begin + i] * overlay_.reference[i];
            energy += overlay_.reference[i] * overlay_.reference[i];
        }
        return std::max(dot / energy, 0.02);
    }

    // Columns: scale, cubic background, shift, stretch, broadening (the last three linearised about the present
    // overlay), data. Two points a resolution: the curves are smooth over it.
    void accumulate(double scale, Matrix& normal, Vector& right) {
        const std::vector<double>& m = overlay_.reference;
        const double step = grid_.step;
        const auto stride = static_cast<std::size_t>(std::max(1.0, parameters_.resolution_cm1 / (2 * step)));
        rows_.resize(9, static_cast<Eigen::Index>((m.size() - 1) / stride));
        for (Eigen::Index k = 0; k < rows_.cols(); ++k) {
            const std::size_t i = stride * static_cast<std::size_t>(k) + 1;
            if (i + 1 >= m.size()) {
                rows_.col(k).setZero();
                continue;
            }
            const double x = grid_.at(query_.first + overlay_.begin + i), t = (x - 1800) / 1700;
            const double slope = (m[i + 1] - m[i - 1]) / (2 * step),
                         bend = (m[i + 1] - 2 * m[i] + m[i - 1]) / (step * step);
            const double y = broadened_query_[overlay_.begin + i];
            const double residual = std::abs(y - scale * m[i]);
            const double model = parameters_.model_error * scale * m[i];
            const double variance = query_.noise * query_.noise + model * model + 1e-6;
            const double huber = 3 * std::sqrt(variance);
            const double root = std::sqrt(2 * (residual > huber ? huber / residual : 1) / variance);
            double* row = &rows_(0, k);
            row[0] = root * m[i];
            row[1] = root;
            row[2] = root * t;
            row[3] = root * t * t;
            row[4] = root * t * t * t;
            row[5] = -root * scale * slope;
            row[6] = -root * scale * slope * (x - 1000);
            row[7] = root * scale * bend / (2 * width_to_variance);
            row[8] = root * y;
        }
        Eigen::Matrix<double, 9, 9> all = Eigen::Matrix<double, 9, 9>::Zero();
        all.selfadjointView<Eigen::Lower>().rankUpdate(rows_);
        normal = all.topLeftCorner<8, 8>().selfadjointView<Eigen::Lower>();
        right = all.bottomLeftCorner<1, 8>().transpose();
    }

    const Curve& query_;
    const Curve& reference_;
    const Parameters& parameters_;
    numeric::Grid grid_;
    std::vector<double> broadened_query_, broadened_reference_;
    Overlay overlay_;
    Eigen::Matrix<double, 9, Eigen::Dynamic> rows_;
};

}  // namespace

Alignment align(const Curve& query, const Curve& reference, double start_cm1, const Parameters& parameters) {
    if (query.values.size() < 4 || reference.values.size() < 4) return {};
    Fit fit(query, reference, parameters);
    Correction at{start_cm1, 0, 0};
    if (!fit.lay(at)) return {};
    for (int i = 0; i < parameters.refinement_steps; ++i) {
        const Correction next = fit.improved(at);
        fit.broaden(next.broadening);
        if (!fit.lay(next)) {
            fit.broaden(at.broadening);
            fit.lay(at);
            break;
        }
        const bool settled = std::abs(next.shift - at.shift) < 0.1 && std::abs(next.stretch - at.stretch) < 5e-5 &&
                             std::abs(next.broadening - at.broadening) < 4;
        at = next;
        if (settled) break;
    }
    return fit.result(at);
}

Laid laid(const Curve& query, const Curve& reference, const Alignment& corrections, const Parameters& parameters) {
    const double variance = std::max(0.0, corrections.broadening_cm1) * corrections.broadening_cm1;
    const Correction at{corrections.shift_cm1, corrections.stretch, 0};
    Fit fit(query, reference, parameters);
    fit.broaden(variance);
    fit.lay(at);
    Curve raised;
    raised.first = reference.first;
    raised.values = reference.with_background;
    Fit second(query, raised, parameters);
    second.broaden(variance);
    second.lay(at);
    return {fit.on_query(), second.continued_on_query()};
}

}  // namespace spec::raman
