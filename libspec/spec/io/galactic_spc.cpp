#include <algorithm>
#include <cmath>
#include <spec/core/error.hpp>
#include <spec/core/text.hpp>
#include <spec/io/galactic_spc.hpp>
#include <spec/io/raman_curve.hpp>
#include <spec/io/run_builder.hpp>
#include <spec/io/spc_file.hpp>

namespace spec::io {
namespace {

enum Type : unsigned {
    wavenumber = 1,
    nanometres = 3,
    seconds = 4,
    minutes = 5,
    mz = 9,
    shift_ppm = 10,
    raman_shift = 13
};
enum Experiment : unsigned { nmr_experiment = 10, raman_experiment = 11 };

std::string title_of(const SpcFile& file, std::size_t curve) {
    std::string title = file.comment;
    if (file.curves.size() > 1) title += (title.empty() ? "curve " : ", curve ") + std::to_string(curve + 1);
    return title;
}

/// What makes a file with a wavenumber axis a Raman spectrum, in the words of the file; empty when nothing does.
std::string raman_evidence(const SpcFile& file) {
    if (file.experiment == raman_experiment) return "experiment type Raman";
    if (file.log.contains("ramanfreq")) return "RAMANFREQ in its log";
    for (const std::string* text : {&file.comment, &file.source, &file.y_label, &file.x_label})
        if (lower(*text).find("raman") != std::string::npos) return "'" + *text + "'";
    return {};
}

/// The number after "Laser: " or in a line of its own; nothing when the log names no laser.
std::optional<double> laser_nm(const SpcFile& file) {
    for (const char* key : {"laser", "excit_line", "laser_wavelength", "excitation wavelength"}) {
        const auto found = file.log.find(key);
        if (found == file.log.end()) continue;
        const auto begin = found->second.find_first_of("0123456789");
        if (begin == std::string::npos) continue;
        const std::string_view rest = std::string_view(found->second).substr(begin);
        const auto value = to_double(rest.substr(0, rest.find_first_not_of("0123456789.")));
        if (value && *value > 150 && *value < 3000) return value;
    }
    const auto frequency = file.log.find("ramanfreq");
    if (frequency == file.log.end()) return std::nullopt;
    const auto value = to_double(frequency->second.substr(0, frequency->second.find_first_not_of("0123456789.")));
    return value && *value > 3000 && *value < 60000 ? std::optional(1e7 / *value) : std::nullopt;
}

std::vector<RamanSpectrum> raman_spectra(SpcFile& file, const std::string& name, std::vector<std::string>& notes) {
    std::vector<RamanSpectrum> spectra;
    for (std::size_t i = 0; i < file.curves.size(); ++i) {
        RamanSpectrum spectrum;
        spectrum.title = title_of(file, i);
        spectrum.laser_nm = laser_nm(file);
        spectrum.instrument = file.source;
        for (std::string& note :
             set_curve(spectrum, std::move(file.curves[i].x), std::move(file.curves[i].y), Position::at_file(name)))
            if (std::find(notes.begin(), notes.end(), note) == notes.end()) notes.push_back(std::move(note));
        spectra.push_back(std::move(spectrum));
    }
    return spectra;
}

std::vector<OtherSpectrum> other_spectra(SpcFile& file) {
    std::vector<OtherSpectrum> spectra;
    const std::string x = file.x_label.empty() ? spc_x_label(file.x_type) : file.x_label;
    const std::string y = file.y_label.empty() ? spc_y_label(file.y_type) : file.y_label;
    for (std::size_t i = 0; i < file.curves.size(); ++i)
        spectra.push_back({title_of(file, i), x, y, std::move(file.curves[i].x), std::move(file.curves[i].y)});
    return spectra;
}

/// Peaks with ascending m/z; some exporters write them the other way round.
MassSpectrum peaks_of(const SpcCurve& curve) {
    MassSpectrum peaks{curve.x, curve.y};
    if (peaks.mz.size() > 1 && peaks.mz.front() > peaks.mz.back()) {
        std::reverse(peaks.mz.begin(), peaks.mz.end());
        std::reverse(peaks.intensity.begin(), peaks.intensity.end());
    }
    return peaks;
}

/// Mass spectra against time are a run; any others are records.
bool is_run(const SpcFile& file) {
    const auto later = [](const SpcCurve& a, const SpcCurve& b) { return !(a.z < b.z); };
    return file.curves.size() > 1 && (file.z_type == minutes || file.z_type == seconds) &&
           std::adjacent_find(file.curves.begin(), file.curves.end(), later) == file.curves.end();
}

void read_mass_spectra(const SpcFile& file, const std::string& name, Measurement& measurement) {
    RunBuilder builder;
    const double factor = file.z_type == minutes ? 60 : 1;
    for (std::size_t i = 0; i < file.curves.size(); ++i) {
        const MassSpectrum peaks = peaks_of(file.curves[i]);
        builder.begin_scan(is_run(file) ? file.curves[i].z * factor : static_cast<double>(i), Position::at_file(name));
        for (std::size_t k = 0; k < peaks.mz.size(); ++k) builder.add(peaks.mz[k], peaks.intensity[k]);
        builder.end_scan();
    }
    GcmsRun run = std::move(builder).finish();
    measurement.notes.emplace_back("the file does not state the ionisation; electron ionisation is assumed");
    if (is_run(file)) {
        measurement.technique = Technique::gcms;
        measurement.data = std::move(run);
        return;
    }
    std::vector<SpectrumRecord> records(file.curves.size());
    for (std::size_t i = 0; i < records.size(); ++i) {
        records[i].name = title_of(file, i);
        records[i].spectrum = {{run.scan_mz(i).begin(), run.scan_mz(i).end()},
                               {run.scan_intensity(i).begin(), run.scan_intensity(i).end()}};
    }
    measurement.technique = Technique::ei_ms;
    measurement.data = std::move(records);
}

/// What a file that is neither Raman nor mass spectra holds.
std::string kind_of(const SpcFile& file) {
    const bool infrared_y = file.y_type == 2 || file.y_type == 3 || (file.y_type >= 128 && file.y_type <= 131);
    const std::string axes = " (" + (file.y_label.empty() ? spc_y_label(file.y_type) : file.y_label) + " against " +
                             (file.x_label.empty() ? spc_x_label(file.x_type) : file.x_label) + ")";
    if (file.x_type == shift_ppm || file.experiment == nmr_experiment) return "NMR spectrum, not Raman" + axes;
    if (file.y_type == 1) return "interferogram, not a Raman spectrum" + axes;
    if (file.x_type == wavenumber && infrared_y) return "infrared spectrum, not Raman" + axes;
    return "not a Raman spectrum" + axes;
}

void put(Measurement& measurement, const char* key, const std::string& value) {
    if (!value.empty()) measurement.metadata[key] = value;
}

void read_metadata(const SpcFile& file, Measurement& measurement) {
    put(measurement, "comment", file.comment);
    put(measurement, "instrument", file.source);
    put(measurement, "resolution", file.resolution);
    put(measurement, "acquired", file.acquired);
    for (const auto& [key, value] : file.log) {
        if (key == "operator" || key.find("user") != std::string::npos)
            put(measurement, "operator", value);
        else if (key.size() <= 40 && measurement.metadata.size() < 60)
            put(measurement, ("log " + key).c_str(), value);
    }
}

}  // namespace

bool is_galactic_spc(const Source& source) { return is_spc(Bytes(source.name(), source.bytes())); }

Measurement read_galactic_spc(const Source& source) {
    SpcFile file = read_spc_file(Bytes(source.name(), source.bytes()));
    Measurement measurement;
    measurement.notes = file.notes;
    read_metadata(file, measurement);
    const std::string evidence = raman_evidence(file);
    if (file.x_type == raman_shift || (file.x_type == wavenumber && !evidence.empty())) {
        if (file.x_type == wavenumber)
            measurement.notes.push_back("the axis is stated as wavenumber; it is taken as Raman shift because of " +
                                        evidence);
        measurement.technique = Technique::raman;
        measurement.data = raman_spectra(file, source.name(), measurement.notes);
    } else if (file.x_type == mz) {
        read_mass_spectra(file, source.name(), measurement);
    } else {
        measurement.not_identifiable = kind_of(file);
        measurement.data = other_spectra(file);
    }
    return measurement;
}

}  // namespace spec::io
