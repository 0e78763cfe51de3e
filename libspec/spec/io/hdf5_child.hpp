#pragma once

#include <cstdint>
#include <map>
#include <spec/io/source.hpp>
#include <string>
#include <vector>

namespace spec::io {

/// A data set of the root group of an HDF5 file: numbers with scale_factor and add_offset applied, or rows of text.
struct Hdf5Dataset {
    std::vector<std::uint64_t> shape;
    std::vector<double> values;
    std::vector<std::string> texts;
};

struct Hdf5Contents {
    std::map<std::string, std::string, std::less<>> attributes;  ///< texts of the root group
    std::map<std::string, Hdf5Dataset, std::less<>> datasets;    ///< of one or two dimensions
    std::vector<std::string> other;                              ///< names of what is neither
};

/// Whether the file begins with the signature of HDF5.
bool is_hdf5(const Source& source);

/// Reads the root group of an HDF5 file in a child process with limits on time and memory: damaged files can crash or
/// hang libhdf5 itself, and no harm may come of it. Nothing else may use libhdf5 at the same time.
///
/// throws : DataError when the child dies, hangs or refuses the file
Hdf5Contents read_hdf5(const Source& source);

}  // namespace spec::io
