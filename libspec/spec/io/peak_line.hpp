#pragma once

#include <cstddef>
#include <spec/core/mass_spectrum.hpp>
#include <string_view>

namespace spec::io {

/// Takes the m/z and the intensity that a line begins with into the record; what follows them is passed over.
/// A line that begins with no peak becomes the record's defect, its first one.
///
/// line   : text of the line, blanks and brackets around the numbers allowed
/// number : of the line in the file, for the defect
void take_peak_line(SpectrumRecord& record, std::string_view line, std::size_t number);

/// Sorts peaks by m/z, those of one m/z in their order; false when they were sorted already.
bool sort_by_mz(MassSpectrum& spectrum);

/// Ends a record of which all peaks were taken: sorted by m/z with a note, without peaks a defect, with a defect no
/// peaks.
void finish_record(SpectrumRecord& record);

}  // namespace spec::io
