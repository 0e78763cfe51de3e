#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace sarap {

/// The starter library that the build made: share/sarap/starter.h5 beside the folder of the program, built or
/// installed. Nothing when it is not there.
std::optional<std::filesystem::path> find_starter();

/// The library that knows substances and their legal status: the one named, else $SARAP_LIBRARY, else the starter.
///
/// throws : UsageError when there is none
std::filesystem::path substance_library(const std::optional<std::string>& named);

}  // namespace sarap
