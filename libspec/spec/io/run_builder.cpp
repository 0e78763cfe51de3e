#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <spec/core/text.hpp>
#include <spec/io/run_builder.hpp>

namespace spec::io {
namespace {

constexpr double greatest = std::numeric_limits<double>::max();

}  // namespace

std::string scan_label(std::size_t scan, double retention_time_s) {
    return "scan " + std::to_string(scan + 1) + " (" + shortest(retention_time_s) + " s)";
}

std::string centroid_note(std::size_t profile_points, std::size_t peaks) {
    return "profile spectra: " + std::to_string(profile_points) + " points were centroided to " +
           std::to_string(peaks) +
           " peaks (maxima parted by valleys below 3/4, m/z by the half-height mean, intensity by the sum of the "
           "points)";
}

void RunBuilder::reserve(std::size_t scans, std::size_t points) {
    run_.retention_time_s.reserve(scans);
    run_.scan_begin.reserve(scans + 1);
    run_.mz.reserve(points);
    run_.intensity.reserve(points);
}

void RunBuilder::begin_scan(double retention_time_s, Position where) {
    where_ = std::move(where);
    if (!std::isfinite(retention_time_s))
        throw DataError(
            where_, "the time of scan " + std::to_string(scans() + 1) + " is not a finite number (expected seconds)");
    if (scans() > 0 && retention_time_s <= run_.retention_time_s.back())
        throw DataError(where_, scan_label(scans(), retention_time_s) + " does not come after " +
                                    scan_label(scans() - 1, run_.retention_time_s.back()) +
                                    " (expected ascending times)");
    run_.retention_time_s.push_back(retention_time_s);
}

bool RunBuilder::all_good(std::size_t first) const {
    bool good = true;
    for (std::size_t point = first; point < run_.mz.size(); ++point) {
        const double mz = run_.mz[point], intensity = run_.intensity[point];
        const bool ascends = point == first || mz >= run_.mz[point - 1];
        good &= mz > 0 && mz <= greatest && intensity >= 0 && intensity <= greatest && ascends;
    }
    return good;
}

void RunBuilder::check_point(std::size_t point) const {
    const auto fail = [this](const std::string& what, const char* expected) {
        throw DataError(where_, what + " in " + scan_label(scans() - 1, run_.retention_time_s.back()) + " (expected " +
                                    expected + ")");
    };
    const double mz = run_.mz[point], intensity = run_.intensity[point];
    if (!std::isfinite(mz) || mz <= 0) fail("m/z " + shortest(mz), "finite values above zero");
    if (!std::isfinite(intensity))
        fail("intensity " + shortest(intensity) + " at m/z " + shortest(mz), "finite values");
    if (intensity < 0)
        fail("negative intensity " + shortest(intensity) + " at m/z " + shortest(mz), "counts of zero or more");
    if (point > run_.scan_begin.back() && mz < run_.mz[point - 1])
        fail("m/z " + shortest(mz) + " follows m/z " + shortest(run_.mz[point - 1]), "ascending m/z");
}

void RunBuilder::end_scan(PointOrder order) {
    const auto begin = static_cast<std::ptrdiff_t>(run_.scan_begin.back());
    if (order == PointOrder::descending) {
        std::reverse(run_.mz.begin() + begin, run_.mz.end());
        std::reverse(run_.intensity.begin() + begin, run_.intensity.end());
    }
    if (!all_good(run_.scan_begin.back()))
        for (std::size_t point = run_.scan_begin.back(); point < run_.mz.size(); ++point) check_point(point);
    run_.scan_begin.push_back(run_.mz.size());
}

void RunBuilder::replace_scan(std::size_t first, const MassSpectrum& points) {
    expect(first == run_.scan_begin[run_.scan_begin.size() - 2], "the points replaced are those of the last scan");
    run_.mz.resize(first);
    run_.intensity.resize(first);
    run_.mz.insert(run_.mz.end(), points.mz.begin(), points.mz.end());
    run_.intensity.insert(run_.intensity.end(), points.intensity.begin(), points.intensity.end());
    run_.scan_begin.back() = run_.mz.size();
}

namespace {

void note_saturation(const GcmsRun& run, std::vector<std::string>& notes) {
    if (!run.saturation_intensity) return;
    std::size_t points = 0, scans = 0;
    for (std::size_t scan = 0; scan < run.scans(); ++scan) {
        const auto values = run.scan_intensity(scan);
        const auto saturated =
            std::count_if(values.begin(), values.end(), [&](double v) { return v >= *run.saturation_intensity; });
        points += static_cast<std::size_t>(saturated);
        scans += saturated > 0;
    }
    if (points > 0)
        notes.push_back(std::to_string(points) + " points in " + std::to_string(scans) + " scans are saturated (at " +
                        shortest(*run.saturation_intensity) + ", the most that the format holds)");
}

}  // namespace

void note_doubts(const GcmsRun& run, const std::vector<double>& stored_total, std::vector<std::string>& notes) {
    note_saturation(run, notes);
    if (stored_total.size() != run.scans()) return;
    std::size_t differing = 0, present = 0;
    for (std::size_t scan = 0; scan < run.scans(); ++scan) {
        if (!(stored_total[scan] > 0)) continue;
        const auto values = run.scan_intensity(scan);
        const double sum = std::accumulate(values.begin(), values.end(), 0.0);
        ++present;
        differing += std::abs(sum - stored_total[scan]) > 0.01 * stored_total[scan];
    }
    if (differing * 20 > present)
        notes.push_back("the stored total ion current differs from the sum of the points by more than 1 % in " +
                        std::to_string(differing) + " of " + std::to_string(present) + " scans; the sum is used");
}

}  // namespace spec::io
