#include <iostream>
#include <spec/core/error.hpp>
#include <spec/core/result.hpp>
#include <spec/core/text.hpp>
#include <spec/io/format.hpp>
#include <spec/raman/calibrate.hpp>

#include "command.hpp"
#include "command_line.hpp"
#include "output.hpp"

namespace sarap {
namespace {

namespace raman = spec::raman;

struct NamedFile {
    const raman::Standard* standard;
    std::string path;
};

/// "silicon=file.spc" -> the standard and the file.
NamedFile named_file(const std::string& option, const std::string& value) {
    const std::size_t at = value.find('=');
    if (at == std::string::npos || at + 1 == value.size())
        throw spec::UsageError("--" + option + " '" + value + "' names no file (expected STANDARD=FILE)");
    return {&raman::standard_named(value.substr(0, at)), value.substr(at + 1)};
}

struct MeasuredStandard {
    const raman::Standard* standard;
    spec::RamanSpectrum spectrum;
    std::string acquired;
};

MeasuredStandard read_standard(const NamedFile& file, std::optional<double> laser_nm) {
    spec::Measurement measurement = spec::io::read(std::filesystem::path(file.path));
    auto* spectra = std::get_if<std::vector<spec::RamanSpectrum>>(&measurement.data);
    if (!spectra || spectra->size() != 1)
        throw spec::DataError(spec::Position::at_file(file.path), "not one Raman spectrum (expected one spectrum of " +
                                                                      std::string(file.standard->name) + ")");
    MeasuredStandard out{file.standard, std::move(spectra->front()), {}};
    out.spectrum.title = file.path;
    if (laser_nm) out.spectrum.laser_nm = laser_nm;
    if (const auto found = measurement.metadata.find("acquired"); found != measurement.metadata.end())
        out.acquired = found->second;
    return out;
}

std::vector<MeasuredStandard> read_standards(const CommandLine& line, const std::string& option) {
    std::vector<MeasuredStandard> out;
    for (const std::string& value : line.list(option))
        out.push_back(read_standard(named_file(option, value), line.find<double>("laser")));
    return out;
}

raman::AxisCalibration calibration_from(const std::vector<MeasuredStandard>& standards,
                                        const std::vector<MeasuredStandard>& checks) {
    std::vector<raman::StandardMeasurement> measured;
    for (const MeasuredStandard& one : standards) measured.push_back({*one.standard, one.spectrum});
    raman::AxisCalibration calibration = raman::fit_axis(measured);
    for (const MeasuredStandard& one : standards)
        if (calibration.date.empty()) calibration.date = one.acquired;
    for (const MeasuredStandard& one : checks) raman::verify_axis(calibration, {*one.standard, one.spectrum});
    return calibration;
}

}  // namespace

int run_calibrate(const std::vector<std::string>& arguments) {
    if (arguments.empty() ||
        (arguments.front() != "raman" && arguments.front() != "--help" && arguments.front() != "-h"))
        throw spec::UsageError(
            "calibrate: " +
            (arguments.empty() ? std::string("nothing to calibrate") : "unknown '" + arguments.front() + "'") +
            " (expected `sarap calibrate raman`)");
    CommandLine line("calibrate raman", "", "corrects a Raman axis by measured standards and checks it on another",
                     "sarap calibrate raman --standard silicon=si.spc --verify polystyrene=ps.spc -o axis.json");
    line.options().add_options()(
        "standard", po::value<std::vector<std::string>>()->composing(),
        "STANDARD=FILE, repeatable: silicon, polystyrene, cyclohexane, paracetamol, calcite or neon")(
        "verify", po::value<std::vector<std::string>>()->composing(),
        "STANDARD=FILE to check the result with, repeatable")(
        "laser", po::value<double>(), "excitation wavelength (nm), where the file does not state it")(
        "limit", po::value<double>()->default_value(3),
        "greatest residual of a verified band (cm-1) that counts as calibrated");
    const bool help = arguments.front() != "raman";
    line.parse(help ? arguments : std::vector<std::string>(arguments.begin() + 1, arguments.end()));
    const raman::AxisCalibration calibration =
        calibration_from(read_standards(line, "standard"), read_standards(line, "verify"));
    write_output(line.common().output, spec::canonical_json(raman::to_json(calibration)) + "\n");
    const auto within = calibration.verified_within_cm1();
    if (line.common().verbosity != Verbosity::quiet) {
        std::cerr << "fitted " << calibration.fitted.size() << " bands, residual "
                  << spec::shortest(spec::round_significant(calibration.residual_rms_cm1(), 3)) << " cm-1";
        if (within) std::cerr << "; verified within " << spec::shortest(spec::round_significant(*within, 3)) << " cm-1";
        std::cerr << "\n";
    }
    if (!within || *within <= line.get<double>("limit")) return exit_done;
    std::cerr << "the second standard disagrees by more than " << spec::shortest(line.get<double>("limit"))
              << " cm-1: the axis counts as uncalibrated\n";
    return exit_bad_input;
}

}  // namespace sarap
