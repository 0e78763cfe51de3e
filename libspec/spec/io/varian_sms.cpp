#include <ctime>
#include <numeric>
#include <spec/core/error.hpp>
#include <spec/core/text.hpp>
#include <spec/io/bytes.hpp>
#include <spec/io/run_builder.hpp>
#include <spec/io/varian_sms.hpp>

namespace spec::io {
namespace {

constexpr std::size_t first_entry = 0x26, entry_size = 50, record_size = 39;

struct Section {
    std::uint64_t begin = 0, end = 0;
    std::uint32_t time = 0;
};

Section data_section(const Bytes& bytes) {
    const auto entries = bytes.le<std::uint16_t>(0x1E);
    for (std::uint64_t i = 0; i < entries; ++i) {
        const std::uint64_t at = first_entry + i * entry_size;
        bytes.need(at, entry_size, "the directory");
        if (bytes.text(at + 18, 32) != "MSData") continue;
        const Section section{bytes.le<std::uint32_t>(at), bytes.le<std::uint32_t>(at + 4),
                              bytes.le<std::uint32_t>(at + 10)};
        if (section.end < section.begin)
            bytes.fail(at, "section MSData ends before it begins (expected the other way round)");
        bytes.need(section.begin, section.end - section.begin, "section MSData");
        return section;
    }
    bytes.fail(0x1E, "the file has no section MSData (expected the mass spectra)");
}

/// A number of variable length: the two top bits of its first byte say how many bytes follow, the rest is the value,
/// big endian.
std::uint32_t variable_number(std::span<const std::byte> raw, std::size_t& at) {
    const auto first = std::to_integer<std::uint32_t>(raw[at++]);
    std::uint32_t value = first & 0x3F;
    for (std::uint32_t more = first >> 6; more > 0; --more)
        value = value << 8 | std::to_integer<std::uint32_t>(raw[at++]);
    return value;
}

/// Bytes that the number at a place takes.
std::size_t length_at(std::span<const std::byte> raw, std::size_t at) {
    return 1 + (std::to_integer<std::size_t>(raw[at]) >> 6);
}

void add_points(const Bytes& bytes, std::uint64_t at, std::span<const std::byte> raw, RunBuilder& builder) {
    std::uint64_t tenth_mz = 0;
    for (std::size_t i = 0; i < raw.size();) {
        if (i + 2 == raw.size() && raw[i] == std::byte{0} && raw[i + 1] == std::byte{0}) return;
        if (i + length_at(raw, i) >= raw.size() ||
            i + length_at(raw, i) + length_at(raw, i + length_at(raw, i)) > raw.size())
            bytes.fail(at + i, "a point ends outside its scan (expected pairs ended by two zero bytes)");
        tenth_mz += variable_number(raw, i);
        const double intensity = variable_number(raw, i);
        builder.add(static_cast<double>(tenth_mz) / 10, intensity);
    }
    bytes.fail(at, "a scan is not ended by two zero bytes (expected them)");
}

struct Scans {
    std::uint64_t count = 0, records = 0, spectra = 0;
};

Scans scans_of(const Bytes& bytes, const Section& section) {
    bytes.need(section.begin, 54, "the head of section MSData");
    Scans scans;
    scans.count = bytes.le<std::uint32_t>(section.begin + 30);
    scans.records = section.begin + bytes.le<std::uint32_t>(section.begin + 50);
    if (scans.count == 0) bytes.fail(section.begin + 30, "the run holds no scans (expected one or more)");
    if (scans.records > section.end || scans.count > (section.end - scans.records) / record_size)
        bytes.fail(section.begin + 30, std::to_string(scans.count) +
                                           " scans (expected no more than the section can hold; truncated copy?)");
    scans.spectra = scans.records + scans.count * record_size;
    return scans;
}

std::string iso_time(std::uint32_t seconds) {
    const auto time = static_cast<std::time_t>(seconds);
    std::tm parts{};
    char text[32];
    if (seconds == 0 || !gmtime_r(&time, &parts) || std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S", &parts) == 0)
        return {};
    return text;
}

GcmsRun read_run(const Bytes& bytes, const Section& section, std::vector<double>& stored_total) {
    const Scans scans = scans_of(bytes, section);
    RunBuilder builder;
    std::uint64_t total_size = 0;
    for (std::uint64_t i = 0; i < scans.count; ++i) {
        const std::uint64_t record = scans.records + i * record_size;
        const std::uint64_t size = bytes.le<std::uint32_t>(record),
                            at = scans.spectra + bytes.le<std::uint32_t>(record + 4);
        total_size += size;
        if (at > section.end || size > section.end - at || total_size > section.end - section.begin)
            bytes.fail(record, "the points of scan " + std::to_string(i + 1) +
                                   " stand outside section MSData or overlap others (expected within)");
        builder.begin_scan(bytes.le<double>(record + 12) * 60, Position::at_byte(bytes.file(), record));
        add_points(bytes, at, bytes.part(at, size, "the points of a scan"), builder);
        builder.end_scan();
        stored_total.push_back(bytes.le<std::uint32_t>(record + 22));
    }
    return std::move(builder).finish();
}

}  // namespace

bool is_varian_sms(const Source& source) { return Bytes(source.name(), source.bytes()).starts_with("SATURNWS", 8); }

Measurement read_varian_sms(const Source& source) {
    const Bytes bytes(source.name(), source.bytes());
    const Section section = data_section(bytes);
    Measurement measurement;
    std::vector<double> stored_total;
    GcmsRun run = read_run(bytes, section, stored_total);
    note_doubts(run, stored_total, measurement.notes);
    measurement.notes.emplace_back(
        "ion trap: the time of ionisation changes from scan to scan, so do ratios of ions; the file does not state the "
        "ionisation; electron ionisation is assumed");
    measurement.metadata["instrument"] = "Varian Saturn ion trap";
    const std::string acquired = iso_time(section.time);
    if (!acquired.empty()) measurement.metadata["acquired"] = acquired;
    measurement.technique = Technique::gcms;
    measurement.data = std::move(run);
    return measurement;
}

}  // namespace spec::io
