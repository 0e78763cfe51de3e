#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <optional>
#include <spec/core/text.hpp>
#include <spec/io/jcamp_labels.hpp>
#include <spec/io/number.hpp>
#include <spec/io/text_table.hpp>

namespace spec::io {
namespace {

constexpr double missing = std::numeric_limits<double>::quiet_NaN();

using Fields = std::vector<std::string_view>;

struct Style {
    char separator;
    bool decimal_comma;
};
/// Tried in this order; the first that makes the longest block wins.
constexpr std::array<Style, 7> styles{
    {{'\t', false}, {';', false}, {',', false}, {' ', false}, {'\t', true}, {';', true}, {' ', true}}};

Fields fields_of(std::string_view line, char separator) {
    if (separator != ' ') return split(line, separator);
    Fields fields;
    std::size_t at = 0;
    while ((at = line.find_first_not_of(" \t", at)) != std::string_view::npos) {
        const std::size_t end = std::min(line.find_first_of(" \t", at), line.size());
        fields.push_back(line.substr(at, end - at));
        at = end;
    }
    return fields;
}

bool is_blank_field(std::string_view field) {
    const std::string word = lower(field);
    return word.empty() || word == "na" || word == "nan" || word == "n/a" || word == "--" || word == "-";
}

std::string_view unquoted(std::string_view field) {
    field = trimmed(field);
    if (field.size() >= 2 && field.front() == '"' && field.back() == '"')
        field = trimmed(field.substr(1, field.size() - 2));
    return field;
}

std::optional<double> number_of(std::string_view field, bool decimal_comma) {
    std::array<char, 64> copy{};
    if (field.size() > copy.size()) return std::nullopt;
    if (decimal_comma) {
        if (field.find('.') != std::string_view::npos) return std::nullopt;
        std::replace_copy(field.begin(), field.end(), copy.begin(), ',', '.');
        field = {copy.data(), field.size()};
    }
    double value = 0;
    const char* const end = field.data() + field.size();
    if (field.empty() || parse_number(field.data(), end, value) != end) return std::nullopt;
    return value;
}

/// The numbers of a line; empty when a field is neither number nor blank, or fewer than two are numbers.
void read_row(std::string_view line, Style style, std::vector<double>& row) {
    row.clear();
    std::size_t numbers = 0;
    for (const std::string_view raw : fields_of(line, style.separator)) {
        const std::string_view field = unquoted(raw);
        if (is_blank_field(field)) {
            row.push_back(missing);
            continue;
        }
        const auto value = number_of(field, style.decimal_comma);
        if (!value) return row.clear();
        row.push_back(*value);
        ++numbers;
    }
    if (numbers < 2) row.clear();
}

struct Block {
    std::size_t begin = 0, rows = 0, columns = 0;
    std::size_t weight() const { return rows * columns; }
};

/// The heaviest run of lines that read as the same number of fields; empty lines do not end it.
Block heaviest_block(const Fields& lines, Style style) {
    Block best, now;
    std::vector<double> row;
    for (std::size_t i = 0; i < lines.size(); ++i) {
        if (trimmed(lines[i]).empty()) continue;
        read_row(lines[i], style, row);
        if (row.empty() || row.size() != now.columns) now = {i, 0, row.size()};
        if (row.empty()) continue;
        ++now.rows;
        if (now.weight() > best.weight()) best = now;
    }
    return best;
}

/// Separators at the end of every row make columns without a number: they go.
void drop_empty_columns(TextTable& table) {
    while (table.columns() > 2 &&
           std::all_of(table.rows.begin(), table.rows.end(), [](const auto& row) { return std::isnan(row.back()); }))
        for (auto& row : table.rows) row.pop_back();
}

/// Names of the columns from the line before the block, when it has as many fields.
std::vector<std::string> names_of(std::string_view line, char separator, std::size_t columns) {
    Fields fields = fields_of(line, separator);
    if (fields.size() > columns) std::erase_if(fields, [](std::string_view field) { return trimmed(field).empty(); });
    if (fields.size() != columns) return {};
    std::vector<std::string> names;
    for (const std::string_view field : fields) names.emplace_back(unquoted(field));
    return names;
}

/// "Laser Wavelength;785", "#Laser=<tab>532nm", "##NAMES=Calcite", "wl,532nm" as key and value.
std::optional<std::pair<std::string, std::string>> key_value(std::string_view line, char separator) {
    line = trimmed(line);
    std::size_t at = line.starts_with('#') ? line.find('=') : std::string_view::npos;
    if (at == std::string_view::npos) at = line.find(separator == ' ' ? '\t' : separator);
    if (at == std::string_view::npos) at = line.find_first_of("=:\t");
    if (at == std::string_view::npos) return std::nullopt;
    std::string_view key = trimmed(line.substr(0, at));
    key.remove_prefix(std::min(key.find_first_not_of('#'), key.size()));
    if (key.empty() || key.size() > 80) return std::nullopt;
    std::string_view value = trimmed(line.substr(at + 1));
    while (!value.empty() && value.back() == separator) value.remove_suffix(1);
    return std::pair{std::string(key), std::string(value)};
}

bool is_end_mark(std::string_view line) {
    return trimmed(line).empty() || trimmed(line).starts_with("##END");
}

}  // namespace

TextTable find_table(std::string_view text) {
    Fields lines;
    for (std::string_view rest = text; !rest.empty();) lines.push_back(next_line(rest));
    TextTable table;
    Block best;
    for (const Style style : styles) {
        const Block block = heaviest_block(lines, style);
        if (block.weight() <= best.weight()) continue;
        best = block;
        table.separator = style.separator;
        table.decimal_comma = style.decimal_comma;
    }
    const Style style{table.separator, table.decimal_comma};
    std::size_t line = best.begin;
    for (std::vector<double> row; table.rows.size() < best.rows; ++line) {
        read_row(lines[line], style, row);
        if (!row.empty()) table.rows.push_back(row);
    }
    if (table.rows.empty()) return table;
    table.first_line = best.begin + 1;
    if (best.begin > 0) {
        table.names = names_of(lines[best.begin - 1], style.separator, best.columns);
        table.header_fields = fields_of(lines[best.begin - 1], style.separator).size();
    }
    drop_empty_columns(table);
    if (!table.names.empty()) table.names.resize(table.columns());
    for (std::size_t i = 0; i < best.begin; ++i)
        if (auto pair = key_value(lines[i], style.separator)) table.header.push_back(std::move(*pair));
    for (; line < lines.size(); ++line) table.later_lines += !is_end_mark(lines[line]);
    return table;
}

}  // namespace spec::io
