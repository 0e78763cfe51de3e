#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace spec::casework {

/// All bytes of a regular file; nothing, with errno set, when it is not one or cannot be read to its end.
std::optional<std::string> read_file(const std::filesystem::path& file);

}  // namespace spec::casework
