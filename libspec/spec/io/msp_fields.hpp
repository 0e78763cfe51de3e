#pragma once

#include <spec/core/mass_spectrum.hpp>
#include <spec/core/measurement.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace spec::io {

/// Enters one `Key: value` line of an MSP, MSL or MassBank-like record: names, ids, structure and retention index into
/// their members, all else into the metadata. The first of contradicting values stays, with a note.
///
/// key, value : as in the file, blanks around them removed, in UTF-8 or Latin-1
void enter_field(SpectrumRecord& record, std::string_view key, std::string_view value);
/// The same for a caller that has made plain_key(key) already.
void enter_field(SpectrumRecord& record, std::string_view key, std::string_view plain, std::string_view value);

/// Appends a line without a key to the field that was entered last ("QI=74.1" after a comment).
void continue_field(SpectrumRecord& record, std::string_view last_key, std::string_view line);

/// A key as dialects compare it: lower case without blanks, '_' and '-'.
std::string plain_key(std::string_view key);

/// What a record was measured with when that is not electron ionisation: "tandem mass spectrum", else empty.
std::string_view foreign_ionisation(const SpectrumRecord& record);

/// Notes on a file of records as a whole: how many cannot be used, how many are no electron ionisation; not
/// identifiable when all are.
void judge_records(Measurement& measurement, const std::vector<SpectrumRecord>& records);

}  // namespace spec::io
