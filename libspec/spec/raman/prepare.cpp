#include <algorithm>
#include <cmath>
#include <spec/core/error.hpp>
#include <spec/core/result.hpp>
#include <spec/core/text.hpp>
#include <spec/numeric/baseline.hpp>
#include <spec/numeric/statistics.hpp>
#include <spec/raman/despike.hpp>
#include <spec/raman/prepare.hpp>
#include <spec/raman/quality.hpp>

namespace spec::raman {
namespace {

// The measured points that can be used: within the grid, on the longest piece without a gap.
struct Piece {
    std::vector<double> x, y;
    double spacing = 0;  // median distance of points
};

double median_spacing(const std::vector<double>& x) {
    std::vector<double> steps;
    for (std::size_t i = 1; i < x.size(); ++i) steps.push_back(x[i] - x[i - 1]);
    if (steps.empty()) return 0;
    return numeric::median(std::move(steps));
}

// Longest run of points without a distance above largest_gap; notes when something is left out.
std::pair<std::size_t, std::size_t> longest_run(const std::vector<double>& x, double largest_gap) {
    std::size_t best_begin = 0, best_end = 0, begin = 0;
    for (std::size_t i = 1; i <= x.size(); ++i) {
        if (i < x.size() && x[i] - x[i - 1] <= largest_gap) continue;
        if (best_end == 0 || x[i - 1] - x[begin] > x[best_end - 1] - x[best_begin]) {
            best_begin = begin;
            best_end = i;
        }
        begin = i;
    }
    return {best_begin, best_end};
}

Piece usable_piece(const RamanSpectrum& measured, const std::vector<double>& intensity, const Parameters& parameters,
                   std::vector<std::string>& notes) {
    const std::vector<double>& x = measured.shift_cm1;
    Piece out;
    for (std::size_t i = 0; i < x.size(); ++i)
        if (x[i] >= 0 && x[i] >= parameters.grid_first_cm1 - 20 && x[i] <= parameters.grid_last_cm1 + 20) {
            out.x.push_back(x[i]);
            out.y.push_back(intensity[i]);
        }
    if (!x.empty() && x.front() < 0) notes.push_back("negative shifts are cut at 0");
    if (out.x.size() < 2) return out;
    out.spacing = median_spacing(out.x);
    const auto [begin, end] = longest_run(out.x, std::max(20.0, 5 * out.spacing));
    if (end - begin < out.x.size())
        notes.push_back("the axis has a gap; " + shortest(std::round(out.x[begin])) + " to " +
                        shortest(std::round(out.x[end - 1])) + " cm-1 is used");
    out.x = {out.x.begin() + static_cast<std::ptrdiff_t>(begin), out.x.begin() + static_cast<std::ptrdiff_t>(end)};
    out.y = {out.y.begin() + static_cast<std::ptrdiff_t>(begin), out.y.begin() + static_cast<std::ptrdiff_t>(end)};
    return out;
}

// The part of the common grid that the data cover.
numeric::Grid covered(const numeric::Grid& grid, const std::vector<double>& x, std::size_t& first) {
    const double low = std::ceil((x.front() - grid.first) / grid.step - 1e-9);
    const double high = std::floor((x.back() - grid.first) / grid.step + 1e-9);
    first = static_cast<std::size_t>(std::max(0.0, low));
    const double last = std::min(high, static_cast<double>(grid.points) - 1);
    const std::size_t points = last < static_cast<double>(first) ? 0 : static_cast<std::size_t>(last) - first + 1;
    return {grid.at(first), grid.step, points};
}

std::vector<double> axis_of(const numeric::Grid& grid) {
    std::vector<double> out(grid.points);
    for (std::size_t k = 0; k < grid.points; ++k) out[k] = grid.at(k);
    return out;
}

Prepared prepared_band_table(const RamanSpectrum& table, const Parameters& parameters) {
    const numeric::Grid grid = common_grid(parameters);
    Prepared out;
    out.spectrum = table;
    out.spectrum.shift_cm1 = axis_of(grid);
    out.spectrum.intensity.assign(grid.points, 0.0);
    out.background.assign(grid.points, 0.0);
    const double sigma = parameters.band_table_width_cm1 / std::sqrt(8 * std::log(2.0));
    for (std::size_t b = 0; b < table.shift_cm1.size(); ++b)
        for (std::size_t k = 0; k < grid.points; ++k) {
            const double distance = (grid.at(k) - table.shift_cm1[b]) / sigma;
            if (std::abs(distance) < 6)
                out.spectrum.intensity[k] += table.intensity[b] * std::exp(-0.5 * distance * distance);
        }
    out.steps.push_back({"draw band table", {{"width_cm1", printed(parameters.band_table_width_cm1)}}});
    return out;
}

void remove_background(Prepared& out, const std::vector<double>& y, const Parameters& parameters) {
    numeric::ArplsSettings settings;
    settings.lambda = parameters.background_lambda * std::pow(2 / parameters.grid_step_cm1, 4);
    settings.tolerance = parameters.background_tolerance;
    settings.maximum_iterations = parameters.background_iterations;
    numeric::Baseline baseline = numeric::arpls(y, settings);
    out.spectrum.intensity.resize(y.size());
    for (std::size_t k = 0; k < y.size(); ++k) out.spectrum.intensity[k] = y[k] - baseline.values[k];
    out.background = std::move(baseline.values);
    out.steps.push_back({"background",
                         {{"method", "arPLS"},
                          {"lambda", printed(settings.lambda)},
                          {"tolerance", printed(settings.tolerance)},
                          {"iterations", baseline.iterations}}});
}

void note_despiking(Prepared& out, const RamanSpectrum& measured, const Parameters& parameters) {
    Json channels = Json::array();
    for (const std::size_t i : out.spikes) channels.push_back(printed(measured.shift_cm1[i]));
    if (!out.spikes.empty())
        out.notes.push_back(std::to_string(out.spikes.size()) + " points of cosmic spikes were replaced");
    out.steps.push_back({"despike",
                         {{"threshold", printed(parameters.spike_threshold)},
                          {"shoulder", printed(parameters.spike_shoulder)},
                          {"replaced_cm1", channels}}});
}

}  // namespace

numeric::Grid common_grid(const Parameters& parameters) {
    expect(parameters.grid_step_cm1 > 0 && parameters.grid_last_cm1 > parameters.grid_first_cm1, "the grid has points");
    const double steps =
        std::floor((parameters.grid_last_cm1 - parameters.grid_first_cm1) / parameters.grid_step_cm1 + 1e-9);
    return {parameters.grid_first_cm1, parameters.grid_step_cm1, static_cast<std::size_t>(steps) + 1};
}

Prepared prepare(const RamanSpectrum& measured, const Parameters& parameters) {
    if (measured.band_table) return prepared_band_table(measured, parameters);
    Prepared out;
    out.spectrum = measured;
    out.spectrum.shift_cm1.clear();
    out.spectrum.intensity.clear();
    Despiked despiked = despike(measured.intensity, parameters);
    out.spikes = std::move(despiked.replaced);
    note_despiking(out, measured, parameters);
    const Piece piece = usable_piece(measured, despiked.intensity, parameters, out.notes);
    if (piece.x.size() < static_cast<std::size_t>(std::max(parameters.least_points, 7))) {
        out.quality.insufficient = "the spectrum has " + std::to_string(piece.x.size()) + " usable points (expected " +
                                   std::to_string(parameters.least_points) + " or more)";
        return out;
    }
    const numeric::Grid grid = covered(common_grid(parameters), piece.x, out.first);
    if (grid.points < 7) {
        out.quality.insufficient = "the spectrum covers almost nothing of the common grid";
        return out;
    }
    const bool finer = piece.spacing < parameters.grid_step_cm1;
    const std::vector<double> y =
        finer ? numeric::cell_averages(piece.x, piece.y, grid) : numeric::monotone_cubic(piece.x, piece.y, grid);
    out.step_ratio = piece.spacing / parameters.grid_step_cm1;
    out.spectrum.shift_cm1 = axis_of(grid);
    out.steps.push_back({"common grid",
                         {{"first_cm1", printed(grid.first)},
                          {"step_cm1", printed(grid.step)},
                          {"points", grid.points},
                          {"method", finer ? "cell average" : "monotone cubic"}}});
    remove_background(out, y, parameters);
    assess_quality(out, piece.y, parameters);
    return out;
}

}  // namespace spec::raman
