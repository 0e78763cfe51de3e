#pragma once

#include <spec/core/measurement.hpp>
#include <spec/io/source.hpp>

namespace spec::io {

/// Whether the first line is one of the headers that `sarap convert --to csv` writes.
bool recognise_csv(const Source& source);

/// The comma-separated form of Sarap: a run, mass spectra, Raman spectra or others (docs/formats/csv.md).
///
/// throws : DataError with the line: a row without the numbers of the header, times that go back, m/z that do not
/// ascend,
///          negative intensities
Measurement read_csv(const Source& source);

}  // namespace spec::io
