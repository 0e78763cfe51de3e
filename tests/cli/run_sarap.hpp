#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace spec::test {

/// What a run of a program printed and how it ended.
struct Ran {
    std::string out, err;
    int exit_code = -1;
};

/// Runs the `sarap` that was built, standard input closed, in a folder of its own choice.
Ran run_sarap(const std::vector<std::string>& arguments, const std::filesystem::path& folder = {});

/// Runs any program found on the PATH.
Ran run_program(const std::string& program, const std::vector<std::string>& arguments,
                const std::filesystem::path& folder = {});

/// Whether a program is on the PATH.
bool has_program(const std::string& program);

std::string read_file(const std::filesystem::path& file);
void write_file(const std::filesystem::path& file, const std::string& bytes);

}  // namespace spec::test
