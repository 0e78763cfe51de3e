#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace spec::io {

/// The block of numbers in a delimited text, and the lines before it.
struct TextTable {
    char separator = '\t';  ///< '\t', ';', ',' or ' ' for runs of blanks
    bool decimal_comma = false;
    std::vector<std::string> names;                           ///< [n_columns] of the header line, else empty
    std::string first_text;                                   ///< the first line of the file
    std::size_t header_fields = 0;                            ///< fields of the line before the block
    std::vector<std::pair<std::string, std::string>> header;  ///< key and value of the lines before
    std::vector<std::vector<double>> rows;                    ///< each [n_columns]; blank and "NA" fields are NaN
    std::size_t first_line = 0;                               ///< line of the first row, from 1
    std::size_t later_lines = 0;                              ///< lines behind the block that are neither empty nor END

    std::size_t columns() const { return rows.empty() ? 0 : rows.front().size(); }
};

/// The longest block of lines with the same number of numeric fields, two at least, by the separator that makes it
/// longest; without rows when there is none.
///
/// text   : UTF-8, any line ends
/// source : docs/formats/text.md
TextTable find_table(std::string_view text);

}  // namespace spec::io
