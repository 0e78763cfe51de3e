#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <span>
#include <spec/core/json.hpp>
#include <spec/core/mass_spectrum.hpp>
#include <spec/core/raman_spectrum.hpp>
#include <string>
#include <variant>
#include <vector>

namespace spec {

/// What an input was measured with.
enum class Technique { gcms, ei_ms, raman, other };

/// "gcms", "ei_ms", "raman" or "other", as results print it.
const char* to_string(Technique technique);

/// One step of processing with every number it used, so that it can be repeated by hand.
struct ProcessingStep {
    std::string name;
    Json parameters = Json::object();
};

/// Where a value came from.
struct Provenance {
    std::string path;    ///< as the user gave it
    std::string format;  ///< name of the reader, "agilent_ms"
    std::string sha256;  ///< of the file; of a folder format as interface.md, section 1, defines it
    std::vector<ProcessingStep> steps;
};

/// How the mass spectrometer was scanned.
enum class ScanMode { full_scan, selected_ions };

/// A GC-MS run: scans in the order of time, each a list of centroided (m/z, intensity) points.
///
/// retention_time_s : [n_scans] strictly ascending
/// scan_begin       : [n_scans + 1] index of each scan's first point; scan i is [scan_begin[i], scan_begin[i + 1])
/// mz, intensity    : [n_points] m/z ascending within a scan (Th), intensity >= 0 (counts as the file has them)
struct GcmsRun {
    std::vector<double> retention_time_s;
    std::vector<std::size_t> scan_begin{0};
    std::vector<double> mz;
    std::vector<double> intensity;
    ScanMode scan_mode = ScanMode::full_scan;
    /// The greatest intensity that the format can hold, where it has one: points at it are saturated.
    std::optional<double> saturation_intensity;

    std::size_t scans() const { return retention_time_s.size(); }
    std::size_t points() const { return mz.size(); }
    std::span<const double> scan_mz(std::size_t scan) const {
        return std::span(mz).subspan(scan_begin[scan], scan_begin[scan + 1] - scan_begin[scan]);
    }
    std::span<const double> scan_intensity(std::size_t scan) const {
        return std::span(intensity).subspan(scan_begin[scan], scan_begin[scan + 1] - scan_begin[scan]);
    }
};

/// A spectrum that Sarap reads and converts but does not identify (infrared, UV, NMR, a chromatogram).
/// x and y are as in the file, in its order.
struct OtherSpectrum {
    std::string title;
    std::string x_label, y_label;
    std::vector<double> x, y;
};

/// All that a reader found in one input.
struct Measurement {
    Provenance provenance;
    Technique technique = Technique::other;
    /// What the file says of sample, instrument and method; keys in lower snake case ("sample", "instrument", "method",
    /// "acquired" as ISO 8601, "ionisation"). The key "operator" is shown by `info --verbose` only.
    std::map<std::string, std::string> metadata;
    std::vector<std::string> notes;  ///< what was repaired or looks doubtful, one sentence each
    /// Set when the input must not be identified: what it is instead, "electrospray run, not electron ionisation".
    std::optional<std::string> not_identifiable;
    std::variant<GcmsRun, std::vector<SpectrumRecord>, std::vector<RamanSpectrum>, std::vector<OtherSpectrum>> data;
};

}  // namespace spec
