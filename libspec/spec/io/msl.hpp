#pragma once

#include <spec/core/measurement.hpp>
#include <spec/io/source.hpp>

namespace spec::io {

/// AMDIS library text: MSP-like fields, peaks as `(m/z intensity)` pairs.
bool recognise_msl(const Source& source);
Measurement read_msl(const Source& source);

/// AMDIS component list: `NAME: |SC4|...|RT5.5127|...`, peaks as `(m/z,intensity flag)`.
bool recognise_elu(const Source& source);
/// The components as spectra, named by their scan, with the fields of the name as metadata; for comparison only, never
/// identified.
Measurement read_elu(const Source& source);

}  // namespace spec::io
