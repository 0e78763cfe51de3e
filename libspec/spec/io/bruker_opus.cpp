#include <algorithm>
#include <cmath>
#include <map>
#include <spec/core/error.hpp>
#include <spec/core/text.hpp>
#include <spec/io/bruker_opus.hpp>
#include <spec/io/bytes.hpp>
#include <spec/io/raman_curve.hpp>
#include <variant>

namespace spec::io {
namespace {

using namespace std::string_view_literals;

constexpr std::string_view magic = "\x0A\x0A\xFE\xFE"sv;
constexpr std::uint32_t status_bit = 0x10, flag_bits = 0xFFFE0000u;
constexpr unsigned result_part = 3, amplitude = 3, raman_type = 10;

/// One entry of the directory; the bits of its type are taken apart as docs/formats/bruker_opus.md says.
struct Block {
    std::uint32_t type = 0;
    std::uint64_t at = 0, size = 0;
    unsigned complex_part() const { return type & 3; }
    unsigned origin() const { return type >> 2 & 3; }
    unsigned kind() const { return type >> 4 & 0x3F; }
    unsigned data_type() const { return type >> 10 & 0x7F; }
    bool is_curve() const {
        return complex_part() == amplitude && kind() == 0 && data_type() > 0 && (type & flag_bits) == 0;
    }
};

using Parameters = std::map<std::string, std::variant<double, std::string>>;

std::optional<double> number(const Parameters& parameters, const char* key) {
    const auto found = parameters.find(key);
    if (found == parameters.end() || !std::holds_alternative<double>(found->second)) return std::nullopt;
    return std::get<double>(found->second);
}

std::string text(const Parameters& parameters, const char* key) {
    const auto found = parameters.find(key);
    return found != parameters.end() && std::holds_alternative<std::string>(found->second)
               ? std::get<std::string>(found->second)
               : std::string();
}

class Reader {
 public:
    explicit Reader(const Source& source) : bytes_(source.name(), source.bytes()) {}
    Measurement read();

 private:
    void read_directory();
    Parameters parameters(const Block& block) const;
    const Block* status_of(const Block& curve) const;
    void collect_parameters();
    void read_metadata();
    OtherSpectrum curve(const Block& block) const;
    bool names_a_laser() const;
    void choose_raman(const std::vector<const Block*>& found);

