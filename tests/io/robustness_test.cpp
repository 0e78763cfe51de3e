// Every measured file at hand, cut off at 200 places and with single bytes changed at 500 random places: a reader may
// read it or refuse it with a DataError, nothing else, and not slowly. Files above 4 MB and folders are left out.
#include <gtest/gtest.h>

#include <chrono>
#include <iostream>
#include <map>
#include <random>
#include <set>

#include "broken_input.hpp"
#include "test_data.hpp"

namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

constexpr std::size_t largest_file = 4 << 20;
constexpr int cuts = 200, changes = 500;

struct Tally {
    int files = 0, read = 0, refused = 0;
    double slowest_s = 0;
    std::string slowest;
};

/// Reads bytes under a name; anything but a result or a DataError fails the test.
void try_reading(const std::string& name, std::string_view bytes, Tally& tally) {
    const auto begin = Clock::now();
    try {
        (void)spec::io::read(spec::io::Source::from_bytes(name, bytes));
        ++tally.read;
    } catch (const spec::DataError&) {
        ++tally.refused;
    } catch (const std::exception& error) {
        ADD_FAILURE() << name << ": " << error.what();
    }
    const double seconds = std::chrono::duration<double>(Clock::now() - begin).count();
    if (seconds > tally.slowest_s) {
        tally.slowest_s = seconds;
        tally.slowest = name;
    }
}

void torment(const fs::path& path, Tally& tally, double budget_s) {
    const auto source = spec::io::Source::open(path);
    const std::string whole(source.text()), name = path.filename().string();
    std::mt19937 random(7);  // fixed: the same places in every run
    const auto begin = Clock::now();
    const auto spent = [&] { return std::chrono::duration<double>(Clock::now() - begin).count() > budget_s; };
    for (int i = 0; i < cuts && !spent(); ++i)
        try_reading(name, std::string_view(whole).substr(0, whole.size() * static_cast<std::size_t>(i) / cuts), tally);
    std::string changed = whole;
    for (int i = 0; i < changes && !spent(); ++i) {
        // Half of the changes in the first kilobyte, where the headers are.
        const std::size_t reach = i % 2 == 0 ? std::min<std::size_t>(whole.size(), 1024) : whole.size();
        const std::size_t at = random() % reach;
        changed[at] = static_cast<char>(random());
        try_reading(name, changed, tally);
        changed[at] = whole[at];
    }
    ++tally.files;
}

TEST(Robustness, DamagedFilesAreReadOrRefused) {
    const auto folder = spec::test::measured("");
    SARAP_NEEDS(folder);
    // $SARAP_ROBUSTNESS_SECONDS: how long each file may take; scripts/proof gives the full number of changes to every
    // file.
    const char* given = std::getenv("SARAP_ROBUSTNESS_SECONDS");
    const double budget_s = given ? std::atof(given) : 0.1;
    std::map<std::string, Tally> tallies;
    for (const char* part : {"gcms", "raman/files"})
        for (const auto& item : fs::recursive_directory_iterator(folder / part)) {
            if (!item.is_regular_file() || item.file_size() == 0 || item.file_size() > largest_file) continue;
            if (item.path().string().find("lrcfs") != std::string::npos &&
                item.path().string().find("220223014") == std::string::npos)
                continue;
            const auto* format = spec::io::recognise(spec::io::Source::open(item.path()));
            if (format) torment(item.path(), tallies[std::string(format->name)], budget_s);
        }
    for (const auto& [format, tally] : tallies) {
        std::cout << format << ": " << tally.files << " files, " << tally.read << " readings, " << tally.refused
                  << " refusals, slowest " << tally.slowest_s << " s (" << tally.slowest << ")\n";
        EXPECT_LT(tally.slowest_s, 5.0) << tally.slowest;
    }
}

}  // namespace
