#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <random>
#include <spec/io/write.hpp>
#include <sstream>

#include "broken_input.hpp"
#include "test_data.hpp"

namespace {

namespace fs = std::filesystem;

std::string bytes_of(const fs::path& file) {
    std::ostringstream out;
    out << std::ifstream(file, std::ios::binary).rdbuf();
    return out.str();
}

/// The seeds of the fuzz targets: every form of every text format, made by ourselves.
std::vector<fs::path> seeds() {
    std::vector<fs::path> files;
    for (const auto& item : fs::recursive_directory_iterator(fs::path(SARAP_SOURCE_DIR) / "tests/fuzz/corpus"))
        if (item.is_regular_file()) files.push_back(item.path());
    std::sort(files.begin(), files.end());
    return files;
}

/// Reads and writes; DataError alone may come out.
void read_damaged(const std::string& name, const std::string& bytes) {
    try {
        (void)spec::io::write_csv(spec::io::read(spec::io::Source::from_bytes(name, bytes)));
    } catch (const spec::DataError&) {
    }
}

TEST(TextReaders, ReadEverySeedAsItsFormat) {
    for (const fs::path& seed : seeds()) {
        const auto source = spec::io::Source::open(seed);
        const spec::io::Format* format = spec::io::recognise(source);
        ASSERT_NE(format, nullptr) << seed;
        EXPECT_EQ(format->name, seed.parent_path().filename().string()) << seed;
        EXPECT_NO_THROW(spec::io::read(source)) << seed;
    }
}

TEST(TextReaders, SurviveBeingCutAtEveryPlace) {
    for (const fs::path& seed : seeds()) {
        const std::string whole = bytes_of(seed);
        const std::size_t step = whole.size() / 400 + 1;
        for (std::size_t length = 1; length < whole.size(); length += step)
            read_damaged(seed.string(), whole.substr(0, length));
    }
}

TEST(TextReaders, SurviveChangedBytes) {
    std::mt19937 random(20261122);
    for (const fs::path& seed : seeds()) {
        const std::string whole = bytes_of(seed);
        for (int change = 0; change < 500; ++change) {
            std::string damaged = whole;
            for (int i = 0; i <= change % 4; ++i)
                damaged[random() % damaged.size()] = static_cast<char>(random() % 256);
            read_damaged(seed.string(), damaged);
        }
    }
}

}  // namespace
