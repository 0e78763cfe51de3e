#pragma once

#include <spec/library/draft.hpp>
#include <spec/library/proposal.hpp>
#include <string>
#include <vector>

namespace spec::library {

/// What an official list became: rows for the tables, and what a person has to decide.
struct ControlsImport {
    Change change;                       ///< rows of controls, names and thresholds
    std::size_t read = 0, matched = 0;   ///< rows of the list; read = matched + unmatched.size()
    std::vector<std::string> unmatched;  ///< "<file>:<line>: '<name>': <why>"
    std::vector<std::string> notes;      ///< "<file>:<line>: ..." by what a row was matched when not by InChIKey
};

/// Matches the rows of an official list with the substances of a library: by InChIKey, then CAS number, then exact name
/// (case ignored, Cyrillic too); never by abbreviations or codes, and never when two ways or two substances disagree.
///
/// text   : CSV as docs/formats/controls-list.md has it; ',' or ';' between the fields
/// list   : id in lists.csv for rows that name none; instrument: id in instruments.csv
/// throws : DataError with file and line: a missing column, a date that does not exist; UsageError for an unknown list,
///          instrument or jurisdiction
ControlsImport import_controls(const Draft& library, const std::string& text, const std::string& file,
                               const std::string& jurisdiction, const std::string& instrument);

/// A name as names are compared: ASCII, Cyrillic and Kazakh letters in lower case, blanks around it removed.
std::string folded_name(std::string_view name);

/// Whether a name is an abbreviation or code ("3-MMC", "U-47700", "DMT"), by which nothing is matched.
bool is_abbreviation(std::string_view name);

}  // namespace spec::library
