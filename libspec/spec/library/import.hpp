#pragma once

#include <filesystem>
#include <optional>
#include <spec/library/draft.hpp>
#include <string>
#include <vector>

namespace spec::library {

/// One argument of `import`, already expanded: a file, and the source name that its entries get.
struct ImportFile {
    std::filesystem::path path;
    std::string source;
};

/// What became of the records of an import: read = loaded + refused, always.
struct ImportReport {
    std::size_t read = 0, loaded = 0, refused = 0;
    std::vector<DataError> refused_records;  ///< "<file>:<line>: <reason>", one a refused record
    std::vector<std::string> notes;          ///< "<file>:<line>: <what was repaired or is doubtful>"
    std::vector<std::string> failed;         ///< files of which nothing could be read, with the reason
};

/// Adds the records of the files to a draft: EI spectra (MSP, JCAMP-DX) and Raman spectra, as they are.
///
/// draft  : gets one entry a record, id `<source>:<ID>`; ID = the record's own, else the file's stem when the file
/// holds one
///          record, else the record's ordinal from 1; an id that the draft holds already is refused
/// source : docs/formats/library.md
ImportReport import_files(Draft& draft, const std::vector<ImportFile>& files);

/// The imported file's stem, or the folder's name: the default source of `sarap library import PATH`.
std::string default_source(const std::filesystem::path& path);

}  // namespace spec::library
