#pragma once

#include <filesystem>
#include <spec/core/measurement.hpp>
#include <spec/library/draft.hpp>
#include <spec/library/proposal.hpp>
#include <string>
#include <vector>

namespace spec::library {

/// A change read from a TOML file (docs/user/update-library.md): [substance], [[name]], [instrument], [[control]],
/// [[threshold]], [[coverage]], [provenance].
///
/// library : the library as it is with all that is proposed, for ids and names
/// spectra : EI or Raman spectra of the new substance, or of the one that the file names (`substance = "S000123"`, else
///           the one that its [[control]] rows name), each with the file that it comes from
/// checks  : gets what a person should look at (names that collide, peaks above the molecule, rules met)
/// throws  : DataError with the line of the file; UsageError when the file does not hold what `kind` needs
Change read_change(const Draft& library, const std::filesystem::path& file, const std::string& kind,
                   const std::vector<Measurement>& spectra, std::vector<std::string>& checks);

/// A change that ends a control row (a new row supersedes it, with the day on which it ends) or withdraws a spectrum.
///
/// id       : "C000012", or the id of an entry
/// valid_to : for a control row, ISO
/// throws   : UsageError when there is no such row or entry
Change retire(const Draft& library, const std::string& id, const std::string& why, const std::string& valid_to);

}  // namespace spec::library
