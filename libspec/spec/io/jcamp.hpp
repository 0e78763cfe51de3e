#pragma once

#include <spec/core/measurement.hpp>
#include <spec/io/source.hpp>

namespace spec::io {

/// Whether the first line that is neither empty nor a comment begins with `##`, and a label JCAMP-DX knows follows.
bool recognise_jcamp(const Source& source);

/// A JCAMP-DX 4.24 or 5 file: Raman spectra, mass spectra, a GC-MS run, or spectra of other kinds (not identifiable).
///
/// throws : DataError with the line for a damaged table, a wrong number of points, numbers that are none
/// source : docs/formats/jcamp.md
Measurement read_jcamp(const Source& source);

}  // namespace spec::io
