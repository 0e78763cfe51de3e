#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <spec/core/text.hpp>
#include <spec/io/spc_file.hpp>

namespace spec::io {
namespace {

enum Flag : unsigned { short_y = 0x01, multifile = 0x04, labels = 0x20, own_x = 0x40, x_array = 0x80 };
constexpr std::uint8_t version_new = 0x4B, version_big = 0x4C, version_old = 0x4D;
constexpr std::size_t new_header = 512, old_header = 256, subheader = 32, directory_entry = 12;
constexpr int float_exponent = -128;

constexpr std::array<const char*, 31> x_names{"arbitrary units",
                                              "wavenumber (cm-1)",
                                              "wavelength (um)",
                                              "wavelength (nm)",
                                              "time (s)",
                                              "time (min)",
                                              "frequency (Hz)",
                                              "frequency (kHz)",
                                              "frequency (MHz)",
                                              "m/z",
                                              "chemical shift (ppm)",
                                              "time (days)",
                                              "time (years)",
                                              "Raman shift (cm-1)",
                                              "energy (eV)",
                                              "text labels",
                                              "diode number",
                                              "channel",
                                              "angle (degrees)",
                                              "temperature (F)",
                                              "temperature (C)",
                                              "temperature (K)",
                                              "data points",
                                              "time (ms)",
                                              "time (us)",
                                              "time (ns)",
                                              "frequency (GHz)",
                                              "length (cm)",
                                              "length (m)",
                                              "length (mm)",
                                              "time (h)"};
constexpr std::array<const char*, 27> y_names{"arbitrary units",
                                              "interferogram",
                                              "absorbance",
                                              "Kubelka-Munk",
                                              "counts",
                                              "volts",
                                              "degrees",
                                              "milliamps",
                                              "millimetres",
                                              "millivolts",
                                              "log(1/R)",
                                              "percent",
                                              "intensity",
                                              "relative intensity",
                                              "energy",
                                              "type 15",
                                              "decibel",
                                              "type 17",
                                              "type 18",
                                              "temperature (F)",
                                              "temperature (C)",
                                              "temperature (K)",
                                              "refractive index",
                                              "extinction coefficient",
                                              "real",
                                              "imaginary",
                                              "complex"};
constexpr std::array<const char*, 4> high_y_names{"transmission", "reflectance", "arbitrary or single beam",
                                                  "emission"};

/// Reads one file; members hold where it stands.
class Reader {
 public:
    explicit Reader(const Bytes& bytes) : bytes_(bytes) {}
    SpcFile read();

 private:
    template <Stored T>
    T at(std::uint64_t position) const {
        return big_ ? bytes_.be<T>(position) : bytes_.le<T>(position);
    }
    bool has(Flag flag) const { return (flags_ & flag) != 0; }
    void read_new_header();
    void read_old_header();
    void read_labels();
    void read_log(std::uint64_t offset);
    double finite(double value, std::uint64_t position, const char* what) const;
    std::vector<double> even_x() const;
    std::vector<double> array_x(std::uint64_t position, std::uint64_t count) const;
    std::vector<double> values(std::uint64_t position, std::uint64_t count, int exponent) const;
    std::vector<double> old_values(std::uint64_t position, std::uint64_t count, int exponent) const;
    std::uint64_t y_size() const { return has(short_y) ? 2 : 4; }
    std::uint64_t y_size(int exponent) const { return exponent == float_exponent ? 4 : y_size(); }
    int exponent_of(std::uint64_t sub) const;
    std::uint64_t read_curve(std::uint64_t position, const std::vector<double>* shared_x);
    void read_new_curves();
    void read_old_curves();
    void read_directory(std::uint64_t offset);

