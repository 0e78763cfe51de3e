#include <algorithm>
#include <cmath>
#include <cstdio>
#include <ctime>
#include <spec/core/error.hpp>
#include <spec/core/text.hpp>
#include <spec/io/bytes.hpp>
#include <spec/io/raman_curve.hpp>
#include <spec/io/renishaw_wdf.hpp>

namespace spec::io {
namespace {

constexpr std::size_t header_size = 512, block_head = 16, xlist_head = 24, origin_head = 24;
constexpr std::uint32_t primary = 0x80000000u;
enum Unit : std::uint32_t { arbitrary = 0, raman_shift = 1, nanometres = 3, electronvolts = 4, micrometres = 5 };

struct Block {
    std::uint64_t at = 0, size = 0;
    std::uint64_t data() const { return at + block_head; }
};

/// A position of the map or series, one value a spectrum.
struct Origin {
    std::string name;
    std::uint32_t unit = 0;
    std::vector<double> values;
};

class Reader {
 public:
    Reader(const Source& source, Measurement& measurement)
        : bytes_(source.name(), source.bytes()), measurement_(measurement) {}
    void read();

 private:
    std::optional<Block> block(std::string_view name) const;
    Block required(std::string_view name) const;
    void check_chain();
    void read_header();
    void read_axis();
    void read_origins();
    std::string title(std::uint64_t spectrum) const;
    void read_raman(const Block& data);
    void read_other(const Block& data);
    std::vector<double> curve(const Block& data, std::uint64_t spectrum) const;

