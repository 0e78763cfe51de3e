#pragma once

#include <spec/core/measurement.hpp>
#include <spec/io/netcdf_file.hpp>
#include <spec/io/source.hpp>

namespace spec::io {

/// Whether the file is netCDF classic (netCDF-4 is HDF5: hdf5_spectra.hpp).
bool is_netcdf(const Source& source);

/// A run or a library of spectra in ANDI-MS form (docs/formats/andi_netcdf.md).
///
/// returns : GcmsRun; for the experiment type "Library Mass Spectrum" records. Ionisation other than electron impact is
/// not
///           identifiable. Continuum spectra are centroided (centroid.hpp)
/// throws  : DataError when there are no mass spectra, the file is cut short, or more than 1 % of its points are
/// damaged source  : ASTM E2077, E2078 (ANDI/MS data protocol)
Measurement read_andi(const Source& source);
Measurement read_andi(const NetcdfFile& file);

}  // namespace spec::io