    Bytes bytes_;
    std::vector<Block> blocks_;
    Parameters all_;
    Measurement measurement_;
};

void Reader::read_directory() {
    const std::uint64_t directory = bytes_.le<std::uint32_t>(12), entries = bytes_.le<std::uint32_t>(20);
    bytes_.need(directory, 12 * entries, "the directory");
    for (std::uint64_t i = 0; i < entries; ++i) {
        const std::uint64_t at = directory + 12 * i;
        blocks_.push_back({bytes_.le<std::uint32_t>(at) & ~0x40000000u, bytes_.le<std::uint32_t>(at + 8),
                           4 * std::uint64_t{bytes_.le<std::uint32_t>(at + 4)}});
    }
}

Parameters Reader::parameters(const Block& block) const {
    Parameters out;
    bytes_.need(block.at, block.size, "a block of parameters");
    for (std::uint64_t at = block.at; at + 8 <= block.at + block.size;) {
        const std::string key = bytes_.text(at, 3);
        if (key == "END") break;
        const auto type = bytes_.le<std::uint16_t>(at + 4);
        const std::uint64_t size = 2 * std::uint64_t{bytes_.le<std::uint16_t>(at + 6)};
        bytes_.need(at + 8, size, "parameter " + key);
        if (type == 0 && size >= 4)
            out[key] = static_cast<double>(bytes_.le<std::int32_t>(at + 8));
        else if (type == 1 && size >= 8)
            out[key] = bytes_.le<double>(at + 8);
        else if (type > 1)
            out[key] = bytes_.text(at + 8, size);
        at += 8 + size;
    }
    return out;
}

const Block* Reader::status_of(const Block& curve) const {
    for (const Block& block : blocks_)
        if (block.type == (curve.type | status_bit)) return &block;
    return nullptr;
}

void Reader::collect_parameters() {
    std::uint64_t total = 0;
    for (const Block& block : blocks_) {
        if (block.kind() < 2 || block.complex_part() != 0 || block.data_type() != 0 || (block.type & flag_bits) != 0)
            continue;
        total += block.size;
        if (total > bytes_.size()) bytes_.fail(block.at, "the blocks of parameters overlap (expected each once)");
        for (auto& [key, value] : parameters(block)) all_.emplace(key, std::move(value));
    }
}

void Reader::read_metadata() {
    const auto put = [this](const char* name, const std::string& value) {
        if (!value.empty()) measurement_.metadata[name] = value;
    };
    put("sample", text(all_, "SNM"));
    put("sample_form", text(all_, "SFM"));
    put("operator", text(all_, "CNM"));
    put("instrument", text(all_, "INS"));
    put("source", text(all_, "SRC"));
    put("detector", text(all_, "DTC"));
    put("method", text(all_, "EXP"));
}

/// "04/07/2023" or "2012/11/09" with "16:59:10.608 (GMT+1)" as ISO time and zone.
std::pair<std::string, std::string> iso_time(const std::string& date, const std::string& time) {
    const auto parts = split(date, '/');
    if (parts.size() != 3 || time.size() < 8) return {};
    const bool year_first = parts[0].size() == 4;
    const std::string year(parts[year_first ? 0 : 2]), day(parts[year_first ? 2 : 0]);
    if (year.size() != 4 || parts[1].size() != 2 || day.size() != 2) return {};
    std::string zone;
    const auto gmt = time.find("(GMT");
    if (gmt != std::string::npos && gmt + 5 < time.size()) {
        const auto hours = to_long(time.substr(gmt + 4, time.find(')', gmt) - gmt - 4));
        if (hours && std::abs(*hours) <= 14)
            zone = (*hours < 0 ? "-" : "+") + std::string(std::abs(*hours) < 10 ? "0" : "") +
                   std::to_string(std::abs(*hours)) + ":00";
    }
    return {year + "-" + std::string(parts[1]) + "-" + day + "T" + time.substr(0, 8), zone};
}

OtherSpectrum Reader::curve(const Block& block) const {
    const Block* status = status_of(block);
    if (!status)
        bytes_.fail(block.at, "a curve of type " + std::to_string(block.type) +
                                  " has no status block (expected its number of points and axis)");
    const Parameters state = parameters(*status);
    const auto count = number(state, "NPT"), first = number(state, "FXV"), last = number(state, "LXV");
    const double factor = number(state, "CSF").value_or(1);
    if (!count || !first || !last || !(*count >= 2 && *count <= static_cast<double>(block.size) / 4) ||
        !std::isfinite(*first) || !std::isfinite(*last) || !std::isfinite(factor))
        bytes_.fail(status->at, "the status block does not fit a curve of " + std::to_string(block.size) +
                                    " bytes (expected NPT, FXV, LXV and CSF)");
    const auto points = static_cast<std::uint64_t>(*count);
    OtherSpectrum out{text(all_, "SNM"),
                      text(state, "DXU") == "WN" ? "wavenumber (cm-1)" : "unit " + text(state, "DXU"),
                      "type " + std::to_string(block.data_type()),
                      {},
                      {}};
    out.y = numbers<float>(bytes_, block.at, points, std::endian::little, "a curve");
    for (std::uint64_t i = 0; i < points; ++i) {
        out.x.push_back(*first + static_cast<double>(i) * (*last - *first) / (*count - 1));
        if (!std::isfinite(out.y[i]))
            bytes_.fail(block.at + 4 * i, "y value " + shortest(out.y[i]) + " (expected finite numbers)");
        out.y[i] *= factor;
    }
    return out;
}

std::string type_name(unsigned type) {
    switch (type) {
        case 1: return "single channel";
        case 2: return "interferogram";
        case 3: return "phase";
        case 4: return "absorbance";
        case 5: return "transmittance";
        case 6: return "Kubelka-Munk";
        case 7: return "trace";
        case 10: return "Raman";
        case 11: return "emission";
        case 12: return "reflectance";
        default: return "type " + std::to_string(type);
    }
}

bool Reader::names_a_laser() const {
    return lower(text(all_, "SRC")).find("laser") != std::string::npos || text(all_, "PLF") == "RAM";
}

void Reader::choose_raman(const std::vector<const Block*>& found) {
    OtherSpectrum newest = curve(*found.back());
    RamanSpectrum spectrum;
    spectrum.title = newest.title;
    spectrum.instrument = text(all_, "INS");
    const auto laser = number(all_, "RLW");
    if (laser && *laser > 3000 && *laser < 60000) spectrum.laser_nm = 1e7 / *laser;
    measurement_.notes = set_curve(spectrum, std::move(newest.x), std::move(newest.y),
                                   Position::at_byte(bytes_.file(), found.back()->at));
    if (found.size() > 1)
        measurement_.notes.push_back("the file holds " + std::to_string(found.size()) +
                                     " Raman results; the last one is read");
    if (found.back()->data_type() != raman_type)
        measurement_.notes.emplace_back(
            "the block is not marked as Raman; it is taken for it because the source is a laser");
    measurement_.technique = Technique::raman;
    measurement_.data = std::vector{std::move(spectrum)};
}

Measurement Reader::read() {
    bytes_.need(0, 24, "the header");
    read_directory();
    collect_parameters();
    read_metadata();
    std::vector<const Block*> results, raman;
    for (const Block& block : blocks_) {
        if (!block.is_curve()) continue;
        if (block.data_type() == raman_type || (block.origin() == result_part && names_a_laser()))
            raman.push_back(&block);
        if (block.origin() == result_part && status_of(block)) results.push_back(&block);
    }
    const Block* newest = !raman.empty() ? raman.back() : !results.empty() ? results.back() : nullptr;
    if (!newest)
        throw DataError(Position::at_file(bytes_.file()),
                        "the OPUS file holds no result (expected a spectrum with its status block)");
    if (const Block* status = status_of(*newest)) {
        const Parameters state = parameters(*status);
        const auto [time, zone] = iso_time(text(state, "DAT"), text(state, "TIM"));
        if (!time.empty()) measurement_.metadata["acquired"] = time;
        if (!zone.empty()) measurement_.metadata["acquired_zone"] = zone;
    }
    if (!raman.empty()) {
        choose_raman(raman);
        return std::move(measurement_);
    }
    std::vector<OtherSpectrum> spectra{curve(*newest)};
    spectra.back().y_label = type_name(newest->data_type());
    measurement_.not_identifiable = "OPUS file with infrared " + spectra.back().y_label + ", no Raman block";
    measurement_.data = std::move(spectra);
    return std::move(measurement_);
}

}  // namespace

bool is_bruker_opus(const Source& source) { return Bytes(source.name(), source.bytes()).starts_with(magic); }

Measurement read_bruker_opus(const Source& source) { return Reader(source).read(); }

}  // namespace spec::io
