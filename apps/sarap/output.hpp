#pragma once

#include <filesystem>
#include <optional>
#include <string_view>

namespace sarap {

/// Writes to a file (whole or not at all), or to stdout when there is none.
///
/// throws : DataError when it cannot be written
void write_output(const std::optional<std::filesystem::path>& file, std::string_view bytes);

}  // namespace sarap
