#pragma once

#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace spec::casework {

/// What a row of a sequence is measured for.
enum class RowType { blank, standard, check, ladder, exhibit, calibration };
const char* to_string(RowType type);

/// What was weighed and dissolved for a row; what is absent was not told.
struct Preparation {
    std::optional<double> aliquot;    ///< share of the exhibit that was taken, in (0, 1]
    std::optional<double> mass_mg;    ///< that was weighed
    std::optional<double> volume_ml;  ///< that it was dissolved in
    std::optional<double> dilution;   ///< factor before the injection, at least 1
};

/// One injection or measurement of a sequence, in the order of acquisition.
struct SequenceRow {
    std::size_t line = 0;        ///< of the sequence file
    std::filesystem::path file;  ///< relative paths are resolved against the sequence file
    std::string sample;          ///< distinct within a sequence
    RowType type = RowType::exhibit;
    std::optional<double> level;  ///< nominal concentration of a standard or check, in `unit`
    std::string unit, case_id, exhibit, technique, note, substance;
    Preparation preparation;
    std::string guessed_from;  ///< of a folder: the name that the type was guessed from; else empty
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

/// A folder of measurements as a sequence: in the order of their acquisition times where all have one, else of their
/// names. Type, level and substance are guessed from the sample's name (which Agilent runs hold) and the file's name;
/// each guess is noted. Files that no reader recognises are left out and noted.
///
/// only   : paths that are looked at; nullptr: all
/// throws : DataError when the folder holds no measurement
Sequence guess_sequence(const std::filesystem::path& folder, const std::set<std::string>* only = nullptr);

/// What a sample's name says: "25ug/mL Etizolam" is a standard of 25 ug/mL, "MEOH BLK" a blank.
struct GuessedRow {
    RowType type = RowType::exhibit;
    std::optional<double> level;
    std::string unit, substance;
};
GuessedRow guess_row(const std::string& name);

}  // namespace spec::casework
