#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <spec/core/error.hpp>
#include <spec/core/text.hpp>
#include <spec/io/andi.hpp>
#include <spec/io/bytes.hpp>
#include <spec/io/centroid.hpp>
#include <spec/io/netcdf_classic.hpp>
#include <spec/io/peak_line.hpp>
#include <spec/io/run_builder.hpp>

namespace spec::io {
namespace {

constexpr double lowest_mz = 1, highest_mz = 5000, most_damaged = 0.01;
constexpr double missing = -9999;

[[noreturn]] void fail(const NetcdfFile& file, const std::string& message) {
    throw DataError(Position::at_file(file.name()), message);
}

/// Which points belong to which scan: scan i is [begin[i], begin[i] + count[i]).
struct Scans {
    std::vector<std::size_t> begin, count;
    std::vector<double> mz, intensity;
    std::size_t dropped = 0;
};

std::vector<double> required(const NetcdfFile& file, const char* variable) {
    auto values = file.numbers(variable);
    if (!values) fail(file, std::string("the file has no ") + variable + " (expected an ANDI-MS file)");
    return std::move(*values);
}

/// The points [index[i], index[i] + count[i]) of each scan; entries of flags may follow them and are passed over.
Scans scans_of(const NetcdfFile& file) {
    if (!file.has_variable("mass_values"))
        fail(file, "this netCDF file holds only a chromatogram (TIC), no mass spectra (expected mass_values)");
    Scans scans;
    scans.mz = required(file, "mass_values");
    scans.intensity = required(file, "intensity_values");
    const auto index = required(file, "scan_index"), count = required(file, "point_count");
    if (index.size() != count.size() || scans.mz.size() != scans.intensity.size())
        fail(file,
             "scan_index, point_count, mass_values and intensity_values contradict each other in length (expected one "
             "entry a scan or point)");
    if (index.empty()) fail(file, "the run holds no scans (expected one or more)");
    const auto points = static_cast<double>(scans.mz.size());
    for (std::size_t i = 0; i < index.size(); ++i) {
        if (!(count[i] >= 0 && index[i] >= 0 && index[i] <= points && count[i] <= points - index[i]))
            fail(file, "scan " + std::to_string(i + 1) + " states points " + shortest(index[i]) + " to " +
                           shortest(index[i] + count[i]) + " (expected within the " + shortest(points) +
                           " points of the file)");
        scans.begin.push_back(static_cast<std::size_t>(index[i]));
        scans.count.push_back(static_cast<std::size_t>(count[i]));
    }
    return scans;
}

/// The usable points of a scan; points outside 1 to 5,000 Th and negative ones are damage, dropped and counted.
MassSpectrum points_of(const NetcdfFile& file, Scans& scans, std::size_t scan) {
    MassSpectrum out;
    out.mz.reserve(scans.count[scan]);
    out.intensity.reserve(scans.count[scan]);
    for (std::size_t i = scans.begin[scan]; i < scans.begin[scan] + scans.count[scan]; ++i) {
        const double mz = scans.mz[i], intensity = scans.intensity[i];
        if (!std::isfinite(mz) || !std::isfinite(intensity))
            fail(file, "scan " + std::to_string(scan + 1) + " holds " +
                           (std::isfinite(mz) ? "intensity " + shortest(intensity) : "m/z " + shortest(mz)) +
                           " (expected finite numbers)");
        if (mz < lowest_mz || mz > highest_mz || intensity < 0) {
            ++scans.dropped;
            continue;
        }
        out.mz.push_back(mz);
        out.intensity.push_back(intensity);
    }
    return out;
}

void judge_damage(const NetcdfFile& file, const Scans& scans, std::vector<std::string>& notes) {
    const std::size_t points = std::accumulate(scans.count.begin(), scans.count.end(), std::size_t{0});
    if (scans.dropped == 0) return;
    const std::string what = std::to_string(scans.dropped) + " of " + std::to_string(points) +
                             " points lie outside m/z 1 to 5000 or are negative";
    if (static_cast<double>(scans.dropped) > most_damaged * static_cast<double>(points))
        fail(file, what + " (expected 1 % of damaged points or fewer)");
    notes.push_back(what + "; they were dropped as damaged");
}

/// "20070923040800+0200" or "19930703125624-700" as ISO time and zone; empty when it is neither.
struct Stamp {
    std::string iso, zone;
};
Stamp stamp(const std::string& text) {
    const auto digits = text.find_first_not_of("0123456789");
    if (text.size() < 14 || digits < 14) return {};
    Stamp out{text.substr(0, 4) + "-" + text.substr(4, 2) + "-" + text.substr(6, 2) + "T" + text.substr(8, 2) + ":" +
                  text.substr(10, 2) + ":" + text.substr(12, 2),
              {}};
    std::string zone = text.substr(14);
    if (zone.size() == 4) zone.insert(1, "0");
    if (zone.size() == 5 && (zone[0] == '+' || zone[0] == '-') &&
        zone.find_first_not_of("0123456789", 1) == std::string::npos)
        out.zone = zone.substr(0, 3) + ":" + zone.substr(3);
    return out;
}

void put(Measurement& measurement, const char* key, const std::string& value) {
    if (!value.empty()) measurement.metadata[key] = value;
}

void read_metadata(const NetcdfFile& file, Measurement& measurement) {
    static constexpr std::array<std::pair<const char*, const char*>, 12> attributes{{
        {"sample", "experiment_title"},
        {"sample_id", "sample_id"},
        {"comment", "administrative_comments"},
        {"operator", "operator_name"},
        {"method", "external_file_ref_0"},
        {"experiment_type", "experiment_type"},
        {"separation", "test_separation_type"},
        {"inlet", "test_ms_inlet"},
        {"ionisation", "test_ionization_mode"},
        {"polarity", "test_ionization_polarity"},
        {"scan_function", "test_scan_function"},
        {"source_format", "source_file_format"},
    }};
    for (const auto& [key, attribute] : attributes) put(measurement, key, file.attribute(attribute));
    for (const char* variable : {"instrument_name", "instrument_mfr", "instrument_model"}) {
        const auto texts = file.texts(variable);
        if (!texts.empty()) put(measurement, variable, texts.front());
    }
    if (measurement.metadata.contains("instrument_name"))
        measurement.metadata["instrument"] = measurement.metadata["instrument_name"];
    else if (measurement.metadata.contains("instrument_model"))
        measurement.metadata["instrument"] = measurement.metadata["instrument_model"];
    measurement.metadata.erase("instrument_name");
    std::string date = file.attribute("experiment_date_time_stamp");
    if (date.empty()) date = file.attribute("injection_date_time_stamp");
    const Stamp acquired = stamp(date);
    put(measurement, "acquired", acquired.iso);
    put(measurement, "acquired_zone", acquired.zone);
}

bool is_continuum(Measurement& measurement) {
    return lower(measurement.metadata["experiment_type"]).starts_with("continuum");
}

/// Refuses identification where the file says that it was not electron ionisation, or contradicts itself about it.
void judge_ionisation(Measurement& measurement) {
    const std::string mode = measurement.metadata["ionisation"], inlet = measurement.metadata["inlet"];
    if (mode.empty()) {
        measurement.metadata.erase("ionisation");
        measurement.notes.emplace_back("the file does not state the ionisation; electron ionisation is assumed");
    } else if (lower(mode).find("electron impact") == std::string::npos &&
               lower(mode).find("electron ioni") == std::string::npos) {
        measurement.not_identifiable = "ionisation '" + mode + "', not electron ionisation";
    }
    const std::string low = lower(inlet);
    const bool liquid = low.find("spray") != std::string::npos || low.find("atmospheric pressure") != std::string::npos;
    if (!liquid || measurement.not_identifiable) return;
    if (is_continuum(measurement))
        measurement.not_identifiable =
            "continuum spectra through a '" + inlet + "', not a GC-MS run with electron ionisation";
    else
        measurement.notes.push_back("the file states a '" + inlet + "' together with '" + mode +
                                    "'; the inlet is disregarded");
}

GcmsRun read_run(const NetcdfFile& file, Measurement& measurement) {
    Scans scans = scans_of(file);
    const auto times = required(file, "scan_acquisition_time");
    if (times.size() != scans.begin.size())
        fail(file, std::to_string(times.size()) + " times for " + std::to_string(scans.begin.size()) +
                       " scans (expected one each)");
    const bool selected_ions = lower(measurement.metadata["scan_function"]).starts_with("selected ion");
    const bool profile = is_continuum(measurement) && !selected_ions;
    RunBuilder builder;
    builder.reserve(times.size(), scans.mz.size());
    std::size_t profile_points = 0;
    for (std::size_t i = 0; i < times.size(); ++i) {
        const MassSpectrum points = points_of(file, scans, i);
        builder.begin_scan(times[i], Position::at_file(file.name()));
        const std::size_t first = builder.points();
        for (std::size_t k = 0; k < points.mz.size(); ++k) builder.add(points.mz[k], points.intensity[k]);
        builder.end_scan();
        profile_points += points.mz.size();
        if (profile && !measurement.not_identifiable)
            builder.replace_scan(first, centroid(points.mz, points.intensity));
    }
    judge_damage(file, scans, measurement.notes);
    GcmsRun run = std::move(builder).finish();
    if (profile)
        measurement.notes.push_back(measurement.not_identifiable ? "profile spectra are kept as they are"
                                                                 : centroid_note(profile_points, run.points()));
    if (selected_ions) run.scan_mode = ScanMode::selected_ions;
    note_doubts(run, file.numbers("total_intensity").value_or(std::vector<double>{}), measurement.notes);
    return run;
}

/// A CAS registry number from its digits, 50000 -> "50-00-0"; empty when the check digit is wrong.
std::string cas_number(double number) {
    if (!(number >= 10000 && number < 1e10) || number != std::floor(number)) return {};
    const std::string digits = std::to_string(static_cast<long>(number));
    long sum = 0;
    for (std::size_t i = 1; i < digits.size(); ++i) sum += static_cast<long>(i) * (digits[digits.size() - 1 - i] - '0');
    if (sum % 10 != digits.back() - '0') return {};
    return digits.substr(0, digits.size() - 3) + "-" + digits.substr(digits.size() - 3, 2) + "-" + digits.back();
}

/// What a library file says of its entries, one value an entry each, or none.
struct EntryFields {
    std::vector<std::string> name, id, cas_name, formula, smiles, retention_type;
    std::vector<double> cas, mass, retention_index;
};

EntryFields entry_fields(const NetcdfFile& file) {
    const auto numbers = [&](const char* variable) { return file.numbers(variable).value_or(std::vector<double>{}); };
    return {file.texts("entry_name"),       file.texts("entry_id"),   file.texts("CAS_name"),
            file.texts("chemical_formula"), file.texts("smiles"),     file.texts("retention_type"),
            numbers("CAS_number"),          numbers("accurate_mass"), numbers("retention_index")};
}

SpectrumRecord record_of(const EntryFields& fields, std::size_t i) {
    const auto text = [i](const std::vector<std::string>& values) {
        return i < values.size() ? values[i] : std::string();
    };
    const auto number = [i](const std::vector<double>& values) { return i < values.size() ? values[i] : missing; };
    SpectrumRecord record;
    record.name = text(fields.name);
    record.id = text(fields.id);
    record.formula = text(fields.formula);
    record.smiles = text(fields.smiles);
    record.cas = cas_number(number(fields.cas));
    if (!text(fields.cas_name).empty()) record.synonyms.push_back(text(fields.cas_name));
    if (number(fields.mass) > 0) record.exact_mass = number(fields.mass);
    const std::string type = text(fields.retention_type);
    if (number(fields.retention_index) > 0) {
        record.metadata["retention_index"] = shortest(number(fields.retention_index));
        record.metadata["retention_type"] = type;
        if (lower(type).find("kovats") != std::string::npos || lower(type).find("alkane") != std::string::npos)
            record.retention_index = RetentionIndex{number(fields.retention_index), "n_alkane", {}};
    }
    return record;
}

std::vector<SpectrumRecord> read_records(const NetcdfFile& file, Measurement& measurement) {
    Scans scans = scans_of(file);
    const EntryFields fields = entry_fields(file);
    std::vector<SpectrumRecord> records;
    for (std::size_t i = 0; i < scans.begin.size(); ++i) {
        records.push_back(record_of(fields, i));
        records.back().spectrum = points_of(file, scans, i);
        if (sort_by_mz(records.back().spectrum))  // libraries list peaks by height too
            records.back().notes.emplace_back("peaks were not in the order of m/z; sorted");
        if (records.back().spectrum.mz.empty())
            records.back().defect = "the record holds no peaks (expected one or more)";
    }
    judge_damage(file, scans, measurement.notes);
    return records;
}

}  // namespace

bool is_netcdf(const Source& source) { return NetcdfClassic::is_classic(Bytes(source.name(), source.bytes())); }

Measurement read_andi(const Source& source) { return read_andi(NetcdfClassic(Bytes(source.name(), source.bytes()))); }

Measurement read_andi(const NetcdfFile& file) {
    Measurement measurement;
    read_metadata(file, measurement);
    judge_ionisation(measurement);
    if (lower(measurement.metadata["experiment_type"]).starts_with("library")) {
        measurement.data = read_records(file, measurement);
        measurement.technique = Technique::ei_ms;
    } else {
        measurement.data = read_run(file, measurement);
        measurement.technique = Technique::gcms;
    }
    if (measurement.not_identifiable) measurement.technique = Technique::other;
    std::erase_if(measurement.metadata, [](const auto& item) { return item.second.empty(); });
    return measurement;
}

}  // namespace spec::io
