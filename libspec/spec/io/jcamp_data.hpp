#pragma once

#include <spec/io/jcamp_labels.hpp>
#include <string>
#include <vector>

namespace spec::io {

/// The data table of a block: x and y in the order of the file, scaled to the units of the labels.
struct JcampTable {
    std::vector<double> x, y;
    bool peaks = false;    ///< PEAK TABLE: positions and heights, no curve
    std::size_t line = 0;  ///< where the table begins
    std::vector<std::string> notes;
};

/// What scales a table: from the labels of its block, or from the columns of an NTUPLES header.
struct TableScale {
    std::optional<double> first_x, last_x, step_x;
    double x_factor = 1, y_factor = 1;
    std::optional<std::size_t> points;  ///< NPOINTS or VAR_DIM
};

/// The record that holds the data: XYDATA, XYPOINTS, PEAK TABLE, RADATA; nullptr when the block has none.
const JcampRecord* data_record(const JcampBlock& block);

/// Reads the data table of a block; missing ordinates ('?') are left out, with a note.
///
/// throws : DataError with the line; the number of points found must equal NPOINTS where it stands
JcampTable read_table(const JcampBlock& block, const JcampRecord& data, const std::string& file);

/// Reads a table of any form with a scale given.
JcampTable read_scaled(const JcampRecord& data, const TableScale& scale, const std::string& file);

/// Pairs or triples (XY..XY), (XYW..XYW): the first two numbers of each group.
JcampTable read_pairs(const JcampRecord& data, const std::string& file, std::optional<std::size_t> expected);

/// The variable list of a table, "(XY..XY)", without blanks and in upper case; empty when the record has none.
std::string variable_list(std::string_view text);

}  // namespace spec::io
