#pragma once

#include <spec/core/measurement.hpp>
#include <spec/io/source.hpp>

namespace spec::io {

/// Whether the text is an MS1 file: it begins with `H` or `S` lines and holds an `S` line with numbers.
bool recognise_ms1(const Source& source);

/// A run as ProteoWizard writes it in .ms1 text: `S` begins a scan, `I RTime` is its time in minutes, then `m/z
/// intensity`.
///
/// throws : DataError with the line
/// source : McDonald et al., Rapid Commun. Mass Spectrom. 18 (2004) 2162-2168
Measurement read_ms1(const Source& source);

}  // namespace spec::io
