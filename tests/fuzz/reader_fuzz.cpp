// Feeds a reader with anything: only a DataError may come out. SARAP_FUZZ_FORMAT names the reader; "any" is io::read,
// with recognition, gzip and the naming of foreign files.
#include <cstddef>
#include <cstdint>
#include <spec/core/error.hpp>
#include <spec/io/format.hpp>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    if (bytes.starts_with("\x89HDF")) return 0;  // read in a child process, which this program would only wait for
    const auto source = spec::io::Source::from_bytes("fuzz", bytes);
    try {
        if (std::string_view(SARAP_FUZZ_FORMAT) == "any") {
            (void)spec::io::read(source);
            return 0;
        }
        for (const spec::io::Format& format : spec::io::formats())
            if (format.name == SARAP_FUZZ_FORMAT && size > 0 && format.recognise(source)) (void)format.read(source);
    } catch (const spec::DataError&) {
    }
    return 0;
}
