#pragma once

#include <string>
#include <string_view>

namespace spec::casework {

/// A name as a file name: letters, digits, '-', '_' and '.' stay, every other byte is %XX; a name of more than 80
/// bytes is cut and ends in the first 16 digits of its SHA-256, so that distinct names stay distinct.
std::string file_name_of(std::string_view name);

}  // namespace spec::casework
