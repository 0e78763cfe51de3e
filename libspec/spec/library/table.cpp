#include <algorithm>
#include <set>
#include <spec/core/text.hpp>
#include <spec/library/table.hpp>
#include <variant>

namespace spec::library {
namespace {

// The fields of one line; nullopt when a quote is not closed or text follows one.
std::optional<std::vector<std::string>> fields_of(std::string_view line, char separator) {
    std::vector<std::string> fields;
    for (std::size_t i = 0;;) {
        std::string field;
        if (i < line.size() && line[i] == '"') {
            for (++i;; ++i) {
                if (i >= line.size()) return std::nullopt;
                if (line[i] != '"') {
                    field += line[i];
                } else if (i + 1 < line.size() && line[i + 1] == '"') {
                    field += line[++i];
                } else {
                    break;
                }
            }
            ++i;
            if (i < line.size() && line[i] != separator) return std::nullopt;
        } else {
            const std::size_t end = std::min(line.find(separator, i), line.size());
            field = line.substr(i, end - i);
            i = end;
        }
        fields.push_back(std::move(field));
        if (i >= line.size()) return fields;
        ++i;
    }
}

void check_header(const Table& table, std::size_t line) {
    std::set<std::string_view> seen;
    for (const std::string& column : table.columns)
        if (column.empty() || !seen.insert(column).second)
            throw DataError(Position::at_line(table.file, line),
                            "column '" + column + "' stands twice or has no name (expected distinct names)");
}

std::string counted(std::size_t count, const char* thing) {
    return std::to_string(count) + " " + thing + (count == 1 ? "" : "s");
}

std::string quoted(const std::string& field) {
    if (field.find_first_of(",\"") == std::string::npos && !field.starts_with('#')) return field;
    std::string out = "\"";
    for (const char c : field) {
        if (c == '"') out += '"';
        out += c;
    }
    out += '"';
    return out;
}

}  // namespace

std::optional<std::size_t> Table::find_column(std::string_view wanted) const {
    const auto found = std::find(columns.begin(), columns.end(), wanted);
    if (found == columns.end()) return std::nullopt;
    return static_cast<std::size_t>(found - columns.begin());
}

std::size_t Table::column(std::string_view wanted) const {
    const auto found = find_column(wanted);
    if (!found)
        throw DataError(Position::at_line(file, 1),
                        "no column '" + std::string(wanted) + "' (expected it in the header)");
    return *found;
}

namespace {

// The fields of one row, or why it has none.
std::variant<std::vector<std::string>, std::string> row_of(std::string_view line, const Table& table, char separator) {
    if (!is_utf8(line)) return "bytes that are not UTF-8 (expected UTF-8 text)";
    auto fields = fields_of(line, separator);
    if (!fields) return "a quoted field does not end with its quote (expected \"...\" and a comma)";
    if (!table.columns.empty() && fields->size() != table.columns.size())
        return counted(fields->size(), "field") + " (expected " + std::to_string(table.columns.size()) +
               " as in the header)";
    return std::move(*fields);
}

Table parse(std::string_view text, std::string name, const std::string& file, char separator,
            std::vector<DataError>* wrong) {
    Table table{std::move(name), file, {}, {}, {}};
    std::size_t line_number = 0;
    for (std::string_view line : split(text, '\n')) {
        ++line_number;
        if (line.ends_with('\r')) line.remove_suffix(1);
        if (line.empty() || line.starts_with('#')) continue;
        auto row = row_of(line, table, separator);
        if (const auto* why = std::get_if<std::string>(&row)) {
            const DataError error(Position::at_line(file, line_number), *why);
            if (!wrong || table.columns.empty()) throw error;
            wrong->push_back(error);
        } else if (table.columns.empty()) {
            table.columns = std::move(std::get<0>(row));
            check_header(table, line_number);
        } else {
            table.rows.push_back(std::move(std::get<0>(row)));
            table.lines.push_back(line_number);
        }
    }
    if (table.columns.empty())
        throw DataError(Position::at_line(file, 1), "no header (expected the names of the columns)");
    return table;
}

}  // namespace

Table parse_csv(std::string_view text, std::string name, const std::string& file, char separator) {
    return parse(text, std::move(name), file, separator, nullptr);
}

Table parse_csv_rows(std::string_view text, std::string name, const std::string& file, std::vector<DataError>& wrong) {
    return parse(text, std::move(name), file, ',', &wrong);
}

std::string to_csv(const Table& table) {
    std::string out;
    const auto add = [&](const std::vector<std::string>& fields) {
        for (std::size_t i = 0; i < fields.size(); ++i) {
            if (i > 0) out += ',';
            out += quoted(fields[i]);
        }
        out += '\n';
    };
    add(table.columns);
    for (const auto& row : table.rows) add(row);
    return out;
}

}  // namespace spec::library
