#include <algorithm>
#include <cmath>
#include <ctime>
#include <spec/core/error.hpp>
#include <spec/core/text.hpp>
#include <spec/io/bytes.hpp>
#include <spec/io/raman_curve.hpp>
#include <spec/io/thermo_spa.hpp>

namespace spec::io {
namespace {

constexpr std::size_t first_key = 304, key_size = 16;
enum Key : std::uint8_t { header_key = 0x02, data_key = 0x03, history_key = 0x1B };
enum XUnit : std::uint8_t { wavenumber = 1, data_points = 2, raman_shift = 32 };

struct Section {
    std::uint64_t at = 0, size = 0;
};

std::optional<Section> section(const Bytes& bytes, Key wanted) {
    const auto keys = bytes.le<std::uint16_t>(294);
    for (std::uint64_t i = 0; i < keys; ++i) {
        const std::uint64_t at = first_key + i * key_size;
        bytes.need(at, key_size, "the directory");
        if (bytes.le<std::uint8_t>(at) == wanted)
            return Section{bytes.le<std::uint32_t>(at + 2), bytes.le<std::uint32_t>(at + 6)};
    }
    return std::nullopt;
}

Section required(const Bytes& bytes, Key wanted, const char* what) {
    const auto found = section(bytes, wanted);
    if (!found)
        bytes.fail(294,
                   std::string("the file has no ") + what + " (expected a section " + std::to_string(wanted) + ")");
    bytes.need(found->at, found->size, what);
    return *found;
}

std::string y_label(std::uint8_t unit) {
    switch (unit) {
        case 11: return "reflectance";
        case 12: return "log(1/R)";
        case 15: return "single beam";
        case 16: return "transmittance";
        case 17: return "absorbance";
        case 20: return "Kubelka-Munk";
        case 22: return "volts";
        case 31: return "Raman intensity";
        default: return "unit " + std::to_string(unit);
    }
}

std::string x_label(std::uint8_t unit) {
    switch (unit) {
        case wavenumber: return "wavenumber (cm-1)";
        case data_points: return "data points";
        case 3: return "wavelength (nm)";
        case 4: return "wavelength (um)";
        case raman_shift: return "Raman shift (cm-1)";
        default: return "unit " + std::to_string(unit);
    }
}

/// Seconds since 1899-12-31 as ISO 8601.
std::string iso_time(std::uint32_t seconds) {
    constexpr std::int64_t to_unix_s = 2209075200;  // 1899-12-31 to 1970-01-01
    const auto time = static_cast<std::time_t>(std::int64_t{seconds} - to_unix_s);
    std::tm parts{};
    char text[32];
    if (seconds == 0 || !gmtime_r(&time, &parts) || std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S", &parts) == 0)
        return {};
    return text;
}

struct Curve {
    std::vector<double> x, y;
    std::uint8_t x_unit = 0, y_unit = 0;
};

Curve curve_of(const Bytes& bytes) {
    const Section header = required(bytes, header_key, "header of the spectrum");
    const Section data = required(bytes, data_key, "data");
    bytes.need(header.at, 40, "the header of the spectrum");
    const std::uint64_t points = bytes.le<std::uint32_t>(header.at + 4);
    if (points < 2 || points * 4 != data.size)
        bytes.fail(header.at + 4, std::to_string(points) + " points in a data section of " + std::to_string(data.size) +
                                      " bytes (expected " + std::to_string(data.size / 4) + ")");
    Curve curve;
    curve.x_unit = bytes.le<std::uint8_t>(header.at + 8);
    curve.y_unit = bytes.le<std::uint8_t>(header.at + 12);
    const double first = bytes.le<float>(header.at + 16), last = bytes.le<float>(header.at + 20);
    if (!std::isfinite(first) || !std::isfinite(last))
        bytes.fail(header.at + 16, "the ends of the axis are not finite (expected numbers)");
    for (std::uint64_t i = 0; i < points; ++i)
        curve.x.push_back(first + static_cast<double>(i) * (last - first) / static_cast<double>(points - 1));
    curve.y = numbers<float>(bytes, data.at, points, std::endian::little, "the data");
    for (std::uint64_t i = 0; i < points; ++i)
        if (!std::isfinite(curve.y[i]))
            bytes.fail(data.at + 4 * i, "y value " + shortest(curve.y[i]) + " (expected finite numbers)");
    return curve;
}

}  // namespace

bool is_thermo_spa(const Source& source) {
    return Bytes(source.name(), source.bytes()).starts_with("Spectral Data File");
}

Measurement read_thermo_spa(const Source& source) {
    const Bytes bytes(source.name(), source.bytes());
    bytes.need(0, first_key, "the header");
    Measurement measurement;
    const std::string title = bytes.text(30, 256);
    if (!title.empty()) measurement.metadata["sample"] = title;
    const std::string acquired = iso_time(bytes.le<std::uint32_t>(296));
    if (!acquired.empty()) measurement.metadata["acquired"] = acquired;
    Curve curve = curve_of(bytes);
    if (curve.x_unit == raman_shift) {
        RamanSpectrum spectrum;
        spectrum.title = title;
        spectrum.instrument = "Thermo";
        measurement.notes =
            set_curve(spectrum, std::move(curve.x), std::move(curve.y), Position::at_file(bytes.file()));
        measurement.technique = Technique::raman;
        measurement.data = std::vector{std::move(spectrum)};
    } else {
        const std::string axes = y_label(curve.y_unit) + " against " + x_label(curve.x_unit);
        measurement.not_identifiable =
            (curve.x_unit == wavenumber ? "infrared spectrum, not Raman (" : "not a Raman spectrum (") + axes + ")";
        measurement.data = std::vector{
            OtherSpectrum{title, x_label(curve.x_unit), y_label(curve.y_unit), std::move(curve.x), std::move(curve.y)}};
    }
    return measurement;
}

}  // namespace spec::io
