#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <map>
#include <spec/core/error.hpp>
#include <spec/library/library.hpp>
#include <spec/library/table.hpp>
#include <string>
#include <vector>

namespace spec::library {

/// An entry on its way into a library: x is m/z (Th) or shift (cm-1), ascending, y the intensity as in the source.
struct DraftEntry {
    Entry entry;
    std::vector<double> x, y;
    Position where;  ///< where it was read, for messages; not stored
};

/// The whole content of a library in memory: what `build` and `import` make and write_library() writes.
struct Draft {
    std::string name;
    std::string release = "unreleased";
    std::vector<DraftEntry> entries;           ///< in the order of reading; ids distinct
    std::map<std::string, Table> tables;       ///< by name: "substances", "names", "controls", ...
    std::map<std::string, std::string> texts;  ///< by path below reference_library: "calibration/ei.toml"

    const Table* find_table(const std::string& table) const;
};

/// A block of bytes derived from the entries (the search engine's arrays) that is stored contiguous and aligned at 4096
/// bytes in the library file, to be mapped: Library::array finds it again. It is no part of the content root.
struct NamedArray {
    std::string name;  ///< letters, digits, '_' and '-'
    std::vector<std::byte> bytes;
};

/// Makes the arrays of a library that is being written; called once, with all entries in their final order.
using ArrayMaker = std::function<std::vector<NamedArray>(const Draft&)>;

/// SHA-256 (hex) over the content: the Merkle tree of RFC 6962 over one leaf an entry, table row and text, sorted by
/// key.
///
/// draft  : any order of entries and rows gives the same root
/// source : docs/formats/library.md
std::string content_root(const Draft& draft);

/// Writes a library file: a temporary file beside it, flushed to the disk, then renamed over the old one. At any moment
/// `path` is the old or the new library. The same draft gives the same bytes.
///
/// throws : DataError when it cannot be written
void write_library(const std::filesystem::path& path, const Draft& draft, const ArrayMaker& arrays = {});

/// The content of a library file, all checksums checked, to be extended or exported.
///
/// throws : DataError as Library::open
Draft read_library(const std::filesystem::path& path);

/// Holds a library against writers of other processes as long as it lives.
class WriteLock {
 public:
    /// throws : DataError when another process is changing the library, or the folder cannot be written
    explicit WriteLock(const std::filesystem::path& library);
    ~WriteLock();
    WriteLock(const WriteLock&) = delete;
    WriteLock& operator=(const WriteLock&) = delete;

 private:
    std::filesystem::path file_;
    int descriptor_ = -1;
};

}  // namespace spec::library
