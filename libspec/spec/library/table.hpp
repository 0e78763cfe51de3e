#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <spec/core/error.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace spec::library {

/// A table of text as reference_library/ and the library file hold it: named columns, rows of as many fields.
struct Table {
    std::string name;  ///< "substances"
    std::string file;  ///< for messages
    std::vector<std::string> columns;
    std::vector<std::vector<std::string>> rows;
    std::vector<std::size_t> lines;  ///< line of each row in the file, from 1

    std::optional<std::size_t> find_column(std::string_view column) const;
    /// throws : DataError with the header's line when the column is missing
    std::size_t column(std::string_view column) const;
    /// Where a row stands, for messages.
    Position at(std::size_t row) const { return Position::at_line(file, lines[row]); }
};

/// Reads comma-separated text with a header: UTF-8, fields with commas or quotes in double quotes, a quote doubled, no
/// line breaks within a field. Lines that are empty or begin with '#' are skipped.
///
/// throws : DataError with file and line: not UTF-8, a row of another length, an open quote, a column twice
/// source : RFC 4180
Table parse_csv(std::string_view text, std::string name, const std::string& file, char separator = ',');

/// The same for text that a person is to correct: a row that is wrong is left out and listed in `wrong`, and the rest
/// is read. What is wrong with the header is thrown.
Table parse_csv_rows(std::string_view text, std::string name, const std::string& file, std::vector<DataError>& wrong);

/// The table in the form that parse_csv reads; fields are quoted only where needed.
std::string to_csv(const Table& table);

}  // namespace spec::library
