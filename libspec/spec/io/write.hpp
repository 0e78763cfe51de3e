#pragma once

#include <array>
#include <spec/core/measurement.hpp>
#include <spec/io/hdf5_container.hpp>
#include <string>
#include <string_view>

namespace spec::io {

/// Comma-separated points in the order of the file, one row each, with as many digits as the same numbers need.
///
/// returns : `retention_time_s,mz,intensity` of a run; `mz,intensity`, `shift_cm1,intensity` or `x,y` of one spectrum,
/// of
///           several with a leading column `spectrum`, the number of the spectrum from 1. What has no points has no
///           rows
/// source  : docs/formats/csv.md
std::string write_csv(const Measurement& measurement);

/// NIST MSP: mass spectra as records, a run as one record a scan.
///
/// throws : UsageError for Raman and other spectra
std::string write_msp(const Measurement& measurement);

/// JCAMP-DX 4.24 in AFFN form: Raman, mass and other spectra as blocks, linked when there are several; a run as
/// repeated RETENTION_TIME and XYDATA.
std::string write_jcamp(const Measurement& measurement);

/// mzML 1.1, m/z and intensities as 64-bit numbers, zlib-compressed: runs and mass spectra.
///
/// throws : UsageError for Raman and other spectra
/// source : Martens et al., Mol. Cell. Proteomics 10 (2011) R110.000133; PSI-MS controlled vocabulary
std::string write_mzml(const Measurement& measurement);

/// One target of `sarap convert`.
struct Writer {
    std::string_view name;
    std::string_view description;
    std::string (*write)(const Measurement& measurement);
};
inline constexpr std::array<Writer, 5> writers{{{"csv", "comma-separated points", write_csv},
                                                {"msp", "NIST MSP mass spectra", write_msp},
                                                {"jcamp", "JCAMP-DX spectra or run", write_jcamp},
                                                {"mzml", "mzML run or mass spectra", write_mzml},
                                                {"hdf5", "HDF5 container of any content", write_hdf5}}};

}  // namespace spec::io
