#pragma once

#include <map>
#include <optional>
#include <spec/io/bytes.hpp>
#include <string>
#include <vector>

namespace spec::io {

/// One curve of a Galactic SPC file, in the order of the file.
struct SpcCurve {
    double z = 0;
    std::vector<double> x, y;
};

/// What a Galactic SPC file holds, before anything is concluded from it (docs/formats/galactic_spc.md).
struct SpcFile {
    unsigned experiment = 0;  ///< 0 general ... 9 mass spectrum, 10 NMR, 11 Raman
    unsigned x_type = 0, y_type = 0, z_type = 0;
    std::string x_label, y_label, z_label;  ///< the file's own, empty when it has none
    std::string comment, resolution, source;
    std::string acquired;                    ///< ISO 8601, empty when not stated
    std::map<std::string, std::string> log;  ///< KEY=value lines, keys in lower case
    std::vector<SpcCurve> curves;
    std::vector<std::string> notes;
};

/// Whether the bytes are a Galactic SPC file: the version byte and type bytes that make sense.
bool is_spc(const Bytes& bytes);

/// Reads versions 0x4B (little endian), 0x4C (big endian) and 0x4D (old).
///
/// throws : DataError when the file is cut short or contradicts itself, or a value is not finite
SpcFile read_spc_file(const Bytes& bytes);

/// What an axis type means, "Raman shift (cm-1)"; "type 77" when it is unknown.
std::string spc_x_label(unsigned type);
std::string spc_y_label(unsigned type);

}  // namespace spec::io
