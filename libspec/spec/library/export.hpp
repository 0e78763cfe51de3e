#pragma once

#include <filesystem>
#include <spec/library/draft.hpp>
#include <string>
#include <vector>

namespace spec::library {

/// What an export wrote.
struct ExportReport {
    std::size_t written = 0;            ///< spectra, substances or tables
    std::vector<std::string> left_out;  ///< entries whose licence forbids to pass them on, or that the form cannot hold
};

/// Writes a library in a form of others: "msp" (EI spectra), "jcamp" (Raman spectra), "sdf" (substances with
/// their structures), all one file; "csv" (all tables), a folder.
///
/// throws : UsageError for another form; DataError when it cannot be written
ExportReport export_library(const Draft& library, const std::string& form, const std::filesystem::path& target);

}  // namespace spec::library
