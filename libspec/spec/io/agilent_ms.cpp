#include <algorithm>
#include <array>
#include <pugixml.hpp>
#include <spec/core/error.hpp>
#include <spec/core/text.hpp>
#include <spec/io/agilent_ms.hpp>
#include <spec/io/bytes.hpp>
#include <spec/io/masshunter.hpp>
#include <spec/io/run_builder.hpp>

namespace spec::io {
namespace {

constexpr std::string_view magic{"\x01\x32\x00\x00", 4};
constexpr double steps_per_mz = 20;
constexpr double most_counts = 8388096;  // 0x3FFF << 9, what the packed word 0xFFFF stands for
constexpr std::size_t scan_head = 18, scan_tail = 10, smallest_scan = scan_head + scan_tail;

enum ScanKind : std::uint16_t { full_scan_kind = 1, selected_ion_kind = 3, lc_kind = 257 };

double unpacked(std::uint16_t word) { return static_cast<double>((word & 0x3FFFu) << (3u * (word >> 14))); }

/// One scan of the file, where it stands and what its head says.
struct ScanHead {
    std::size_t at = 0, length = 0;  // bytes
    double time_s = 0;
    std::uint16_t kind = 0, points = 0;
    double stored_total = 0;
};

ScanHead scan_at(const Bytes& bytes, std::size_t at, std::size_t number) {
    ScanHead scan;
    scan.at = at;
    scan.length = 2 * static_cast<std::size_t>(bytes.be<std::uint16_t>(at));
    const std::string label = "scan " + std::to_string(number + 1);
    if (scan.length < smallest_scan)
        bytes.fail(at, label + " states a length of " + std::to_string(scan.length) + " bytes (expected " +
                           std::to_string(smallest_scan) + " or more)");
    bytes.need(at, scan.length, label);
    scan.time_s = bytes.be<std::uint32_t>(at + 2) / 1000.0;
    scan.kind = bytes.be<std::uint16_t>(at + 8);
    scan.points = bytes.be<std::uint16_t>(at + 12);
    if (smallest_scan + 4 * std::size_t{scan.points} > scan.length)
        bytes.fail(at + 12, label + " states " + std::to_string(scan.points) + " points in " +
                                std::to_string(scan.length) + " bytes (expected " +
                                std::to_string((scan.length - smallest_scan) / 4) + " or fewer)");
    scan.stored_total = bytes.be<std::uint32_t>(at + scan.length - 4);
    return scan;
}

std::vector<ScanHead> scan_heads(const Bytes& bytes) {
    const std::uint64_t count = bytes.be<std::uint32_t>(0x116);
    const std::uint64_t first = 2 * std::uint64_t{bytes.be<std::uint32_t>(0x108)};
    const std::uint64_t directory = 2 * std::uint64_t{bytes.be<std::uint32_t>(0x104)};
    if (count == 0) bytes.fail(0x116, "the run holds no scans (expected one or more)");
    if (first < 0x10A + 2 || first - 2 >= bytes.size())
        bytes.fail(0x108, "scan data start at " + std::to_string(first - 2) + ", outside the file (expected within " +
                              std::to_string(bytes.size()) + " bytes; truncated copy?)");
    if (count > bytes.size() / smallest_scan)
        bytes.fail(0x116, "the file states " + std::to_string(count) + " scans (expected no more than its " +
                              std::to_string(bytes.size()) + " bytes can hold; truncated copy?)");
    std::vector<ScanHead> scans;
    scans.reserve(count);
    for (std::size_t at = first - 2; scans.size() < count; at += scans.back().length)
        scans.push_back(scan_at(bytes, at, scans.size()));
    const std::size_t end = scans.back().at + scans.back().length;
    if (directory > 0 && directory - 2 != end)
        bytes.fail(0x104, "the scan directory stands at " + std::to_string(directory - 2) + " (expected " +
                              std::to_string(end) + ", where the last scan ends)");
    return scans;
}

void note_cut_directory(const Bytes& bytes, const std::vector<ScanHead>& scans, std::vector<std::string>& notes) {
    if (!bytes.holds(scans.back().at + scans.back().length, 12 * scans.size()))
        notes.push_back("the scan directory at the end of the file is cut short; all scans before it are whole");
}

void add_scan(const Bytes& bytes, const ScanHead& scan, RunBuilder& builder) {
    builder.begin_scan(scan.time_s, Position::at_byte(bytes.file(), scan.at));
    const auto points = bytes.part(scan.at + scan_head, 4 * std::size_t{scan.points}, "the points of a scan");
    const auto word = [&](std::size_t i) {
        return Bytes::load<std::uint16_t>(points.data() + 2 * i, std::endian::big);
    };
    for (std::size_t i = 0; i < scan.points; ++i) builder.add(word(2 * i) / steps_per_mz, unpacked(word(2 * i + 1)));
    // ChemStation writes from high to low m/z; some programs that write this format do not.
    const bool rising = scan.points > 1 && word(0) < word(2 * (std::size_t{scan.points} - 1));
    builder.end_scan(rising ? RunBuilder::PointOrder::ascending : RunBuilder::PointOrder::descending);
}

/// The date of the header as ISO 8601, "23 Feb 22  04:49 pm" and "14 Nov 19   3:08 pm -0500"; empty when it is another
/// form.
struct HeaderDate {
    std::string iso, zone;
};
HeaderDate iso_date(const std::string& text) {
    static constexpr std::array<std::string_view, 12> months{"jan", "feb", "mar", "apr", "may", "jun",
                                                             "jul", "aug", "sep", "oct", "nov", "dec"};
    std::vector<std::string> words;
    for (const auto word : split(text, ' '))
        if (!word.empty()) words.push_back(lower(word));
    if (words.size() < 5) return {};
    const auto month = std::find(months.begin(), months.end(), words[1]);
    const auto day = to_long(words[0]), year = to_long(words[2]);
    const auto clock = split(words[3], ':');
    if (month == months.end() || !day || !year || clock.size() != 2 || (words[4] != "am" && words[4] != "pm"))
        return {};
    const auto hour = to_long(clock[0]), minute = to_long(clock[1]);
    if (!hour || !minute || *day < 1 || *day > 31 || *year < 0 || *year > 9999 || *hour < 1 || *hour > 12 ||
        *minute < 0 || *minute > 59)
        return {};
    const long full_year = *year >= 100 ? *year : *year < 70 ? 2000 + *year : 1900 + *year;
    const long hour24 = *hour % 12 + (words[4] == "pm" ? 12 : 0);
    char out[40];
    std::snprintf(out, sizeof out, "%04ld-%02ld-%02ldT%02ld:%02ld:00", full_year,
                  static_cast<long>(month - months.begin()) + 1, *day, hour24, *minute);
    HeaderDate date{out, {}};
    if (words.size() > 5 && words[5].size() == 5 && (words[5][0] == '+' || words[5][0] == '-'))
        date.zone = words[5].substr(0, 3) + ":" + words[5].substr(3);
    return date;
}

void put(Measurement& measurement, const char* key, const std::string& value) {
    if (!value.empty()) measurement.metadata[key] = value;
}

void read_header(const Bytes& bytes, Measurement& measurement) {
    put(measurement, "sample", bytes.counted_text(0x18, 61));
    put(measurement, "comment", bytes.counted_text(0x56, 61));
    put(measurement, "operator", bytes.counted_text(0x94, 29));
    put(measurement, "instrument", bytes.counted_text(0xD0, 9));
    put(measurement, "inlet", bytes.counted_text(0xDA, 9));
    put(measurement, "method", bytes.counted_text(0xE4, 19));
    put(measurement, "vial", std::to_string(bytes.be<std::uint16_t>(0xFE)));
    const std::string date = bytes.counted_text(0xB2, 29);
    put(measurement, "acquired_as_stored", date);
    const HeaderDate iso = iso_date(date);
    put(measurement, "acquired", iso.iso);
    put(measurement, "acquired_zone", iso.zone);
}

/// The time of acquisition to the second stands in AcqData/Contents.xml; it replaces that of the header.
void read_contents_xml(const Source& source, Measurement& measurement) {
    const auto file = source.find("AcqData/Contents.xml");
    if (!file) return;
    pugi::xml_document document;
    if (!document.load_buffer(file->data(), file->size())) {
        measurement.notes.push_back(
            "AcqData/Contents.xml is not well-formed XML; the time of acquisition is that of the data file");
        return;
    }
    std::string time(trimmed(document.child("Contents").child_value("AcquiredTime")));
    if (time.size() < 19 || time[10] != 'T') return;
    measurement.metadata["acquired"] = time.substr(0, 19);
    measurement.metadata.erase("acquired_zone");
    if (time.size() > 19) measurement.metadata["acquired_zone"] = time.substr(19);
}

/// What the other files of the folder say: time of acquisition, sample, and Agilent's own hash of the folder, which is
/// shown but not verified (its input is not documented).
void read_folder_xml(const Source& source, Measurement& measurement) {
    read_contents_xml(source, measurement);
    pugi::xml_document document;
    const auto sample = source.find("AcqData/sample_info.xml");
    if (sample && document.load_buffer(sample->data(), sample->size()))
        for (const pugi::xml_node field : document.child("SampleInfo").children("Field"))
            if (std::string_view(field.child_value("Name")) == "Sample Name")
                if (const auto name = trimmed(field.child_value("Value")); !name.empty())
                    measurement.metadata.emplace("sample", std::string(name));
    const auto checksum = source.find("checksum.xml");
    if (!checksum || !document.load_buffer(checksum->data(), checksum->size())) return;
    put(measurement, "agilent_checksum", document.child("Checksum").child("MAIN").attribute("HASHCODE").value());
}

/// The data file of a folder: data.ms, else the first *.ms that stands in it directly and has the magic bytes.
std::optional<std::string> data_file(const Source& source) {
    if (source.find("data.ms")) return "data.ms";
    for (const std::string& name : source.files()) {
        if (name.find('/') != std::string::npos || !lower(name).ends_with(".ms")) continue;
        if (Bytes(name, *source.find(name)).starts_with(magic)) return name;
    }
    return std::nullopt;
}

bool is_named_d(const Source& source) {
    std::string name = lower(source.name());
    while (name.ends_with('/')) name.pop_back();
    return name.ends_with(".d");
}

Bytes data_bytes(const Source& source) {
    if (!source.is_folder()) return {source.name(), source.bytes()};
    const auto name = data_file(source);
    if (!name)
        throw DataError(Position::at_file(source.name()),
                        "the folder holds no data.ms (expected an Agilent GC-MS run)");
    std::string actual = *name;
    for (const std::string& file : source.files())
        if (lower(file) == lower(*name)) actual = file;
    return {(std::filesystem::path(source.name()) / actual).string(), *source.find(*name)};
}

/// The scans to keep: where full scans and selected ions alternate they are two chromatograms; the full scans are kept.
std::vector<ScanHead> one_mode(std::vector<ScanHead> scans, Measurement& measurement) {
    const auto selected = [](const ScanHead& scan) { return scan.kind == selected_ion_kind; };
    const auto count = static_cast<std::size_t>(std::count_if(scans.begin(), scans.end(), selected));
    if (count > 0 && count < scans.size()) {
        std::erase_if(scans, selected);
        measurement.notes.push_back(std::to_string(count) +
                                    " selected-ion scans stand between the full scans; only the " +
                                    std::to_string(scans.size()) + " full scans are read");
    }
    return scans;
}

GcmsRun read_run(const Bytes& bytes, Measurement& measurement) {
    std::vector<ScanHead> scans = scan_heads(bytes);
    note_cut_directory(bytes, scans, measurement.notes);
    scans = one_mode(std::move(scans), measurement);
    RunBuilder builder;
    builder.reserve(scans.size(), bytes.size() / 4);
    std::vector<double> stored_total;
    for (const ScanHead& scan : scans) {
        add_scan(bytes, scan, builder);
        stored_total.push_back(scan.stored_total);
    }
    GcmsRun run = std::move(builder).finish();
    run.saturation_intensity = most_counts;
    if (scans.front().kind == selected_ion_kind) {
        run.scan_mode = ScanMode::selected_ions;
        measurement.metadata["scan_mode"] = "selected ions";
    }
    note_doubts(run, stored_total, measurement.notes);
    return run;
}

Measurement read_data_ms(const Source& source) {
    const Bytes bytes = data_bytes(source);
    if (bytes.size() == 0)
        throw DataError(Position::at_file(bytes.file()), "empty file (expected an Agilent GC-MS run)");
    if (!bytes.starts_with(magic)) bytes.fail(0, "not an Agilent MS data file (expected the bytes 01 32 00 00)");
    bytes.need(0, 0x122, "the header");
    const std::string kind = bytes.counted_text(4, 20);
    Measurement measurement;
    measurement.metadata["file_kind"] = kind;
    read_header(bytes, measurement);
    if (source.is_folder()) read_folder_xml(source, measurement);
    measurement.data = read_run(bytes, measurement);
    if (lower(kind) == "gc / ms data file") {
        measurement.technique = Technique::gcms;
        measurement.metadata["ionisation"] = "not stated by the format; electron ionisation assumed";
    } else {
        measurement.not_identifiable = "'" + kind + "' is an LC-MS run, not GC-MS with electron ionisation";
    }
    return measurement;
}

/// The run of AcqData, whose numbers are finer, with what the header of data.ms says where there is one.
Measurement read_acq_data(const Source& source, const Measurement& from_data_ms) {
    Measurement measurement;
    measurement.metadata = from_data_ms.metadata;
    measurement.not_identifiable = from_data_ms.not_identifiable;
    read_folder_xml(source, measurement);
    GcmsRun run = read_masshunter_run(source, measurement);
    if (const auto* other = std::get_if<GcmsRun>(&from_data_ms.data);
        other && other->scans() > 0 && other->scans() != run.scans())
        measurement.notes.push_back("AcqData holds " + std::to_string(run.scans()) + " scans, data.ms " +
                                    std::to_string(other->scans()) + "; AcqData is read");
    measurement.metadata["read_from"] = "AcqData/MSPeak.bin";
    measurement.metadata.emplace("ionisation", "not stated by the format; electron ionisation assumed");
    measurement.technique = measurement.not_identifiable ? Technique::other : Technique::gcms;
    measurement.data = std::move(run);
    return measurement;
}

}  // namespace

bool is_agilent_ms(const Source& source) {
    if (source.is_folder()) return is_named_d(source) || data_file(source).has_value() || has_masshunter_peaks(source);
    return Bytes(source.name(), source.bytes()).starts_with(magic);
}

Measurement read_agilent_ms(const Source& source) {
    if (!source.is_folder()) return read_data_ms(source);
    if (!has_masshunter_peaks(source)) return read_data_ms(source);
    if (!data_file(source)) return read_acq_data(source, {});
    Measurement from_data_ms = read_data_ms(source);
    try {
        return read_acq_data(source, from_data_ms);
    } catch (const DataError& error) {
        from_data_ms.notes.push_back("AcqData is not used, data.ms is: " + std::string(error.what()));
        return from_data_ms;
    }
}

}  // namespace spec::io
