#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace spec::casework {

/// What a row of a sequence is measured for.
enum class RowType { blank, standard, check, ladder, exhibit, calibration };
const char* to_string(RowType type);

/// One injection or measurement of a sequence, in the order of acquisition.
struct SequenceRow {
    std::size_t line = 0;        ///< of the sequence file
    std::filesystem::path file;  ///< relative paths are resolved against the sequence file
    std::string sample;          ///< distinct within a sequence
    RowType type = RowType::exhibit;
    std::optional<double> level;  ///< nominal concentration of a standard or check, in `unit`
    std::string unit, case_id, exhibit, technique, note, substance;
};

/// A row that cannot be used, and why: `<file>:<line>: <what is wrong> (<what was expected>)`.
struct RowFailure {
    std::size_t line = 0;
    std::string sample, reason;
};

struct Sequence {
    std::vector<SequenceRow> rows;
    std::vector<RowFailure> failures;
    std::vector<std::string> notes;  ///< how the file was read, when that was not plain UTF-8 with commas
};

/// Reads a sequence file (interface.md, section 2). UTF-8, else Windows-1251; commas, else semicolons: what was not
/// plain is noted. A row that is wrong becomes a failure and the others go on.
///
/// throws : DataError when the file cannot be read, has no header, lacks the column `file` or `type`, or holds no row
Sequence read_sequence(const std::filesystem::path& file);

}  // namespace spec::casework
