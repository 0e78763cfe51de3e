#include <algorithm>
#include <cmath>
#include <spec/raman/similarity.hpp>

namespace spec::raman {
namespace {

struct Window {
    double cosine = 0, query = 0, reference = 0;  // amplitudes
};

// One window about its centre; sums of x and x^2 need no loop, because points are evenly spaced.
Window window(std::span<const double> q, std::span<const double> r, double noise, Detrend detrend) {
    const auto n = static_cast<double>(q.size());
    double sq = 0, sr = 0, xq = 0, xr = 0, qq = 0, rr = 0, qr = 0;
    for (std::size_t i = 0; i < q.size(); ++i) {
        const double x = static_cast<double>(i) - (n - 1) / 2;
        sq += q[i];
        sr += r[i];
        xq += x * q[i];
        xr += x * r[i];
        qq += q[i] * q[i];
        rr += r[i] * r[i];
        qr += q[i] * r[i];
    }
    if (detrend == Detrend::yes) {
        const double xx = n * (n * n - 1) / 12;
        qq -= sq * sq / n + xq * xq / xx;
        rr -= sr * sr / n + xr * xr / xx;
        qr -= sq * sr / n + xq * xr / xx;
    }
    qq = std::max(qq, 0.0);
    rr = std::max(rr, 0.0);
    const double norm = std::sqrt(qq * rr);
    return {norm > 1e-12 ? std::clamp(qr / norm, 0.0, 1.0) : 0, std::sqrt(std::max(0.0, qq - n * noise * noise)),
            std::sqrt(rr)};
}

}  // namespace

std::vector<double> rooted(std::span<const double> y, double offset) {
    const double base = std::sqrt(offset);
    std::vector<double> out(y.size());
    for (std::size_t i = 0; i < y.size(); ++i) out[i] = std::copysign(std::sqrt(std::abs(y[i]) + offset) - base, y[i]);
    return out;
}

double windowed_similarity(std::span<const double> query, std::span<const double> reference, std::size_t window_points,
                           double noise, Detrend detrend) {
    std::vector<Window> windows;
    double queries = 0, references = 0;
    for (std::size_t at = 0; at + window_points <= query.size(); at += std::max<std::size_t>(1, window_points / 2)) {
        windows.push_back(
            window(query.subspan(at, window_points), reference.subspan(at, window_points), noise, detrend));
        queries += windows.back().query;
        references += windows.back().reference;
    }
    if (!(queries > 0 && references > 0)) return 0;
    double total = 0;
    for (const Window& one : windows) total += one.cosine * 0.5 * (one.query / queries + one.reference / references);
    return std::min(1.0, total);
}

double reference_weighted_similarity(std::span<const double> query, std::span<const double> reference,
                                     std::size_t window_points) {
    double total = 0, references = 0;
    for (std::size_t at = 0; at + window_points <= query.size(); at += std::max<std::size_t>(1, window_points / 2)) {
        const Window one =
            window(query.subspan(at, window_points), reference.subspan(at, window_points), 0, Detrend::yes);
        total += one.cosine * one.reference;
        references += one.reference;
    }
    return references > 0 ? total / references : 0;
}

Similarity similarity(const Alignment& alignment, const Curve& query, const Parameters& parameters) {
    Similarity out;
    if (!alignment.possible) return out;
    const auto points = static_cast<std::size_t>(std::lround(parameters.window_cm1 / parameters.grid_step_cm1));
    const std::vector<double> q = rooted(alignment.query, parameters.root_offset),
                              r = rooted(alignment.reference, parameters.root_offset);
    out.windowed = windowed_similarity(alignment.query, alignment.reference, points, query.noise, Detrend::yes);
    out.windowed_root = windowed_similarity(q, r, points, 0, Detrend::no);
    const double mixed =
        parameters.weight_windowed * out.windowed + parameters.weight_windowed_root * out.windowed_root;
    const double weights = parameters.weight_windowed + parameters.weight_windowed_root;
    out.score = std::clamp(mixed / weights * std::sqrt(alignment.coverage), 0.0, 1.0);
    return out;
}

}  // namespace spec::raman
