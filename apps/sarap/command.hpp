#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sarap {

/// Exit codes of every command (interface.md, section 1).
enum ExitCode { exit_done = 0, exit_bad_input = 1, exit_bad_request = 2, exit_defect = 3, exit_partly = 4 };

/// One subcommand. `run` parses its arguments (without program and command name), calls the library and prints; it
/// returns an exit code or throws one of libspec's errors, which main alone catches.
struct Command {
    std::string_view name;
    std::string_view summary;  ///< one line for `sarap --help`
    int (*run)(const std::vector<std::string>& arguments);
};

/// All subcommands in the order in which the help lists them.
std::span<const Command> commands();

}  // namespace sarap
