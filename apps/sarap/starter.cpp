#include "starter.hpp"

#include <cstdlib>
#include <spec/core/error.hpp>

namespace sarap {

namespace fs = std::filesystem;

std::optional<fs::path> find_starter() {
    std::error_code error;
    const fs::path program = fs::read_symlink("/proc/self/exe", error);
    if (error) return std::nullopt;
    const fs::path file = program.parent_path().parent_path() / "share/sarap/starter.h5";
    if (!fs::exists(file, error)) return std::nullopt;
    return file;
}

fs::path substance_library(const std::optional<std::string>& named) {
    if (named) return *named;
    if (const char* chosen = std::getenv("SARAP_LIBRARY"); chosen && *chosen) return chosen;
    if (const auto starter = find_starter()) return *starter;
    throw spec::UsageError(
        "no library (expected --library FILE, $SARAP_LIBRARY, or the starter library beside the program)");
}

}  // namespace sarap
