#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <spec/core/error.hpp>
#include <spec/io/write_file.hpp>
#include <string>

namespace spec::io {
namespace {

[[noreturn]] void cannot_write(const std::filesystem::path& file) {
    throw DataError(Position::at_file(file.string()),
                    std::string("cannot be written: ") + std::strerror(errno) + " (expected a writable place)");
}

}  // namespace

bool write_all(int descriptor, std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t count = ::write(descriptor, bytes.data(), bytes.size());
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(count));
    }
    return true;
}

void write_whole(const std::filesystem::path& file, std::string_view bytes) {
    if (std::filesystem::exists(file) && !std::filesystem::is_regular_file(file)) {  // a pipe or /dev/null
        const int out = ::open(file.c_str(), O_WRONLY | O_CLOEXEC);
        if (out < 0 || !write_all(out, bytes) || ::close(out) != 0) cannot_write(file);
        return;
    }
    std::string temporary = file.string() + ".part-XXXXXX";
    const int out = ::mkstemp(temporary.data());
    if (out < 0) cannot_write(file);
    const mode_t mask = ::umask(0);
    ::umask(mask);
    const bool written = write_all(out, bytes) && ::fchmod(out, 0666 & ~mask) == 0 && ::fsync(out) == 0;
    const int reason = errno;
    ::close(out);
    if (written && std::rename(temporary.c_str(), file.c_str()) == 0) return;
    if (!written) errno = reason;
    const int kept = errno;
    ::unlink(temporary.c_str());
    errno = kept;
    cannot_write(file);
}

}  // namespace spec::io
