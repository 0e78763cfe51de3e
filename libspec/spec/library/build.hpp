#pragma once

#include <filesystem>
#include <spec/core/error.hpp>
#include <spec/library/draft.hpp>
#include <string>
#include <vector>

namespace spec::library {

/// A library read from reviewed text, and what is wrong with it.
struct Build {
    Draft draft;
    std::vector<DataError> problems;  ///< contradictions, each with file and line; in the order of files and lines
};

/// Reads a folder of reviewed text (reference_library/): tables (*.csv), spectra/ (MSP, JCAMP-DX, raman_bands.csv), and
/// the texts of calibration/ and rules/. Nothing is guessed: what contradicts itself is a problem.
///
/// folder : docs/formats/library.md tells its files and columns
/// throws : DataError when the folder or a table cannot be read at all
Build build_from_text(const std::filesystem::path& folder);

/// The same text read for a proposal: the structures of rows that `tested` holds too are not tested again, and nothing
/// is derived from them. release() tests everything again before anything is used.
///
/// tested : the text before the change; nullptr to test no structure at all, for a text that is only looked at
Build read_text(const std::filesystem::path& folder, const Draft* tested);

/// What contradicts itself in the tables and entries of a library; empty when all is well.
std::vector<DataError> contradictions(const Draft& draft);

}  // namespace spec::library
