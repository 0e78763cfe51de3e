#pragma once

#include <spec/core/measurement.hpp>
#include <spec/io/source.hpp>

namespace spec::io {

/// Whether the source is text with a block of numbers in columns.
bool recognise_delimited_text(const Source& source);

/// Raman spectra in delimited text: two columns, instrument exports with many, maps, one spectrum a row
/// (docs/formats/text.md).
///
/// throws : DataError when the axis is pixels or wavelengths without a laser, has fewer than 50 points, or all
/// ordinates
///          are equal
Measurement read_delimited_text(const Source& source);

}  // namespace spec::io
