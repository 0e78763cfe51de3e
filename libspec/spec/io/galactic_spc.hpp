#pragma once

#include <spec/core/measurement.hpp>
#include <spec/io/source.hpp>

namespace spec::io {

/// Whether the file is Galactic SPC (version byte 0x4B, 0x4C or 0x4D, type bytes that make sense).
bool is_galactic_spc(const Source& source);

/// The spectra of a Galactic SPC file (docs/formats/galactic_spc.md).
///
/// returns : Raman spectra when the axis is a Raman shift, or wavenumbers and the file says that it is Raman; mass
/// spectra when it
///           is m/z; anything else as it stands, not identifiable
/// throws  : DataError when the file is cut short or contradicts itself
Measurement read_galactic_spc(const Source& source);

}  // namespace spec::io
