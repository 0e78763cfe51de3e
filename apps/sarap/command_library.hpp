#pragma once

#include <string>
#include <vector>

#include "command_line.hpp"

namespace sarap {

// The verbs of `sarap library`, one file each.
int run_library_build(const std::vector<std::string>& arguments);
int run_library_import(const std::vector<std::string>& arguments);
int run_library_list(const std::vector<std::string>& arguments);
int run_library_show(const std::vector<std::string>& arguments);

}  // namespace sarap
