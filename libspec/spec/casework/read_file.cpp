#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <spec/casework/read_file.hpp>

namespace spec::casework {

// By the calls of the system: a stream would throw for a folder, or for a drive that vanishes while it is read.
std::optional<std::string> read_file(const std::filesystem::path& file) {
    const int in = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
    if (in < 0) return std::nullopt;
    std::string bytes;
    char block[65536];
    for (;;) {
        const ssize_t count = ::read(in, block, sizeof block);
        if (count < 0 && errno == EINTR) continue;
        if (count > 0) {
            bytes.append(block, static_cast<std::size_t>(count));
            continue;
        }
        const int reason = errno;
        ::close(in);
        errno = reason;
        if (count < 0) return std::nullopt;
        return bytes;
    }
}

}  // namespace spec::casework
