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

/// Where the axis row of "one spectrum a row" has numbers, when text follows or precedes them: 50 or more, ascending or
/// descending, most of the row; empty otherwise.
std::vector<std::size_t> axis_columns(const Fields& fields) {
    std::vector<std::size_t> columns;
    std::vector<double> axis;
    for (std::size_t i = 0; i < fields.size(); ++i) {
        const auto value = number_of(unquoted(fields[i]), false);
        if (!value) continue;
        columns.push_back(i);
        axis.push_back(*value);
    }
    const bool monotone = std::is_sorted(axis.begin(), axis.end(), std::less_equal<>()) ||
                          std::is_sorted(axis.rbegin(), axis.rend(), std::less_equal<>());
    if (axis.size() < 50 || axis.size() * 5 < fields.size() * 4 || !monotone) return {};
    return columns;
}

/// One spectrum a row with columns of text beside the numbers: the numeric columns of the axis row alone.
bool read_mixed_rows(const Fields& lines, char separator, TextTable& table) {
    const Fields head = fields_of(lines.front(), separator);
    const std::vector<std::size_t> columns = axis_columns(head);
    if (columns.empty()) return false;
    for (const std::string_view line : lines) {
        const Fields fields = fields_of(line, separator);
        if (fields.size() != head.size()) break;
        std::vector<double> row;
        for (const std::size_t column : columns)
            row.push_back(number_of(unquoted(fields[column]), false).value_or(missing));
        table.rows.push_back(std::move(row));
    }
    table.separator = separator;
    table.first_line = 1;
    if (table.rows.size() >= 2) return true;
    table.rows.clear();
    return false;
}

bool is_end_mark(std::string_view line) { return trimmed(line).empty() || trimmed(line).starts_with("##END"); }

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
    if (best.rows == 0 && !lines.empty())
        for (const char separator : {'\t', ';', ','})
            if (read_mixed_rows(lines, separator, table)) return table;
    const Style style{table.separator, table.decimal_comma};
    std::size_t line = best.begin;
    for (std::vector<double> row; table.rows.size() < best.rows; ++line) {
        read_row(lines[line], style, row);
        if (!row.empty()) table.rows.push_back(row);
    }
    if (table.rows.empty()) return table;
    table.first_line = best.begin + 1;
    table.first_text = lines.front();
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
