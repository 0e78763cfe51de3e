#include <algorithm>
#include <cmath>
#include <spec/core/text.hpp>
#include <spec/io/delimited_text.hpp>
#include <spec/io/raman_curve.hpp>
#include <spec/io/text_columns.hpp>
#include <spec/io/text_encoding.hpp>
#include <spec/io/text_header.hpp>
#include <spec/io/text_table.hpp>

namespace spec::io {
namespace {

constexpr std::size_t least_points = 50;        ///< fewer are no spectrum but a list
constexpr std::size_t least_wide_columns = 50;  ///< more columns than that, more than rows: one spectrum a row
constexpr double greatest_shift_cm1 = 4600;     ///< beyond all vibrations: an absolute wavenumber

/// A curve found in the table, before it is judged.
struct Curve {
    std::string label;
    std::vector<double> x, y;
    std::size_t line = 0;
};

bool strictly_monotone(const std::vector<double>& row, std::size_t begin) {
    const auto first = row.begin() + static_cast<std::ptrdiff_t>(begin);
    if (std::any_of(first, row.end(), [](double v) { return std::isnan(v); })) return false;
    return std::adjacent_find(first, row.end(), std::greater_equal<>()) == row.end() ||
           std::adjacent_find(first, row.end(), std::less_equal<>()) == row.end();
}

/// Empty fields at the start of the axis row: the columns of positions. Nothing when the table is not one spectrum a
/// row.
std::optional<std::size_t> wide_positions(const TextTable& table) {
    if (table.rows.size() < 2 || table.columns() < least_wide_columns || table.columns() <= table.rows.size())
        return std::nullopt;
    const std::vector<double>& axis = table.rows.front();
    std::size_t positions = 0;
    while (positions < axis.size() && std::isnan(axis[positions])) ++positions;
    if (positions + least_wide_columns > axis.size() || !strictly_monotone(axis, positions)) return std::nullopt;
    return positions;
}

std::string position_label(const std::vector<double>& row, const std::vector<std::size_t>& columns) {
    std::string label;
    for (const std::size_t column : columns) label += (label.empty() ? "at " : ", ") + shortest(row[column]);
    return label;
}

std::vector<Curve> wide_curves(const TextTable& table, std::size_t positions) {
    std::vector<std::size_t> position_columns(positions);
    for (std::size_t i = 0; i < positions; ++i) position_columns[i] = i;
    std::vector<Curve> curves;
    const auto from = [&](const std::vector<double>& row) {
        return std::vector<double>(row.begin() + static_cast<std::ptrdiff_t>(positions), row.end());
    };
    for (std::size_t i = 1; i < table.rows.size(); ++i)
        curves.push_back({position_label(table.rows[i], position_columns), from(table.rows.front()),
                          from(table.rows[i]), table.first_line + i});
    return curves;
}

bool same_position(const std::vector<double>& a, const std::vector<double>& b,
                   const std::vector<std::size_t>& columns) {
    return std::all_of(columns.begin(), columns.end(), [&](std::size_t c) { return a[c] == b[c]; });
}

std::vector<Curve> long_curves(const TextTable& table, const ColumnChoice& choice) {
    std::vector<Curve> curves;
    for (const std::size_t column : choice.y) {
        const std::string name = choice.y.size() > 1 && !table.names.empty() ? table.names[column] : std::string();
        for (std::size_t i = 0; i < table.rows.size(); ++i) {
            const std::vector<double>& row = table.rows[i];
            if (i == 0 || !same_position(row, table.rows[i - 1], choice.positions)) {
                const std::string at = position_label(row, choice.positions);
                curves.push_back({name.empty() ? at : name, {}, {}, table.first_line + i});
            }
            curves.back().x.push_back(row[choice.x]);
            curves.back().y.push_back(row[column]);
        }
    }
    return curves;
}

/// Columns at the left that hold one value for many rows, in a table without names: positions or times of a series
/// (WiRE exports). At least two columns remain.
std::size_t constant_columns(const TextTable& table) {
    const auto stays = [&](std::size_t column) {
        std::size_t changes = 0;
        for (std::size_t i = 1; i < table.rows.size(); ++i)
            changes += table.rows[i][column] != table.rows[i - 1][column];
        return table.rows.size() >= least_points && (changes + 1) * least_points <= table.rows.size();
    };
    std::size_t columns = 0;
    while (columns + 2 < table.columns() && stays(columns)) ++columns;
    return columns;
}

/// The choice by names; without names positions at the left, then x, then one spectrum a column.
ColumnChoice choice_for(const TextTable& table) {
    ColumnChoice choice = choose_columns(table.names, table.columns());
    if (!table.names.empty()) return choice;
    const std::size_t positions = constant_columns(table);
    for (std::size_t i = 0; i < positions; ++i) choice.positions.push_back(i);
    choice.x = positions;
    choice.y.clear();
    for (std::size_t i = positions + 1; i < table.columns(); ++i) choice.y.push_back(i);
    return choice;
}

/// Points whose x or y is blank go; returns how many.
std::size_t drop_blank_points(Curve& curve) {
    std::size_t kept = 0;
    for (std::size_t i = 0; i < curve.x.size(); ++i) {
        if (std::isnan(curve.x[i]) || std::isnan(curve.y[i])) continue;
        curve.x[kept] = curve.x[i];
        curve.y[kept++] = curve.y[i];
    }
    const std::size_t gone = curve.x.size() - kept;
    curve.x.resize(kept);
    curve.y.resize(kept);
    return gone;
}

/// Whole numbers one after the other: what a detector counts, not what a spectrometer is calibrated to.
bool counts_up(const std::vector<double>& x) {
    if (x.empty() || x.front() != std::floor(x.front())) return false;
    for (std::size_t i = 1; i < x.size(); ++i)
        if (x[i] != x[i - 1] + 1) return false;
    return true;
}

/// Turns the axis into Raman shift, or says why that cannot be.
class AxisConverter {
 public:
    AxisConverter(AxisKind kind, std::string name, std::optional<double> laser_nm, std::vector<std::string>& notes)
        : kind_(kind), name_(std::move(name)), laser_nm_(laser_nm), notes_(notes) {}

