#pragma once

#include <spec/core/measurement.hpp>
#include <spec/io/hdf5_child.hpp>
#include <spec/io/source.hpp>

namespace spec::io {

/// What Sarap knows to find in an HDF5 file: an ANDI-MS run as netCDF-4, or the raw spectrum of a CHADA file
/// (docs/formats/hdf5.md). The file is read in a child process (hdf5_child.hpp).
///
/// throws : DataError when it holds neither (the data sets are named) or is damaged
Measurement read_hdf5_spectra(const Source& source);

}  // namespace spec::io
