#pragma once

#include <spec/core/measurement.hpp>
#include <spec/io/source.hpp>

namespace spec::io {

/// Whether the first line that is not empty begins with `ACCESSION:`.
bool recognise_massbank(const Source& source);

/// MassBank records, one or several, each ended by `//`.
///
/// returns : one SpectrumRecord each; damage is the record's defect
/// source  : MassBank record format 2.6
Measurement read_massbank(const Source& source);

}  // namespace spec::io
