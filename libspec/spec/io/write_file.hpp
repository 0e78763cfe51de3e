#pragma once

#include <filesystem>
#include <string_view>

namespace spec::io {

/// Writes a file whole or not at all: a temporary file beside it, fsync, rename. A pipe or device is written directly.
///
/// throws : DataError when it cannot be written; nothing is left behind
void write_whole(const std::filesystem::path& file, std::string_view bytes);

/// Writes bytes to an open file descriptor, whatever the kernel takes at a time; false, with errno set, when it fails.
bool write_all(int descriptor, std::string_view bytes);

}  // namespace spec::io
