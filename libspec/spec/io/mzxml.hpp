#pragma once

#include <spec/core/measurement.hpp>
#include <spec/io/source.hpp>

namespace spec::io {

/// Whether the file is XML whose root is mzXML or msRun.
bool is_mzxml(const Source& source);

/// A run in mzXML 2 or 3 (docs/formats/mzxml.md).
///
/// returns : GcmsRun of the scans of level 1; profile scans are centroided; ionisation other than by electrons is not
/// identifiable throws  : DataError with the byte when the XML or an array is damaged
Measurement read_mzxml(const Source& source);

}  // namespace spec::io
