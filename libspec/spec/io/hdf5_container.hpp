#pragma once

#include <spec/core/measurement.hpp>
#include <spec/io/source.hpp>
#include <string>

namespace spec::io {

/// The measurement as an HDF5 file with a user block of 512 bytes that holds the SHA-256 of what follows it.
/// The same measurement gives the same bytes.
///
/// source : docs/formats/hdf5.md
std::string write_hdf5(const Measurement& measurement);

/// Whether the file begins with the user block of such a file.
bool recognise_hdf5_container(const Source& source);

/// Reads what write_hdf5 writes; the checksum is compared before the HDF5 library sees a byte.
///
/// throws : DataError when the checksum differs or the content is not as write_hdf5 writes it
Measurement read_hdf5_container(const Source& source);

}  // namespace spec::io
