#pragma once

#include <spec/core/measurement.hpp>
#include <spec/io/source.hpp>

namespace spec::io {

/// Whether a folder holds centroided MassHunter data, AcqData/MSScan.bin and AcqData/MSPeak.bin.
bool has_masshunter_peaks(const Source& folder);

/// The full scans (or, where there are none, the selected-ion scans) of AcqData (docs/formats/agilent_masshunter.md).
///
/// measurement : notes are added; what is not from a gas chromatograph is marked as not identifiable
/// throws      : DataError when a record or the points of a scan do not fit
GcmsRun read_masshunter_run(const Source& folder, Measurement& measurement);

}  // namespace spec::io
