#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace sarap {

/// What the positional arguments stand for: a file or a folder format (X.D) is one input; another folder stands for the
/// inputs in it (not below it), names sorted bytewise, and what no reader recognises there is skipped.
struct Inputs {
    std::vector<std::filesystem::path> paths;
    std::vector<std::string> skipped;  ///< one line each, for stderr
};

/// throws : UsageError when there is no argument
Inputs expand_inputs(const std::vector<std::string>& arguments);

}  // namespace sarap