    Bytes bytes_;
    Measurement& measurement_;
    std::uint64_t points_ = 0, capacity_ = 0, collected_ = 0;
    std::uint32_t axis_unit_ = raman_shift;
    std::optional<double> laser_nm_;
    std::string title_;
    std::vector<double> axis_;
    std::vector<Origin> origins_;
};

std::optional<Block> Reader::block(std::string_view name) const {
    for (std::uint64_t at = 0; bytes_.holds(at, block_head);) {
        const auto size = bytes_.le<std::uint64_t>(at + 8);
        if (bytes_.starts_with(name, at)) return Block{at, size};
        if (size < block_head || !bytes_.holds(at, size)) break;
        at += size;
    }
    return std::nullopt;
}

Block Reader::required(std::string_view name) const {
    const auto found = block(name);
    if (!found)
        throw DataError(Position::at_file(bytes_.file()),
                        "the file has no block " + std::string(name) + " (expected one; truncated copy?)");
    bytes_.need(found->at, found->size, "block " + std::string(name));
    return *found;
}

/// Notes where the chain of blocks ends badly; what is needed from it is checked where it is read.
void Reader::check_chain() {
    std::uint64_t at = 0;
    while (bytes_.holds(at, block_head)) {
        const auto size = bytes_.le<std::uint64_t>(at + 8);
        const std::string name = bytes_.text(at, 4);
        if (size < block_head)
            bytes_.fail(at + 8, "block " + name + " states " + std::to_string(size) + " bytes (expected 16 or more)");
        if (!bytes_.holds(at, size)) {
            measurement_.notes.push_back("the last block, " + name + ", is " +
                                         std::to_string(size - (bytes_.size() - at)) + " bytes longer than the file");
            return;
        }
        at += size;
    }
    if (at < bytes_.size())
        measurement_.notes.push_back(std::to_string(bytes_.size() - at) + " bytes after the last block are not read");
}

/// ISO 8601 of a FILETIME, 100 ns since 1601 (UTC); empty when it is zero or out of range.
std::string iso_time(std::uint64_t filetime) {
    constexpr std::uint64_t to_unix_s = 11644473600;
    const std::uint64_t seconds = filetime / 10000000;
    if (seconds <= to_unix_s || seconds > to_unix_s + 32503680000ull) return {};
    const auto time = static_cast<std::time_t>(seconds - to_unix_s);
    std::tm parts{};
    char text[32];
    if (!gmtime_r(&time, &parts) || std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S", &parts) == 0) return {};
    return text;
}

void Reader::read_header() {
    bytes_.need(0, header_size, "the header");
    points_ = bytes_.le<std::uint32_t>(60);
    capacity_ = bytes_.le<std::uint64_t>(64);
    collected_ = bytes_.le<std::uint64_t>(72);
    const float laser_wavenumber = bytes_.le<float>(156);
    if (std::isfinite(laser_wavenumber) && laser_wavenumber > 3000 && laser_wavenumber < 60000)
        laser_nm_ = 1e7 / double{laser_wavenumber};
    if (points_ == 0 || capacity_ == 0 || collected_ == 0)
        bytes_.fail(60, "the file holds " + std::to_string(collected_) + " spectra of " + std::to_string(points_) +
                            " points (expected one or more)");
    if (collected_ > capacity_)
        bytes_.fail(72, std::to_string(collected_) + " spectra collected of " + std::to_string(capacity_) +
                            " (expected no more than planned)");
    if (points_ > bytes_.size() / 4 || capacity_ > bytes_.size() / 4 / points_)
        bytes_.fail(60, std::to_string(capacity_) + " spectra of " + std::to_string(points_) +
                            " points (expected no more than the file can hold; truncated copy?)");
    if (collected_ < capacity_)
        measurement_.notes.push_back("the measurement was interrupted: " + std::to_string(collected_) + " of " +
                                     std::to_string(capacity_) + " spectra were collected");
    title_ = to_utf8(bytes_.text(240, 160));
    auto& metadata = measurement_.metadata;
    metadata["sample"] = title_;
    metadata["operator"] = bytes_.text(208, 32);
    metadata["software"] = bytes_.text(96, 24);
    metadata["accumulations"] = std::to_string(bytes_.le<std::uint32_t>(80));
    metadata["acquired"] = iso_time(bytes_.le<std::uint64_t>(136));
    if (!metadata["acquired"].empty()) metadata["acquired_zone"] = "Z";
    if (laser_nm_) metadata["laser_nm"] = shortest(std::round(*laser_nm_ * 1000) / 1000);
    std::erase_if(metadata, [](const auto& item) { return item.second.empty(); });
}

void Reader::read_axis() {
    const Block list = required("XLST");
    axis_unit_ = bytes_.le<std::uint32_t>(list.data() + 4);
    if (list.size < xlist_head + 4 * points_)
        bytes_.fail(list.at, "block XLST of " + std::to_string(list.size) + " bytes (expected " +
                                 std::to_string(xlist_head + 4 * points_) + " for " + std::to_string(points_) +
                                 " points)");
    axis_ = numbers<float>(bytes_, list.at + xlist_head, points_, std::endian::little, "block XLST");
}

void Reader::read_origins() {
    const auto list = block("ORGN");
    if (!list || !bytes_.holds(list->at, list->size) || list->size < block_head + 4) return;
    const std::uint64_t each = origin_head + 8 * capacity_;
    const auto count = bytes_.le<std::uint32_t>(list->data());
    for (std::uint64_t i = 0; i < count && block_head + 4 + (i + 1) * each <= list->size; ++i) {
        const std::uint64_t at = list->data() + 4 + i * each;
        const auto unit = bytes_.le<std::uint32_t>(at + 4);
        if ((bytes_.le<std::uint32_t>(at) & primary) == 0 || unit != micrometres) continue;
        origins_.push_back({bytes_.text(at + 8, 16), unit,
                            numbers<double>(bytes_, at + origin_head, collected_, std::endian::little, "block ORGN")});
    }
}

std::string Reader::title(std::uint64_t spectrum) const {
    std::string text = title_;
    if (collected_ > 1) text += (text.empty() ? "spectrum " : ", spectrum ") + std::to_string(spectrum + 1);
    for (const Origin& origin : origins_)
        if (std::isfinite(origin.values[spectrum]))
            text += ", " + origin.name + " " + shortest(std::round(origin.values[spectrum] * 1000) / 1000) + " um";
    return text;
}

std::vector<double> Reader::curve(const Block& data, std::uint64_t spectrum) const {
    return numbers<float>(bytes_, data.data() + 4 * points_ * spectrum, points_, std::endian::little, "block DATA");
}

void Reader::read_raman(const Block& data) {
    std::vector<RamanSpectrum> spectra;
    for (std::uint64_t i = 0; i < collected_; ++i) {
        RamanSpectrum spectrum;
        spectrum.title = title(i);
        spectrum.laser_nm = laser_nm_;
        spectrum.instrument = "Renishaw";
        for (std::string& note : set_curve(spectrum, axis_, curve(data, i),
                                           Position::at_byte(bytes_.file(), data.data() + 4 * points_ * i)))
            if (std::find(measurement_.notes.begin(), measurement_.notes.end(), note) == measurement_.notes.end())
                measurement_.notes.push_back(std::move(note));
        spectra.push_back(std::move(spectrum));
    }
    measurement_.technique = Technique::raman;
    measurement_.data = std::move(spectra);
}

void Reader::read_other(const Block& data) {
    const std::string label = axis_unit_ == nanometres      ? "wavelength (nm)"
                              : axis_unit_ == electronvolts ? "energy (eV)"
                                                            : "unit " + std::to_string(axis_unit_);
    std::vector<OtherSpectrum> spectra;
    for (std::uint64_t i = 0; i < collected_; ++i) {
        spectra.push_back({title(i), label, "intensity", axis_, curve(data, i)});
        for (std::uint64_t k = 0; k < points_; ++k)
            if (!std::isfinite(spectra.back().x[k]) || !std::isfinite(spectra.back().y[k]))
                bytes_.fail(data.data() + 4 * (points_ * i + k), "a value is not finite (expected finite numbers)");
    }
    measurement_.not_identifiable = "the axis is " + label + ", not a Raman shift";
    measurement_.data = std::move(spectra);
}

void Reader::read() {
    read_header();
    check_chain();
    read_axis();
    const Block data = required("DATA");
    if (data.size < block_head + 4 * points_ * collected_)
        bytes_.fail(data.at, "block DATA of " + std::to_string(data.size) + " bytes (expected " +
                                 std::to_string(block_head + 4 * points_ * collected_) + " for " +
                                 std::to_string(collected_) + " spectra of " + std::to_string(points_) + " points)");
    read_origins();
    if (axis_unit_ == arbitrary)
        measurement_.notes.emplace_back("the unit of the axis is not stated; it is taken as Raman shift");
    axis_unit_ == raman_shift || axis_unit_ == arbitrary ? read_raman(data) : read_other(data);
}

}  // namespace

bool is_renishaw_wdf(const Source& source) { return Bytes(source.name(), source.bytes()).starts_with("WDF1"); }

Measurement read_renishaw_wdf(const Source& source) {
    Measurement measurement;
    Reader(source, measurement).read();
    return measurement;
}

}  // namespace spec::io
