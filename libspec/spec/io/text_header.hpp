#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace spec::io {

/// What the lines before a table say of the measurement.
struct HeaderFacts {
    std::string name;  ///< of the sample; empty when none is stated
    std::string instrument;
    std::optional<double> laser_nm;
    std::string foreign;         ///< what the file is when the header says that it is no Raman spectrum
    bool axis_is_shift = false;  ///< the header says that x is Raman shift in cm-1
    std::map<std::string, std::string> metadata;  ///< all of it, as Measurement::metadata has it
};

/// Reads the key-value lines of the makers' text exports: BWTek, Wasatch, Neegala, LightNovo, LabSpec, RRUFF.
///
/// first_line : of the file
HeaderFacts header_facts(const std::vector<std::pair<std::string, std::string>>& header, std::string_view first_line);

}  // namespace spec::io