    void convert(Curve& curve, const Position& where) {
        const bool from_start = !curve.x.empty() && (curve.x.front() == 0 || curve.x.front() == 1);
        if (counts_up(curve.x) && (kind_ == AxisKind::pixel || (kind_ == AxisKind::unnamed && from_start)))
            throw DataError(where, "x axis is detector pixels (expected Raman shift: calibrate first)");
        if (kind_ == AxisKind::pixel)
            note("column '" + name_ + "' holds no pixel numbers and is taken for Raman shift in cm-1");
        if (kind_ == AxisKind::unnamed) note("x has no unit and is taken for Raman shift in cm-1");
        if (kind_ == AxisKind::wavelength_nm) return from_wavelength(curve, where);
        const auto lowest = std::min_element(curve.x.begin(), curve.x.end());
        if (kind_ != AxisKind::shift && lowest != curve.x.end() && *lowest > greatest_shift_cm1)
            from_absolute(curve, where);
    }

 private:
    void note(std::string text) {
        if (std::find(notes_.begin(), notes_.end(), text) == notes_.end()) notes_.push_back(std::move(text));
    }
    double need_laser(const Position& where, const char* axis) const {
        if (!laser_nm_)
            throw DataError(where, std::string("x axis is ") + axis +
                                       " and no laser wavelength is given (expected Raman shift in cm-1)");
        return *laser_nm_;
    }
    void from_wavelength(Curve& curve, const Position& where) {
        const double laser = need_laser(where, "wavelength");
        for (double& x : curve.x) x = 1e7 / laser - 1e7 / x;
        note("wavelengths were converted to shifts from a laser of " + shortest(laser) + " nm");
    }
    void from_absolute(Curve& curve, const Position& where) {
        const double laser = need_laser(where, "absolute wavenumber");
        for (double& x : curve.x) x = 1e7 / laser - x;
        note("absolute wavenumbers were converted to shifts from a laser of " + shortest(laser) + " nm");
    }

