#pragma once

#include <spec/core/error.hpp>
#include <spec/core/measurement.hpp>
#include <string>
#include <vector>

namespace spec::io {

/// Collects the scans of a run and enforces what GcmsRun promises: times finite and ascending, m/z finite, above zero
/// and ascending within a scan, intensities finite and not negative. What breaks a promise is a DataError at the
/// position given.
class RunBuilder {
 public:
    void reserve(std::size_t scans, std::size_t points);

    /// Begins the next scan; `where` stands in the messages about it.
    void begin_scan(double retention_time_s, Position where);
    void add(double mz, double intensity) {
        run_.mz.push_back(mz);
        run_.intensity.push_back(intensity);
    }
    /// Ends the scan, checks its points; of a descending scan the points are turned round first.
    enum class PointOrder { ascending, descending };
    void end_scan(PointOrder order = PointOrder::ascending);

    /// Puts other points, as good as checked, in the place of those from `first` on: those of the scan just ended.
    void replace_scan(std::size_t first, const MassSpectrum& points);

    std::size_t scans() const { return run_.scans(); }
    std::size_t points() const { return run_.points(); }
    GcmsRun finish() && { return std::move(run_); }

 private:
    bool all_good(std::size_t first) const;
    void check_point(std::size_t point) const;

    GcmsRun run_;
    Position where_;
};

/// Notes what makes a run doubtful without making it unusable: saturated points, a stored total ion current that
/// differs from the sum of the points by more than 1 % in more than 5 % of the scans.
///
/// stored_total : [n_scans] or empty; values <= 0 count as absent
void note_doubts(const GcmsRun& run, const std::vector<double>& stored_total, std::vector<std::string>& notes);

/// The note that a profile run was centroided, with its figures and the method.
std::string centroid_note(std::size_t profile_points, std::size_t peaks);

/// The number of a scan from 1 with its time, for messages: "scan 12 (185.302 s)".
std::string scan_label(std::size_t scan, double retention_time_s);

}  // namespace spec::io
