#pragma once

#include <spec/core/measurement.hpp>
#include <spec/io/source.hpp>

namespace spec::io {

/// Whether the file is XML whose root is mzML or indexedmzML.
bool is_mzml(const Source& source);

/// A run or a set of spectra in mzML 1.1 (docs/formats/mzml.md).
///
/// returns : GcmsRun of the spectra of MS level 1 when they have start times, else one record a spectrum. Profile
/// spectra are
///           centroided (centroid.hpp). Ionisation other than electron ionisation is not identifiable; its points stay
///           as they are
/// throws  : DataError with the byte when the XML or an array is damaged
Measurement read_mzml(const Source& source);

}  // namespace spec::io
