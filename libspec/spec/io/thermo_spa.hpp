#pragma once

#include <spec/core/measurement.hpp>
#include <spec/io/source.hpp>

namespace spec::io {

/// Whether the file begins with "Spectral Data File".
bool is_thermo_spa(const Source& source);

/// The spectrum of a Thermo OMNIC SPA file: Raman, or anything else as it stands, not identifiable
/// (docs/formats/thermo_spa.md).
///
/// throws : DataError when a section is cut short or contradicts the header
Measurement read_thermo_spa(const Source& source);

}  // namespace spec::io
