#pragma once

#include <spec/core/measurement.hpp>
#include <spec/io/jcamp_labels.hpp>
#include <string>
#include <vector>

namespace spec::io {

/// The spectra of one block with what its labels say; a block of NTUPLES holds several.
///
/// notes  : gets what was repaired
/// throws : DataError with the line
std::vector<RamanSpectrum> read_raman(const JcampBlock& block, const std::string& file,
                                      std::vector<std::string>& notes);
std::vector<OtherSpectrum> read_other(const JcampBlock& block, const std::string& file,
                                      std::vector<std::string>& notes);

/// The mass spectrum of one block; damage becomes the record's defect.
SpectrumRecord read_mass(const JcampBlock& block, const std::string& file);

}  // namespace spec::io
