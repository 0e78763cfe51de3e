#pragma once

#include <spec/core/measurement.hpp>
#include <spec/io/source.hpp>

namespace spec::io {

/// Whether the file begins with the block "WDF1".
bool is_renishaw_wdf(const Source& source);

/// The collected spectra of a Renishaw WDF file, single, series or map (docs/formats/renishaw_wdf.md).
///
/// returns : Raman spectra; with an axis in nm or eV the curves as they stand, not identifiable
/// throws  : DataError when a block is cut short or contradicts the header
Measurement read_renishaw_wdf(const Source& source);

}  // namespace spec::io
