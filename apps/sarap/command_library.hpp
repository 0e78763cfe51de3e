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
int run_library_classify(const std::vector<std::string>& arguments);
int run_library_diff(const std::vector<std::string>& arguments);
int run_library_log(const std::vector<std::string>& arguments);
int run_library_verify(const std::vector<std::string>& arguments);
int run_library_export(const std::vector<std::string>& arguments);
int run_library_add(const std::vector<std::string>& arguments);
int run_library_schedule(const std::vector<std::string>& arguments);
int run_library_retire(const std::vector<std::string>& arguments);
int run_library_propose(const std::vector<std::string>& arguments);
int run_library_rollback(const std::vector<std::string>& arguments);
int run_library_release(const std::vector<std::string>& arguments);
int run_import_controls(const std::vector<std::string>& arguments);

}  // namespace sarap
