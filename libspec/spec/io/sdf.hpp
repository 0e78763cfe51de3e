#pragma once

#include <spec/core/measurement.hpp>
#include <spec/io/source.hpp>

namespace spec::io {

/// Whether the text is a structure-data file: a connection table ended by `M  END`, or data items `> <NAME>`.
bool recognise_sdf(const Source& source);

/// Mass spectra of a structure-data file, one a molecule, from the data item MASS SPECTRAL PEAKS. Structures are not
/// read.
///
/// throws : DataError when no molecule has such an item
/// source : BIOVIA CTfile formats; item names as NIST's MS tools write them
Measurement read_sdf(const Source& source);

}  // namespace spec::io
