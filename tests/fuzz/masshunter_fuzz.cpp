// A MassHunter folder made of the input: three lengths of 16 bits part it into MSScan.bin, MSPeak.bin, MSScan.xsd and
// Contents.xml.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <spec/core/error.hpp>
#include <spec/io/format.hpp>
#include <string>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < 6) return 0;
    std::string rest(reinterpret_cast<const char*>(data) + 6, size - 6);
    std::map<std::string, std::string> files;
    const char* names[] = {"AcqData/MSScan.bin", "AcqData/MSPeak.bin", "AcqData/MSScan.xsd"};
    for (int i = 0; i < 3; ++i) {
        const std::size_t length = std::min<std::size_t>(rest.size(), data[2 * i] + 256u * data[2 * i + 1]);
        if (length > 0 || i < 2) files[names[i]] = rest.substr(0, length);
        rest.erase(0, length);
    }
    if (!rest.empty()) files["AcqData/Contents.xml"] = rest;
    try {
        (void)spec::io::read(spec::io::Source::from_files("fuzz.D", files));
    } catch (const spec::DataError&) {
    }
    return 0;
}
