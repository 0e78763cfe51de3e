#pragma once

#include <spec/core/measurement.hpp>
#include <spec/io/source.hpp>
#include <string_view>
#include <vector>

namespace spec::io {

/// Whether the text is NIST MSP: it begins with `Key: value` lines, the first of them Name, or one of them Num Peaks.
bool is_msp(std::string_view text);

/// The records of an MSP text in every dialect of docs/formats/msp.md.
///
/// text    : any line ends; UTF-8 or Latin-1
/// returns : every record in the order of the file; a record that cannot be used has its `defect` set and no peaks,
///           a repaired one has `notes`, so that records in the file = usable records + records with a defect
std::vector<SpectrumRecord> parse_msp(std::string_view text);

bool recognise_msp(const Source& source);
/// throws : DataError when the file holds no record at all
Measurement read_msp(const Source& source);

}  // namespace spec::io
