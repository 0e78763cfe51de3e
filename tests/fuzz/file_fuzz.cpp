// Feeds the readers of Sarap's own files with anything: only a DataError may come out. SARAP_FUZZ_FORMAT names the kind.
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <spec/casework/sequence.hpp>
#include <spec/conclude/method.hpp>
#include <spec/core/error.hpp>
#include <spec/library/library.hpp>
#include <spec/report/case_file.hpp>
#include <spec/report/report.hpp>
#include <string_view>

namespace {

/// The input as a file; in memory where the machine has /dev/shm.
std::filesystem::path file_of(std::string_view bytes) {
    static const std::filesystem::path file = [] {
        const std::filesystem::path memory = "/dev/shm";
        const auto folder = std::filesystem::exists(memory) ? memory : std::filesystem::temp_directory_path();
        return folder / ("sarap_fuzz_" + std::to_string(::getpid()));
    }();
    std::ofstream(file, std::ios::binary | std::ios::trunc) << bytes;
    return file;
}

void read(std::string_view kind, std::string_view bytes) {
    if (kind == "method") (void)spec::conclude::read_method(file_of(bytes));
    if (kind == "sequence") (void)spec::casework::read_sequence(file_of(bytes));
    if (kind == "case_file") (void)spec::report::read_case(bytes, "fuzz");
    if (kind == "result") (void)spec::report::read_results(bytes, "fuzz");
    if (kind == "library") {
        const auto library = spec::library::Library::open(file_of(bytes));
        for (std::size_t i = 0; i < library.entries().size(); ++i)
            if (library.entries()[i].technique == spec::Technique::ei_ms) (void)library.mass_spectrum(i);
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    try {
        read(SARAP_FUZZ_FORMAT, {reinterpret_cast<const char*>(data), size});
    } catch (const spec::DataError&) {
    }
    return 0;
}
