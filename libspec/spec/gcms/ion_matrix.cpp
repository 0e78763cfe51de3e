#include <algorithm>
#include <array>
#include <cmath>
#include <spec/core/error.hpp>
#include <spec/core/text.hpp>
#include <spec/gcms/ion_matrix.hpp>
#include <spec/numeric/statistics.hpp>

namespace spec::gcms {
namespace {

constexpr int highest_mz = 4000;
constexpr double boundary_width = 0.05;
constexpr double doubtful_share = 0.01;
constexpr std::size_t least_dead_scans = 5, noted_stretches = 3;

// Bin of a point, or 0 for a point outside the range that a unit-mass axis can hold.
int bin_of(double mz, double offset) {
    const double bin = std::floor(mz + offset);
    return bin >= 1 && bin <= highest_mz ? static_cast<int>(bin) : 0;
}

double median_step(const std::vector<double>& time_s) {
    std::vector<double> steps;
    for (std::size_t i = 1; i < time_s.size(); ++i) steps.push_back(time_s[i] - time_s[i - 1]);
    return steps.empty() ? 0 : numeric::median(steps);
}

struct Census {
    std::vector<std::size_t> points = std::vector<std::size_t>(highest_mz + 1);  // of each bin
    double total = 0, at_boundary = 0, smallest = 0;
};

Census take_census(const GcmsRun& run, double offset) {
    Census census;
    for (std::size_t k = 0; k < run.points(); ++k) {
        const double counts = run.intensity[k];
        if (!(counts > 0)) continue;
        ++census.points[static_cast<std::size_t>(bin_of(run.mz[k], offset))];
        const double above = run.mz[k] + offset - std::floor(run.mz[k] + offset);
        census.total += counts;
        if (std::min(above, 1 - above) < boundary_width) census.at_boundary += counts;
        if (census.smallest == 0 || counts < census.smallest) census.smallest = counts;
    }
    return census;
}

// Places the points ion by ion; scans come in order, so points of one scan and ion are neighbours.
void place_points(const GcmsRun& run, double offset, const std::vector<int>& ion_of_bin, IonMatrix& matrix) {
    std::vector<std::size_t> next(matrix.begin.begin(), matrix.begin.end() - 1);
    for (std::size_t i = 0; i < run.scans(); ++i) {
        for (std::size_t k = run.scan_begin[i]; k < run.scan_begin[i + 1]; ++k) {
            const int bin = bin_of(run.mz[k], offset);
            if (bin == 0 || !(run.intensity[k] > 0)) continue;
            const auto ion = static_cast<std::size_t>(ion_of_bin[static_cast<std::size_t>(bin)]);
            std::size_t& at = next[ion];
            if (at > matrix.begin[ion] && matrix.scan[at - 1] == static_cast<std::int32_t>(i)) {
                matrix.counts[at - 1] += static_cast<float>(run.intensity[k]);
            } else {
                matrix.scan[at] = static_cast<std::int32_t>(i);
                matrix.counts[at++] = static_cast<float>(run.intensity[k]);
            }
        }
    }
    std::size_t out = 0;  // close the gaps that summed points left
    for (std::size_t ion = 0; ion < matrix.ions(); ++ion) {
        const std::size_t first = matrix.begin[ion], count = next[ion] - first;
        matrix.begin[ion] = out;
        std::copy_n(matrix.scan.begin() + static_cast<std::ptrdiff_t>(first), count,
                    matrix.scan.begin() + static_cast<std::ptrdiff_t>(out));
        std::copy_n(matrix.counts.begin() + static_cast<std::ptrdiff_t>(first), count,
                    matrix.counts.begin() + static_cast<std::ptrdiff_t>(out));
        out += count;
    }
    matrix.begin.back() = out;
    matrix.scan.resize(out);
    matrix.counts.resize(out);
}

// Stretches of empty scans: the detector was off, or the run is thresholded so hard that nothing was left.
void mark_dead(const GcmsRun& run, IonMatrix& matrix, std::vector<std::string>& notes) {
    const auto is_empty = [&](std::size_t i) { return run.scan_begin[i] == run.scan_begin[i + 1]; };
    matrix.dead.assign(run.scans(), 0);
    std::size_t stretches = 0;
    for (std::size_t i = 0; i < run.scans(); ++i) {
        if (!is_empty(i)) continue;
        std::size_t end = i;
        while (end < run.scans() && is_empty(end)) ++end;
        if (end - i >= least_dead_scans) {
            std::fill(matrix.dead.begin() + static_cast<std::ptrdiff_t>(i),
                      matrix.dead.begin() + static_cast<std::ptrdiff_t>(end), char{1});
            if (++stretches <= noted_stretches)
                notes.push_back("no point from " + shortest(std::round(10 * run.retention_time_s[i]) / 10) + " s to " +
                                shortest(std::round(10 * run.retention_time_s[end - 1]) / 10) +
                                " s: nothing was measured there, or nothing above the threshold");
        }
        i = end;
    }
}

}  // namespace

IonMatrix to_ion_matrix(const GcmsRun& run, double bin_offset, std::vector<std::string>& notes) {
    expect(run.scan_begin.size() == run.scans() + 1, "each scan has a beginning and an end");
    IonMatrix matrix;
    matrix.time_s = run.retention_time_s;
    matrix.scan_step_s = median_step(matrix.time_s);
    const Census census = take_census(run, bin_offset);
    matrix.recording_threshold = census.smallest;
    if (census.points[0] > 0)
        notes.push_back(std::to_string(census.points[0]) + " points outside m/z 1 to 4000 were left out");
    if (census.total > 0) matrix.boundary_share = census.at_boundary / census.total;
    if (matrix.boundary_share > doubtful_share)
        notes.push_back("mass axis doubtful: " + std::to_string(std::lround(100 * matrix.boundary_share)) +
                        " % of the counts lie at the boundary of a unit-mass bin");
    std::vector<int> ion_of_bin(highest_mz + 1, -1);
    for (int bin = 1; bin <= highest_mz; ++bin) {
        if (census.points[static_cast<std::size_t>(bin)] == 0) continue;
        ion_of_bin[static_cast<std::size_t>(bin)] = static_cast<int>(matrix.mz.size());
        matrix.mz.push_back(bin);
        matrix.begin.push_back(matrix.begin.back() + census.points[static_cast<std::size_t>(bin)]);
    }
    matrix.scan.resize(matrix.begin.back());
    matrix.counts.resize(matrix.begin.back());
    place_points(run, bin_offset, ion_of_bin, matrix);
    mark_dead(run, matrix, notes);
    return matrix;
}

}  // namespace spec::gcms