    AxisKind kind_;
    std::string name_;
    std::optional<double> laser_nm_;
    std::vector<std::string>& notes_;
};

void check_curve(const Curve& curve, const Position& where) {
    if (curve.x.size() < least_points)
        throw DataError(where, std::to_string(curve.x.size()) + " points are no spectrum (expected " +
                                   std::to_string(least_points) + " or more)");
    if (std::all_of(curve.y.begin(), curve.y.end(), [&](double y) { return y == curve.y.front(); }))
        throw DataError(where, "all ordinates are " + shortest(curve.y.front()) + " (expected a spectrum)");
}

std::string title_of(const Curve& curve, const std::string& name) {
    return curve.label.empty() ? name : name + " " + curve.label;
}

class Reader {
 public:
    Reader(const Source& source, TextTable table)
        : file_(source.name()), table_(std::move(table)), facts_(header_facts(table_.header, table_.first_text)) {
        measurement_.metadata = facts_.metadata;
        if (facts_.name.empty()) facts_.name = std::filesystem::path(file_).stem().string();
    }

    Measurement read() {
        check_header();
        const auto positions = wide_positions(table_);
        const ColumnChoice choice = positions ? ColumnChoice{} : choice_for(table_);
        std::vector<Curve> curves = positions ? wide_curves(table_, *positions) : long_curves(table_, choice);
        if (curves.empty())
            throw DataError(Position::at_line(file_, table_.first_line), "no column of intensities (expected x and y)");
        if (choice.chosen) measurement_.notes.push_back("column '" + *choice.chosen + "' was taken for the intensity");
        if (table_.decimal_comma) measurement_.notes.push_back("decimal commas were read as decimal points");
        if (table_.later_lines > 0)
            measurement_.notes.push_back(std::to_string(table_.later_lines) + " lines after the table were not read");
        note_blank_points(curves);
        if (!facts_.foreign.empty()) return as_other(std::move(curves), choice, facts_.foreign);
        if (choice.kind == AxisKind::mass) return as_mass_spectra(std::move(curves));
        if (choice.foreign) return as_other(std::move(curves), choice, *choice.foreign + ", not Raman intensity");
        return as_raman(std::move(curves), choice);
    }

 private:
    /// Rows with more fields than the line of names: a decimal comma in a file that commas separate.
    void check_header() const {
        if (table_.separator == ',' && table_.names.empty() && table_.header_fields > 2 &&
            table_.header_fields < table_.columns())
            throw DataError(
                Position::at_line(file_, table_.first_line),
                "the row has " + std::to_string(table_.columns()) + " fields, the line of names " +
                    std::to_string(table_.header_fields) +
                    " (expected as many: decimal commas in a file separated by commas cannot be told apart)");
    }

    void note_blank_points(std::vector<Curve>& curves) {
        std::size_t gone = 0;
        for (Curve& curve : curves) gone += drop_blank_points(curve);
        if (gone > 0) measurement_.notes.push_back(std::to_string(gone) + " points without x or y were left out");
    }

