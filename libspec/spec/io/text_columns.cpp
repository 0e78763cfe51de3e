#include <algorithm>
#include <array>
#include <spec/core/text.hpp>
#include <spec/io/text_columns.hpp>

namespace spec::io {
namespace {

/// Letters and digits alone, in lower case.
std::string plain(std::string_view name) {
    std::string out;
    for (const char c : lower(name))
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) out += c;
    return out;
}

bool contains(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

std::optional<AxisKind> axis_kind(const std::string& name) {
    if (contains(name, "shift")) return AxisKind::shift;
    if (contains(name, "wavenumber") || name == "wave" || contains(name, "cm1") || contains(name, "1cm"))
        return AxisKind::wavenumber;
    if (contains(name, "wavelength") || name == "nm" || name == "lambda" || name == "wavelengthnm")
        return AxisKind::wavelength_nm;
    if (contains(name, "pixel")) return AxisKind::pixel;
    if (name == "mz" || name == "mass" || name == "moverz") return AxisKind::mass;
    return std::nullopt;
}

/// Lower is wanted more; nothing for a name that tells no step of processing.
std::optional<int> signal_rank(const std::string& name) {
    if (contains(name, "darksubtracted")) return contains(name, "baseline") ? 1 : 0;
    if (contains(name, "processed") || contains(name, "corrected")) return 1;
    if (name.starts_with("intensity") || name == "counts" || name == "signal") return 2;
    if (name.starts_with("raw")) return 3;
    return std::nullopt;
}

bool is_accompanying(const std::string& name) {
    for (const std::string_view known : {"dark", "background", "reference", "irradiance", "tr", "absorbance", "scope"})
        if (name.starts_with(known) && !name.starts_with("darksubtracted")) return true;
    return false;
}

std::optional<std::string> foreign_ordinate(const std::string& name) {
    for (const std::string_view word : {"absorbance", "transmittance", "reflectance", "transmission"})
        if (contains(name, word)) return std::string(word);
    return std::nullopt;
}

void choose_axis(const std::vector<std::string>& names, ColumnChoice& choice) {
    constexpr std::array wanted{AxisKind::shift, AxisKind::wavenumber, AxisKind::mass, AxisKind::wavelength_nm,
                                AxisKind::pixel};
    for (const AxisKind kind : wanted)
        for (std::size_t i = 0; i < names.size(); ++i)
            if (axis_kind(names[i]) == kind) {
                choice.x = i;
                choice.kind = kind;
                return;
            }
}

/// Columns of one measurement in several steps of processing: the best of them; else every column is a spectrum.
void choose_ordinates(const std::vector<std::string>& names, std::vector<std::size_t> left, ColumnChoice& choice) {
    const auto best = std::min_element(left.begin(), left.end(), [&](std::size_t a, std::size_t b) {
        return signal_rank(names[a]).value_or(9) < signal_rank(names[b]).value_or(9);
    });
    if (best == left.end()) return;
    const bool one_measurement = std::count_if(left.begin(), left.end(), [&](std::size_t i) {
                                     return signal_rank(names[i]) || is_accompanying(names[i]);
                                 }) > 1;
    if (signal_rank(names[*best]) && one_measurement) {
        choice.y = {*best};
        choice.chosen = names[*best];
    } else {
        choice.y = std::move(left);
    }
}

}  // namespace

ColumnChoice choose_columns(const std::vector<std::string>& raw_names, std::size_t columns) {
    ColumnChoice choice;
    if (raw_names.empty()) {
        for (std::size_t i = 1; i < columns; ++i) choice.y.push_back(i);
        return choice;
    }
    std::vector<std::string> names;
    for (const std::string& name : raw_names) names.push_back(plain(name));
    choose_axis(names, choice);
    std::vector<std::size_t> left;
    for (std::size_t i = 0; i < columns; ++i) {
        if (i == choice.x || axis_kind(names[i])) continue;
        const bool position = names[i] == "x" || names[i] == "y" || names[i] == "z" || names[i] == "time";
        if (position && choice.kind != AxisKind::unnamed && columns > 2)
            choice.positions.push_back(i);
        else
            left.push_back(i);
    }
    choose_ordinates(names, std::move(left), choice);
    if (choice.chosen) choice.chosen = raw_names[choice.y.front()];
    if (choice.y.size() == 1) choice.foreign = foreign_ordinate(names[choice.y.front()]);
    return choice;
}

}  // namespace spec::io
