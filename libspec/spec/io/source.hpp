#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace spec::io {

/// The bytes of one input: a file, or the files of a folder format (X.D) by their relative names.
/// Files are memory-mapped when first asked for and stay valid as long as the Source.
class Source {
 public:
    /// path    : an existing file or folder
    /// throws  : DataError when it does not exist or cannot be read
    static Source open(const std::filesystem::path& path);
    /// A file made of bytes in memory, for tests and fuzzers.
    static Source from_bytes(std::string name, std::string_view bytes);
    /// A folder made in memory.
    static Source from_files(std::string name, std::map<std::string, std::string> files);

    Source(Source&&) noexcept;
    Source& operator=(Source&&) noexcept;
    ~Source();

    const std::string& name() const;  ///< the path as given, for messages
    bool is_folder() const;
    /// The bytes of a single file; empty for a folder.
    std::span<const std::byte> bytes() const;
    std::string_view text() const;
    /// A folder's files, relative names with '/', sorted bytewise; empty for a single file.
    std::vector<std::string> files() const;
    /// The bytes of one file of a folder, its name compared without regard to ASCII case.
    std::optional<std::span<const std::byte>> find(std::string_view relative_name) const;
    /// SHA-256 of the file, or of a folder's relative names, sorted bytewise, each followed by the file's SHA-256.
    std::string sha256() const;

 private:
    struct Contents;
    explicit Source(std::unique_ptr<Contents> contents);
    std::unique_ptr<Contents> contents_;
};

}  // namespace spec::io