    const Bytes& bytes_;
    bool big_ = false;
    unsigned flags_ = 0;
    int exponent_ = 0;
    std::uint64_t points_ = 0, curves_ = 1, read_points_ = 0;
    double first_ = 0, last_ = 0;
    SpcFile file_;
};

std::string two_digits(unsigned value) { return (value < 10 ? "0" : "") + std::to_string(value); }

/// ISO 8601 of a date in parts; empty when a part is out of range.
std::string iso_date(unsigned year, unsigned month, unsigned day, unsigned hour, unsigned minute) {
    if (year < 1900 || year > 2999 || month < 1 || month > 12 || day < 1 || day > 31 || hour > 23 || minute > 59)
        return {};
    return std::to_string(year) + "-" + two_digits(month) + "-" + two_digits(day) + "T" + two_digits(hour) + ":" +
           two_digits(minute) + ":00";
}

double Reader::finite(double value, std::uint64_t position, const char* what) const {
    if (!std::isfinite(value))
        bytes_.fail(position, std::string(what) + " " + shortest(value) + " (expected finite numbers)");
    return value;
}

void Reader::read_new_header() {
    bytes_.need(0, new_header, "the header");
    exponent_ = bytes_.le<std::int8_t>(3);
    points_ = at<std::uint32_t>(4);
    first_ = finite(at<double>(8), 8, "first x");
    last_ = finite(at<double>(16), 16, "last x");
    curves_ = at<std::uint32_t>(24);
    file_.experiment = bytes_.le<std::uint8_t>(2);
    file_.x_type = bytes_.le<std::uint8_t>(28);
    file_.y_type = bytes_.le<std::uint8_t>(29);
    file_.z_type = bytes_.le<std::uint8_t>(30);
    const auto date = at<std::uint32_t>(32);
    file_.acquired = iso_date(date >> 20, date >> 16 & 15, date >> 11 & 31, date >> 6 & 31, date & 63);
    file_.resolution = bytes_.text(36, 9);
    file_.source = bytes_.text(45, 9);
    file_.comment = bytes_.text(88, 130);
    read_labels();
}

void Reader::read_labels() {
    if (!has(labels)) return;
    const auto field = bytes_.part(218, 30, "the labels");
    const std::string_view all(reinterpret_cast<const char*>(field.data()), field.size());
    const auto parts = split(all, '\0');
    const auto label = [&](std::size_t i) {
        return i < parts.size() ? latin1_to_utf8(trimmed(parts[i])) : std::string();
    };
    file_.x_label = label(0);
    file_.y_label = label(1);
    file_.z_label = label(2);
}

void Reader::read_old_header() {
    bytes_.need(0, old_header, "the header");
    exponent_ = bytes_.le<std::int16_t>(2);
    const double points = finite(bytes_.le<float>(4), 4, "number of points");
    if (!(points >= 1 && points <= static_cast<double>(bytes_.size())) || points != std::floor(points))
        bytes_.fail(4, "number of points " + shortest(points) + " (expected a whole number that the file can hold)");
    points_ = static_cast<std::uint64_t>(points);
    first_ = finite(bytes_.le<float>(8), 8, "first x");
    last_ = finite(bytes_.le<float>(12), 12, "last x");
    file_.x_type = bytes_.le<std::uint8_t>(16);
    file_.y_type = bytes_.le<std::uint8_t>(17);
    file_.acquired = iso_date(bytes_.le<std::uint16_t>(18) & 0xFFF, bytes_.le<std::uint8_t>(20),
                              bytes_.le<std::uint8_t>(21), bytes_.le<std::uint8_t>(22), bytes_.le<std::uint8_t>(23));
    file_.comment = bytes_.text(64, 130);
}

std::vector<double> Reader::even_x() const {
    std::vector<double> x(points_);
    const double step = points_ > 1 ? (last_ - first_) / static_cast<double>(points_ - 1) : 0;
    for (std::uint64_t i = 0; i < points_; ++i) x[i] = first_ + static_cast<double>(i) * step;
    return x;
}

std::vector<double> Reader::array_x(std::uint64_t position, std::uint64_t count) const {
    auto x = numbers<float>(bytes_, position, count, big_ ? std::endian::big : std::endian::little, "the x values");
    for (std::uint64_t i = 0; i < count; ++i) finite(x[i], position + 4 * i, "x value");
    return x;
}

std::vector<double> Reader::values(std::uint64_t position, std::uint64_t count, int exponent) const {
    const auto order = big_ ? std::endian::big : std::endian::little;
    if (exponent == float_exponent) {
        auto y = numbers<float>(bytes_, position, count, order, "the y values");
        for (std::uint64_t i = 0; i < count; ++i) finite(y[i], position + 4 * i, "y value");
        return y;
    }
    auto y = has(short_y) ? numbers<std::int16_t>(bytes_, position, count, order, "the y values")
                          : numbers<std::int32_t>(bytes_, position, count, order, "the y values");
    for (double& value : y) value = std::ldexp(value, exponent - (has(short_y) ? 16 : 32));
    return y;
}

/// The old version stores the halves of 32-bit values the other way round.
std::vector<double> Reader::old_values(std::uint64_t position, std::uint64_t count, int exponent) const {
    if (has(short_y) || exponent == float_exponent) return values(position, count, exponent);
    const auto raw = bytes_.part(position, 4 * count, "the y values");
    std::vector<double> y(count);
    for (std::uint64_t i = 0; i < count; ++i) {
        const auto high = Bytes::load<std::uint16_t>(raw.data() + 4 * i, std::endian::little);
        const auto low = Bytes::load<std::uint16_t>(raw.data() + 4 * i + 2, std::endian::little);
        y[i] =
            std::ldexp(static_cast<double>(static_cast<std::int32_t>(std::uint32_t{high} << 16 | low)), exponent - 32);
    }
    return y;
}

/// A multifile states the exponent of each curve; in a single file that field holds rubbish.
int Reader::exponent_of(std::uint64_t sub) const {
    return has(multifile) ? bytes_.le<std::int8_t>(sub + 1) : exponent_;
}

/// Reads the curve whose subheader stands at a position; returns where the next one stands.
std::uint64_t Reader::read_curve(std::uint64_t position, const std::vector<double>* shared_x) {
    bytes_.need(position, subheader, "a subheader");
    SpcCurve curve;
    curve.z = at<float>(position + 4);
    const int exponent = exponent_of(position);
    std::uint64_t count = points_, from = position + subheader;
    if (!shared_x) {
        count = at<std::uint32_t>(position + 16);
        read_points_ += count;
        if (read_points_ > bytes_.size() / (4 + y_size(exponent)))
            bytes_.fail(position + 16,
                        "curve " + std::to_string(file_.curves.size() + 1) + " states " + std::to_string(count) +
                            " points (expected curves that do not overlap and end within the file; truncated copy?)");
        curve.x = array_x(from, count);
        from += 4 * count;
    }
    curve.y = values(from, count, exponent);
    if (shared_x) curve.x = *shared_x;
    if (count == 0)
        bytes_.fail(position,
                    "curve " + std::to_string(file_.curves.size() + 1) + " holds no points (expected one or more)");
    file_.curves.push_back(std::move(curve));
    return from + count * y_size(exponent);
}

void Reader::read_directory(std::uint64_t offset) {
    bytes_.need(offset, curves_ * directory_entry, "the directory of curves");
    for (std::uint64_t i = 0; i < curves_; ++i) read_curve(at<std::uint32_t>(offset + i * directory_entry), nullptr);
}

void Reader::read_new_curves() {
    if (curves_ == 0 && !has(multifile)) curves_ = 1;
    if (curves_ == 0 || curves_ > bytes_.size() / subheader)
        bytes_.fail(24, std::to_string(curves_) + " curves (expected one or more, and no more than the file can hold)");
    if (has(own_x) && has(multifile) && points_ > 0) return read_directory(points_);
    std::uint64_t position = new_header;
    if (has(own_x)) {
        for (std::uint64_t i = 0; i < curves_; ++i) position = read_curve(position, nullptr);
        return;
    }
    if (points_ == 0 || points_ > bytes_.size() / y_size())
        bytes_.fail(4, std::to_string(points_) +
                           " points (expected one or more, and no more than the file can hold; truncated copy?)");
    // The points of every curve must exist before the shared axis is copied for each.
    bytes_.need(position, curves_ * (subheader + points_ * y_size()), "the curves");
    const std::vector<double> x = has(x_array) ? array_x(position, points_) : even_x();
    if (has(x_array)) position += 4 * points_;
    for (std::uint64_t i = 0; i < curves_; ++i) position = read_curve(position, &x);
}

void Reader::read_old_curves() {
    const std::vector<double> x = even_x();
    std::uint64_t position = old_header - subheader;
    do {
        const int exponent = has(multifile) ? bytes_.le<std::int8_t>(position + 1) : exponent_;
        SpcCurve curve;
        curve.z = bytes_.le<float>(position + 4);
        curve.x = x;
        curve.y = old_values(position + subheader, points_, exponent);
        file_.curves.push_back(std::move(curve));
        position += subheader + points_ * y_size(exponent);
    } while (has(multifile) && bytes_.holds(position, subheader + points_ * y_size()));
    if (has(multifile) && position < bytes_.size())
        file_.notes.push_back(std::to_string(bytes_.size() - position) +
                              " bytes after the last whole curve are not read (a log, or a curve that is cut short)");
}

void Reader::read_log(std::uint64_t offset) {
    if (offset == 0) return;
    if (!bytes_.holds(offset, 64)) {
        file_.notes.emplace_back("the log block lies outside the file and is not read");
        return;
    }
    const std::uint64_t size = at<std::uint32_t>(offset), text = at<std::uint32_t>(offset + 8);
    if (text > size || !bytes_.holds(offset, size)) {
        file_.notes.emplace_back("the log block is cut short and is not read");
        return;
    }
    const auto raw = bytes_.part(offset + text, size - text, "the log");
    std::string all(reinterpret_cast<const char*>(raw.data()), raw.size());
    std::replace(all.begin(), all.end(), '\r', '\n');
    for (const std::string_view line : split(all, '\n')) {
        const auto equals = line.find('=');
        if (equals == std::string_view::npos) continue;
        file_.log.emplace(lower(trimmed(line.substr(0, equals))), latin1_to_utf8(trimmed(line.substr(equals + 1))));
    }
}

SpcFile Reader::read() {
    bytes_.need(0, 2, "the version");
    flags_ = bytes_.le<std::uint8_t>(0);
    const auto version = bytes_.le<std::uint8_t>(1);
    if (version == version_old) {
        read_old_header();
        read_old_curves();
        return std::move(file_);
    }
    big_ = version == version_big;
    read_new_header();
    read_new_curves();
    read_log(at<std::uint32_t>(248));
    return std::move(file_);
}

bool known_types(unsigned x, unsigned y) {
    return (x < x_names.size() || x == 255) && (y < y_names.size() || (y >= 128 && y < 128 + high_y_names.size()));
}

}  // namespace

bool is_spc(const Bytes& bytes) {
    if (bytes.size() < 32) return false;
    const auto version = bytes.le<std::uint8_t>(1);
    if (version == version_old)
        return known_types(bytes.le<std::uint8_t>(16), bytes.le<std::uint8_t>(17)) && bytes.le<std::uint8_t>(20) <= 12;
    if (version != version_new && version != version_big) return false;
    return known_types(bytes.le<std::uint8_t>(28), bytes.le<std::uint8_t>(29)) &&
           bytes.le<std::uint8_t>(30) < x_names.size();
}

SpcFile read_spc_file(const Bytes& bytes) { return Reader(bytes).read(); }

std::string spc_x_label(unsigned type) {
    return type < x_names.size() ? x_names[type] : "type " + std::to_string(type);
}

std::string spc_y_label(unsigned type) {
    if (type < y_names.size()) return y_names[type];
    return type >= 128 && type < 128 + high_y_names.size() ? high_y_names[type - 128] : "type " + std::to_string(type);
}

}  // namespace spec::io
