#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace spec::library {

/// The number types that a library file stores, all little-endian.
enum class Number { u8, u32, u64, f32, f64 };
std::size_t size_of(Number type);

/// Where a dataset lies in its file: contiguous, so that it can be mapped.
struct Extent {
    std::string path;  ///< "/sarap/entries/x"
    Number type = Number::u8;
    std::size_t count = 0;   ///< numbers
    std::size_t offset = 0;  ///< bytes from the start of the file
    std::size_t bytes() const { return count * size_of(type); }
};

/// Writes a new HDF5 file of groups, string attributes and contiguous one-dimensional datasets, each aligned at 4096
/// bytes. The same calls in the same order give the same bytes. HDF5 is called by one thread at a time.
class Hdf5Writer {
 public:
    /// path       : a file that does not exist
    /// user_block : bytes left free at the start of the file, a power of two of at least 512
    /// throws     : DataError when the file cannot be made
    Hdf5Writer(const std::filesystem::path& path, std::size_t user_block);
    ~Hdf5Writer();
    Hdf5Writer(const Hdf5Writer&) = delete;
    Hdf5Writer& operator=(const Hdf5Writer&) = delete;

    void group(const std::string& path);
    void attribute(const std::string& group, const std::string& name, std::string_view text);
    /// throws : DataError when the disk is full
    void dataset(const std::string& path, Number type, std::span<const std::byte> bytes);
    /// Writes what is left and closes the file; returns where each dataset lies, in the order of writing.
    std::vector<Extent> finish();

 private:
    struct State;
    std::unique_ptr<State> state_;
};

/// Looks into an HDF5 file. Only what Hdf5Writer writes is accepted: hard links, contiguous storage inside the file,
/// the number types above; anything else is a DataError.
class Hdf5Reader {
 public:
    /// throws : DataError when the file is not HDF5
    explicit Hdf5Reader(const std::filesystem::path& path);
    ~Hdf5Reader();
    Hdf5Reader(const Hdf5Reader&) = delete;
    Hdf5Reader& operator=(const Hdf5Reader&) = delete;

    /// Empty when the group has no such attribute.
    std::string attribute(const std::string& group, const std::string& name) const;
    /// All datasets below a group, by path, in the order of their names.
    std::vector<Extent> datasets(const std::string& group) const;

 private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace spec::library
