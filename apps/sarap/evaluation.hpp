#pragma once

#include <spec/conclude/method.hpp>

#include "command_line.hpp"

namespace sarap {

/// The method that --method, --top and --set-level ask for.
///
/// throws : DataError for a method file that is wrong, UsageError for a number out of range
spec::conclude::Method chosen_method(const CommandLine& line);

}  // namespace sarap
