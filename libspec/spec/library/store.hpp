#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <span>
#include <spec/io/source.hpp>
#include <spec/library/hdf5_file.hpp>
#include <spec/library/library.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace spec::library {

inline constexpr std::string_view library_schema = "sarap.library/1";

/// A library file, mapped. The HDF5 user block at its start holds the schema, the name and root, and an index of all
/// datasets with their offsets and checksums, so that opening needs no search and every damaged byte is noticed before
/// it is used: all but the large arrays are checked at opening, those when they are used.
class StoredLibrary {
 public:
    /// throws : DataError when the file is no library, of another schema version, cut short or damaged
    explicit StoredLibrary(const std::filesystem::path& path);

    const std::string& file() const { return source_.name(); }
    const LibraryStamp& stamp() const { return stamp_; }
    std::span<const std::byte> file_bytes() const { return source_.bytes(); }

    /// The bytes of a dataset, or nothing when there is none.
    std::optional<std::span<const std::byte>> find(std::string_view path) const;
    /// throws : DataError when it is missing
    std::span<const std::byte> bytes(std::string_view path) const;
    std::string_view text(std::string_view path) const;
    /// throws : DataError when it is missing or of another size or type
    template <typename Value>
    std::span<const Value> numbers(std::string_view path, std::size_t count) const {
        return {static_cast<const Value*>(checked(path, sizeof(Value), count)), count};
    }
    /// The names of all datasets below a group, bytewise.
    std::vector<std::string> names(std::string_view group) const;
    /// The checksum of a dataset that is not checked at opening agrees with its bytes.
    bool intact(std::string_view path) const;
    /// All datasets as the index has them, by path.
    std::vector<Extent> extents() const;

 private:
    struct Dataset {
        Extent extent;
        std::optional<std::uint32_t> checksum;  ///< of an array that is checked when used
    };
    const void* checked(std::string_view path, std::size_t size, std::size_t count) const;
    std::string_view read_header();
    void read_index(std::string_view index);

    io::Source source_;
    LibraryStamp stamp_;
    std::map<std::string, Dataset, std::less<>> datasets_;
};

/// The entries of a stored library, without their spectra and provenance.
std::vector<Entry> read_entries(const StoredLibrary& stored);

/// The provenance of one of `entries` entries.
Json read_provenance(const StoredLibrary& stored, std::size_t entry, std::size_t entries);

/// One spectrum of a stored library, copied, its checksum checked.
struct Points {
    std::vector<double> x, y;
};

/// Where the spectra of a stored library lie.
class StoredPoints {
 public:
    StoredPoints(const StoredLibrary& stored, std::size_t entries);
    /// throws : DataError naming the entry when its points are damaged
    Points read(std::size_t entry, const std::string& id) const;

 private:
    std::string file_;
    std::span<const std::uint64_t> begin_;
    std::span<const double> x_, y_;
    std::span<const std::uint32_t> checksum_;
};

}  // namespace spec::library
