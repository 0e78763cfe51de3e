#pragma once

#include <spec/core/measurement.hpp>
#include <spec/io/source.hpp>

namespace spec::io {

/// Whether the file has "SATURNWS" at byte 8.
bool is_varian_sms(const Source& source);

/// A GC-MS run of a Varian/Bruker Saturn ion trap (docs/formats/varian_sms.md).
///
/// throws : DataError when a section or scan is cut short or a scan contradicts its own record
Measurement read_varian_sms(const Source& source);

}  // namespace spec::io
