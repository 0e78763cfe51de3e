#include <algorithm>
#include <cmath>
#include <map>
#include <spec/core/error.hpp>
#include <spec/core/text.hpp>
#include <spec/io/bytes.hpp>
#include <spec/io/masshunter.hpp>
#include <spec/io/run_builder.hpp>
#include <spec/io/xml.hpp>

namespace spec::io {
namespace {

using namespace std::string_view_literals;

constexpr const char *scan_file = "AcqData/MSScan.bin", *peak_file = "AcqData/MSPeak.bin",
                     *layout_file = "AcqData/MSScan.xsd";
constexpr std::string_view scan_magic = "\x01\x01"sv, peak_magic = "\x03\x01"sv;
constexpr std::size_t first_record_at = 0x58, least_first_record = 0x5C, first_peak = 68;
constexpr double most_counts = 8388096;  // as in data.ms of the same instruments
enum ScanType : std::int32_t { full_scan = 1, selected_ions = 2 };

/// Where the fields that are used stand in a record, and its length.
struct Layout {
    std::uint64_t size = 184, time = 12, level = 20, type = 24, total = 28, offset = 136, bytes = 144, points = 148;
};

std::uint64_t size_of_type(std::string_view type) {
    if (type == "xs:int" || type == "xs:float") return 4;
    if (type == "xs:double" || type == "xs:long") return 8;
    if (type == "xs:short") return 2;
    return type == "xs:byte" ? 1 : 0;
}

/// The layout as MSScan.xsd states it, elements in their order; that of a single quadrupole where the file is absent.
Layout layout_of(const Source& folder) {
    const auto file = folder.find(layout_file);
    if (!file) return {};
    const XmlDocument document(folder.name() + "/" + layout_file, *file);
    std::map<std::string, std::uint64_t> places;
    std::uint64_t at = 0;
    const auto add = [&](const auto& self, const std::string& type_name, int depth) -> void {
        for (const pugi::xml_node type : document.root().children()) {
            if (type_name != type.attribute("name").value() || depth > 3) continue;
            for (const pugi::xml_node element : type.first_child().children()) {
                const std::string type_of = element.attribute("type").value();
                const auto size = size_of_type(type_of);
                places.emplace(element.attribute("name").value(), at);
                at += size;
                if (size == 0) self(self, type_of, depth + 1);
            }
        }
    };
    add(add, "ScanRecordType", 0);
    for (const char* name : {"ScanTime", "MSLevel", "ScanType", "TIC", "SpectrumOffset", "ByteCount", "PointCount"})
        if (!places.contains(name))
            document.fail(document.root(), std::string("the layout of a record has no ") + name + " (expected one)");
    return {at,
            places["ScanTime"],
            places["MSLevel"],
            places["ScanType"],
            places["TIC"],
            places["SpectrumOffset"],
            places["ByteCount"],
            places["PointCount"]};
}

struct Record {
    std::uint64_t at = 0;
    double time_s = 0, stored_total = 0;
    std::int32_t level = 1, type = full_scan;
    std::uint64_t offset = 0, points = 0;
};

/// Seconds from minutes; the clock counts whole milliseconds, which the file stores as minutes in floating point.
double seconds(double minutes) {
    const double ms = minutes * 60000, whole = std::round(ms);
    return std::abs(ms - whole) < 1e-4 ? whole / 1000 : minutes * 60;
}

std::vector<Record> records_of(const Bytes& scans, const Layout& layout) {
    if (!scans.starts_with(scan_magic)) scans.fail(0, "not a MassHunter scan file (expected the bytes 01 01)");
    const std::uint64_t first = scans.le<std::uint32_t>(first_record_at);
    if (first < least_first_record || first > scans.size())
        scans.fail(first_record_at, "the first record stands at " + std::to_string(first) + " (expected within the " +
                                        std::to_string(scans.size()) + " bytes of the file)");
    const std::uint64_t count = (scans.size() - first) / layout.size;
    if (count == 0 || (scans.size() - first) % layout.size != 0)
        scans.fail(first, std::to_string(scans.size() - first) + " bytes of records (expected a multiple of " +
                              std::to_string(layout.size) + "; truncated copy?)");
    std::vector<Record> records;
    for (std::uint64_t i = 0; i < count; ++i) {
        const std::uint64_t at = first + i * layout.size;
        Record record{at,
                      seconds(scans.le<double>(at + layout.time)),
                      scans.le<double>(at + layout.total),
                      scans.le<std::int32_t>(at + layout.level),
                      scans.le<std::int32_t>(at + layout.type),
                      scans.le<std::uint64_t>(at + layout.offset),
                      scans.le<std::uint32_t>(at + layout.points)};
        if (std::uint64_t{scans.le<std::uint32_t>(at + layout.bytes)} != 16 * record.points)
            scans.fail(at + layout.bytes, "record " + std::to_string(i + 1) + " states " +
                                              std::to_string(scans.le<std::uint32_t>(at + layout.bytes)) +
                                              " bytes for " + std::to_string(record.points) +
                                              " points (expected 16 a point)");
        records.push_back(record);
    }
    return records;
}

/// The records of one chromatogram: level 1, and of full scans and selected ions the former.
std::vector<Record> one_mode(std::vector<Record> records, Measurement& measurement) {
    const auto higher = std::erase_if(records, [](const Record& record) { return record.level > 1; });
    if (higher > 0)
        measurement.notes.push_back(std::to_string(higher) + " spectra of MS level 2 or higher are left out");
    const auto selected = static_cast<std::size_t>(
        std::count_if(records.begin(), records.end(), [](const Record& r) { return r.type == selected_ions; }));
    if (selected > 0 && selected < records.size()) {
        std::erase_if(records, [](const Record& record) { return record.type == selected_ions; });
        measurement.notes.push_back(std::to_string(selected) +
                                    " selected-ion scans stand between the full scans; only the " +
                                    std::to_string(records.size()) + " full scans are read");
    }
    return records;
}

void add_points(const Bytes& peaks, const Record& record, RunBuilder& builder) {
    if (record.points == 0) return;
    if (record.offset < first_peak)
        peaks.fail(record.offset, "the points of a scan stand in the header (expected byte 68 or later)");
    const auto raw = peaks.part(record.offset, 16 * record.points, "the points of a scan");
    for (std::uint64_t i = 0; i < record.points; ++i)
        builder.add(Bytes::load<double>(raw.data() + 8 * i, std::endian::little),
                    Bytes::load<double>(raw.data() + 8 * (record.points + i), std::endian::little));
}

/// A chromatograph other than for gas is not what the libraries were measured with.
void judge_separation(const Source& folder, Measurement& measurement) {
    const auto file = folder.find("AcqData/Contents.xml");
    if (!file) return;
    pugi::xml_document document;
    if (!document.load_buffer(file->data(), file->size())) return;
    const std::string technique(trimmed(document.child("Contents").child_value("SeparationTechnique")));
    if (technique == "3") measurement.not_identifiable = "liquid chromatography, not GC-MS with electron ionisation";
    if (technique == "4")
        measurement.not_identifiable = "capillary electrophoresis, not GC-MS with electron ionisation";
}

}  // namespace

bool has_masshunter_peaks(const Source& folder) {
    return folder.find(scan_file).has_value() && folder.find(peak_file).has_value();
}

GcmsRun read_masshunter_run(const Source& folder, Measurement& measurement) {
    const Bytes scans(folder.name() + "/" + scan_file, *folder.find(scan_file));
    const Bytes peaks(folder.name() + "/" + peak_file, *folder.find(peak_file));
    const auto records = one_mode(records_of(scans, layout_of(folder)), measurement);
    if (!peaks.starts_with(peak_magic)) peaks.fail(0, "not a MassHunter peak file (expected the bytes 03 01)");
    if (records.empty()) scans.fail(first_record_at, "the run holds no scans of level 1 (expected one or more)");
    RunBuilder builder;
    std::vector<double> stored_total;
    std::uint64_t points = 0;
    for (const Record& record : records) {
        points += record.points;
        if (points > peaks.size() / 16)
            scans.fail(record.at,
                       "the scans state more points than AcqData/MSPeak.bin can hold (expected no more than " +
                           std::to_string(peaks.size() / 16) + "; truncated copy?)");
        builder.begin_scan(record.time_s, Position::at_byte(scans.file(), record.at));
        add_points(peaks, record, builder);
        builder.end_scan();
        stored_total.push_back(record.stored_total);
    }
    GcmsRun run = std::move(builder).finish();
    if (records.front().type == selected_ions) run.scan_mode = ScanMode::selected_ions;
    if (std::none_of(run.intensity.begin(), run.intensity.end(), [](double value) { return value > most_counts; }))
        run.saturation_intensity = most_counts;
    judge_separation(folder, measurement);
    note_doubts(run, stored_total, measurement.notes);
    return run;
}

}  // namespace spec::io