    Measurement as_mass_spectra(std::vector<Curve> curves) {
        std::vector<SpectrumRecord> records;
        for (Curve& curve : curves) {
            const Position where = Position::at_line(file_, curve.line);
            for (std::size_t i = 0; i < curve.x.size(); ++i)
                if (!(curve.x[i] > 0) || !(curve.y[i] >= 0) || (i > 0 && curve.x[i] < curve.x[i - 1]))
                    throw DataError(where, "point " + std::to_string(i + 1) + " (" + shortest(curve.x[i]) + ", " +
                                               shortest(curve.y[i]) +
                                               ") is no peak (expected ascending m/z and intensities of 0 or above)");
            SpectrumRecord record;
            record.name = title_of(curve, facts_.name);
            record.line = curve.line;
            record.spectrum = {std::move(curve.x), std::move(curve.y)};
            records.push_back(std::move(record));
        }
        measurement_.technique = Technique::ei_ms;
        measurement_.data = std::move(records);
        return std::move(measurement_);
    }

    std::string name_of(std::size_t column) const {
        return table_.names.empty() ? std::string() : table_.names[column];
    }

    Measurement as_other(std::vector<Curve> curves, const ColumnChoice& choice, const std::string& reason) {
        std::vector<OtherSpectrum> spectra;
        for (Curve& curve : curves)
            spectra.push_back({title_of(curve, facts_.name), name_of(choice.x),
                               choice.y.empty() ? "" : name_of(choice.y.front()), std::move(curve.x),
                               std::move(curve.y)});
        measurement_.not_identifiable = reason;
        measurement_.data = std::move(spectra);
        return std::move(measurement_);
    }

    /// 4000 to 400-660 cm-1, downwards: how infrared instruments scan. The file does not say, so it is only noted.
    void note_infrared_range(const Curve& curve, AxisKind kind) {
        if (kind == AxisKind::shift || curve.x.empty()) return;
        if (std::abs(curve.x.front() - 4000) < 5 && curve.x.back() >= 395 && curve.x.back() <= 660)
            measurement_.notes.push_back("the axis runs from 4000 down to " + shortest(curve.x.back()) +
                                         " cm-1, as infrared spectra do; the file does not say which it is");
    }

    Measurement as_raman(std::vector<Curve> curves, const ColumnChoice& choice) {
        const AxisKind kind = facts_.axis_is_shift ? AxisKind::shift : choice.kind;
        note_infrared_range(curves.front(), kind);
        AxisConverter converter(kind, name_of(choice.x), facts_.laser_nm, measurement_.notes);
        std::vector<RamanSpectrum> spectra;
        for (Curve& curve : curves) {
            try {
                spectra.push_back(raman_spectrum(curve, converter));
            } catch (const DataError& error) {
                if (curves.size() == 1) throw;
                if (spectra.empty() && &curve == &curves.back()) throw;
                measurement_.notes.push_back("a spectrum was left out: " + std::string(error.what()));
            }
        }
        measurement_.technique = Technique::raman;
        measurement_.data = std::move(spectra);
        return std::move(measurement_);
    }

    RamanSpectrum raman_spectrum(Curve& curve, AxisConverter& converter) {
        const Position where = Position::at_line(file_, curve.line);
        check_curve(curve, where);
        converter.convert(curve, where);
        RamanSpectrum spectrum;
        spectrum.title = title_of(curve, facts_.name);
        spectrum.laser_nm = facts_.laser_nm;
        spectrum.instrument = facts_.instrument;
        for (std::string& note : set_curve(spectrum, std::move(curve.x), std::move(curve.y), where))
            measurement_.notes.push_back(std::move(note));
        return spectrum;
    }

    std::string file_;
    TextTable table_;
    HeaderFacts facts_;
    Measurement measurement_;
};

}  // namespace

bool recognise_delimited_text(const Source& source) {
    if (source.is_folder()) return false;
    const std::string_view head = source.text().substr(0, std::size_t{1} << 20);
    if (!looks_like_text(head.substr(0, 65536))) return false;
    const TextTable table = find_table(decoded(head));
    return table.rows.size() >= 2 && table.rows.size() * table.columns() >= 20;
}

Measurement read_delimited_text(const Source& source) {
    return Reader(source, find_table(decoded(source.text()))).read();
}

}  // namespace spec::io
