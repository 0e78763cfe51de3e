#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <mutex>
#include <spec/core/error.hpp>
#include <spec/core/sha256.hpp>
#include <spec/core/text.hpp>
#include <spec/io/source.hpp>

namespace spec::io {
namespace {

namespace fs = std::filesystem;

/// A file mapped for reading.
class Mapping {
 public:
    explicit Mapping(const fs::path& path) {
        const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
        struct stat status {};
        if (file < 0 || ::fstat(file, &status) != 0) fail(path, file);
        if (!S_ISREG(status.st_mode)) {
            ::close(file);
            throw DataError(Position::at_file(path.string()), "not a regular file (expected a measured file)");
        }
        size_ = static_cast<std::size_t>(status.st_size);
        if (size_ > 0) {
            address_ = ::mmap(nullptr, size_, PROT_READ, MAP_PRIVATE, file, 0);
            if (address_ == MAP_FAILED) fail(path, file);
        }
        ::close(file);
    }
    ~Mapping() {
        if (size_ > 0) ::munmap(address_, size_);
    }
    Mapping(const Mapping&) = delete;
    Mapping& operator=(const Mapping&) = delete;

    std::span<const std::byte> bytes() const { return {static_cast<const std::byte*>(address_), size_}; }

 private:
    [[noreturn]] static void fail(const fs::path& path, int file) {
        const std::string reason = std::strerror(errno);
        if (file >= 0) ::close(file);
        throw DataError(Position::at_file(path.string()), "cannot be read: " + reason + " (expected a readable file)");
    }
    void* address_ = nullptr;
    std::size_t size_ = 0;
};

std::span<const std::byte> as_bytes(const std::string& text) {
    return std::as_bytes(std::span(text.data(), text.size()));
}

std::vector<std::string> regular_files(const fs::path& folder) {
    std::vector<std::string> names;
    for (const auto& item : fs::recursive_directory_iterator(folder))
        if (item.is_regular_file() && !item.is_symlink())
            names.push_back(fs::relative(item.path(), folder).generic_string());
    std::sort(names.begin(), names.end());
    return names;
}

}  // namespace

struct Source::Contents {
    std::string name;
    fs::path path;  ///< empty when the bytes are in memory
    bool folder = false;
    std::vector<std::string> files;
    std::map<std::string, std::string> memory;  ///< by relative name; "" is the single file
    std::map<std::string, std::unique_ptr<Mapping>> mapped;
    std::mutex mutex;

    std::span<const std::byte> bytes_of(const std::string& file) {
        const std::lock_guard lock(mutex);
        if (path.empty()) return as_bytes(memory.at(file));
        auto& mapping = mapped[file];
        if (!mapping) mapping = std::make_unique<Mapping>(file.empty() ? path : path / file);
        return mapping->bytes();
    }
};

Source::Source(std::unique_ptr<Contents> contents) : contents_(std::move(contents)) {}
Source::Source(Source&&) noexcept = default;
Source& Source::operator=(Source&&) noexcept = default;
Source::~Source() = default;

Source Source::open(const fs::path& path) {
    auto contents = std::make_unique<Contents>();
    contents->name = path.string();
    contents->path = path;
    std::error_code error;
    contents->folder = fs::is_directory(path, error);
    if (!fs::exists(path, error))
        throw DataError(Position::at_file(path.string()), "does not exist (expected a file or folder)");
    try {
        if (contents->folder) contents->files = regular_files(path);
    } catch (const fs::filesystem_error& failure) {
        throw DataError(Position::at_file(path.string()),
                        "cannot be read: " + failure.code().message() + " (expected a readable folder)");
    }
    if (!contents->folder) contents->bytes_of("");
    return Source(std::move(contents));
}

Source Source::from_bytes(std::string name, std::string_view bytes) {
    auto contents = std::make_unique<Contents>();
    contents->name = std::move(name);
    contents->memory[""] = std::string(bytes);
    return Source(std::move(contents));
}

Source Source::from_files(std::string name, std::map<std::string, std::string> files) {
    auto contents = std::make_unique<Contents>();
    contents->name = std::move(name);
    contents->folder = true;
    for (const auto& [file, bytes] : files) contents->files.push_back(file);
    contents->memory = std::move(files);
    return Source(std::move(contents));
}

const std::string& Source::name() const { return contents_->name; }
bool Source::is_folder() const { return contents_->folder; }

std::span<const std::byte> Source::bytes() const {
    if (contents_->folder) return {};
    return contents_->bytes_of("");
}

std::string_view Source::text() const {
    const auto all = bytes();
    return {reinterpret_cast<const char*>(all.data()), all.size()};
}

std::vector<std::string> Source::files() const { return contents_->files; }

std::optional<std::span<const std::byte>> Source::find(std::string_view relative_name) const {
    const std::string wanted = lower(relative_name);
    for (const std::string& file : contents_->files)
        if (lower(file) == wanted) return contents_->bytes_of(file);
    return std::nullopt;
}

std::string Source::sha256() const {
    if (!contents_->folder) return sha256_hex(bytes());
    Sha256 hash;
    for (const std::string& file : contents_->files) hash.add(file).add(sha256_hex(contents_->bytes_of(file)));
    return hash.hex();
}

}  // namespace spec::io
