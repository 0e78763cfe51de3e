#pragma once

#include <spec/core/measurement.hpp>
#include <spec/io/source.hpp>

namespace spec::io {

/// Whether the source is an Agilent ChemStation run: a folder that holds data.ms or is called X.D, or such a file
/// alone.
bool is_agilent_ms(const Source& source);

/// An Agilent ChemStation GC-MS run (docs/formats/agilent_ms.md).
///
/// returns : GcmsRun, m/z as stored (1/20 Th), counts unpacked, ascending m/z; LC-MS files are not identifiable
/// throws  : DataError when it holds no run, is cut short or contradicts itself
Measurement read_agilent_ms(const Source& source);

}  // namespace spec::io
