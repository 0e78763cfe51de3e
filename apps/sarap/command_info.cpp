#include <algorithm>
#include <limits>
#include <spec/core/error.hpp>
#include <spec/core/result.hpp>
#include <spec/core/text.hpp>
#include <spec/io/format.hpp>

#include "command.hpp"
#include "command_line.hpp"
#include "output.hpp"

namespace sarap {
namespace {

using spec::Json;

/// Counts and ranges over everything that the file holds.
struct Extent {
    std::size_t spectra = 0, points = 0;
    double low = std::numeric_limits<double>::infinity(), high = -std::numeric_limits<double>::infinity();
    double total = 0;

    void add(const std::vector<double>& x, const std::vector<double>& y) {
        points += x.size();
        for (const double value : x) {
            low = std::min(low, value);
            high = std::max(high, value);
        }
        for (const double value : y) total += value;
    }
};

Extent extent_of(const spec::GcmsRun& run) {
    Extent extent;
    extent.spectra = run.scans();
    extent.add(run.mz, run.intensity);
    return extent;
}
Extent extent_of(const std::vector<spec::SpectrumRecord>& records) {
    Extent extent;
    extent.spectra = records.size();
    for (const auto& record : records) extent.add(record.spectrum.mz, record.spectrum.intensity);
    return extent;
}
Extent extent_of(const std::vector<spec::RamanSpectrum>& spectra) {
    Extent extent;
    extent.spectra = spectra.size();
    for (const auto& spectrum : spectra) extent.add(spectrum.shift_cm1, spectrum.intensity);
    return extent;
}
Extent extent_of(const std::vector<spec::OtherSpectrum>& spectra) {
    Extent extent;
    extent.spectra = spectra.size();
    for (const auto& spectrum : spectra) extent.add(spectrum.x, spectrum.y);
    return extent;
}

Json info(const spec::Measurement& measurement, Verbosity verbosity) {
    const Extent extent = std::visit([](const auto& data) { return extent_of(data); }, measurement.data);
    Json json{{"schema", "sarap.info/1"},
              {"path", measurement.provenance.path},
              {"format", measurement.provenance.format},
              {"technique", spec::to_string(measurement.technique)},
              {"sha256", measurement.provenance.sha256},
              {"spectra", extent.spectra},
              {"points", extent.points},
              {"x", extent.points == 0 ? Json() : Json{spec::printed(extent.low), spec::printed(extent.high)}},
              {"metadata", Json::object()},
              {"notes", measurement.notes},
              {"not_identifiable", measurement.not_identifiable ? Json(*measurement.not_identifiable) : Json()}};
    for (const auto& [key, value] : measurement.metadata)
        if (key != "operator" || verbosity == Verbosity::verbose) json["metadata"][key] = value;
    const auto* run = std::get_if<spec::GcmsRun>(&measurement.data);
    if (run || std::holds_alternative<std::vector<spec::SpectrumRecord>>(measurement.data)) {
        json["scans"] = extent.spectra;
        json["total_ion_current"] = spec::printed(extent.total);
        json["retention_time_s"] = run && run->scans() > 0 ? Json{spec::printed(run->retention_time_s.front()),
                                                                  spec::printed(run->retention_time_s.back())}
                                                           : Json();
    }
    return json;
}

std::string plain(const Json& value) {
    return value.is_string() ? value.get<std::string>() : spec::canonical_json(value);
}

std::string range(const Json& pair) { return plain(pair[0]) + " to " + plain(pair[1]); }

std::string info_text(const Json& json) {
    std::string out = plain(json["path"]) + "\n";
    const auto row = [&](const std::string& name, const std::string& value) {
        out += "  " + name + std::string(name.size() < 18 ? 18 - name.size() : 1, ' ') + value + "\n";
    };
    row("format", plain(json["format"]));
    row("technique", plain(json["technique"]));
    if (!json["not_identifiable"].is_null()) row("not identifiable", plain(json["not_identifiable"]));
    row("SHA-256", plain(json["sha256"]));
    row(json.contains("scans") && !json["retention_time_s"].is_null() ? "scans" : "spectra", plain(json["spectra"]));
    row("points", plain(json["points"]));
    if (!json["x"].is_null()) row("x", range(json["x"]));
    if (json.contains("retention_time_s") && !json["retention_time_s"].is_null())
        row("retention time", range(json["retention_time_s"]) + " s");
    if (json.contains("total_ion_current")) row("total ion current", plain(json["total_ion_current"]));
    for (const auto& [key, value] : json["metadata"].items()) row(key, plain(value));
    for (const Json& note : json["notes"]) row("note", plain(note));
    return out;
}

}  // namespace

int run_info(const std::vector<std::string>& arguments) {
    CommandLine line("info", "FILE", "tells what a file holds", "sarap info 220223001.D --format json");
    line.options().add_options()("format", po::value<std::string>()->default_value("text")->value_name("FORMAT"),
                                 "text or json");
    line.parse(arguments);
    const std::string format = one_of("format", line.get<std::string>("format"), {"text", "json"});
    if (line.positional().size() != 1) throw spec::UsageError("info takes one file (see `sarap info --help`)");
    const spec::Measurement measurement = spec::io::read(std::filesystem::path(line.positional().front()));
    const Json json = info(measurement, line.common().verbosity);
    write_output(line.common().output, format == "json" ? spec::canonical_json(json) + "\n" : info_text(json));
    return exit_done;
}

}  // namespace sarap
