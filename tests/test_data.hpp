#pragma once

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <string>

namespace spec::test {

/// A file of measured data that is not part of the project: below $SARAP_TEST_DATA, by default ../shared/data beside
/// the checkout. A test that needs it skips, and says so, when it is not there:
///     const auto run = spec::test::measured("gcms/lrcfs/220223001.D");
///     if (!std::filesystem::exists(run)) GTEST_SKIP() << run << " is not at hand";
inline std::filesystem::path measured(const std::string& name) {
    const char* folder = std::getenv("SARAP_TEST_DATA");
    return (folder ? std::filesystem::path(folder) : std::filesystem::path(SARAP_SOURCE_DIR) / "../shared/data") / name;
}

/// A file under tests/data, made by ourselves and part of the project.
inline std::filesystem::path own(const std::string& name) {
    return std::filesystem::path(SARAP_SOURCE_DIR) / "tests/data" / name;
}

/// A fresh empty folder for one test, below the build folder; tests that run at the same time never share one.
inline std::filesystem::path fresh_folder(const std::string& name) {
    const auto folder =
        std::filesystem::path(SARAP_BINARY_DIR) / "test_output" / (name + "-" + std::to_string(::getpid()));
    std::filesystem::remove_all(folder);
    std::filesystem::create_directories(folder);
    return folder;
}

}  // namespace spec::test

/// Skips the test, and says so, when measured data are not at hand.
#define SARAP_NEEDS(path) \
    if (!std::filesystem::exists(path)) GTEST_SKIP() << (path).string() << " is not at hand"
