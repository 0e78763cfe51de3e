#pragma once

#include <spec/core/measurement.hpp>
#include <spec/io/source.hpp>

namespace spec::io {

/// Whether the file begins with the bytes 0A 0A FE FE.
bool is_bruker_opus(const Source& source);

/// The newest Raman spectrum of a Bruker OPUS file; without one the results as they stand
/// (docs/formats/bruker_opus.md).
///
/// throws : DataError when a block is cut short or has no parameters that describe it
Measurement read_bruker_opus(const Source& source);

}  // namespace spec::io
