#include "output.hpp"

#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <spec/core/error.hpp>
#include <spec/io/write_file.hpp>
#include <string>

namespace sarap {

void write_output(const std::optional<std::filesystem::path>& file, std::string_view bytes) {
    if (file) return spec::io::write_whole(*file, bytes);
    if (!spec::io::write_all(STDOUT_FILENO, bytes))
        throw spec::DataError(
            spec::Position::at_file("standard output"),
            std::string("cannot be written: ") + std::strerror(errno) + " (expected an open pipe or file)");
}

}  // namespace sarap
