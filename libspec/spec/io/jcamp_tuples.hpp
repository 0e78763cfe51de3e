#pragma once

#include <spec/core/measurement.hpp>
#include <spec/io/jcamp_data.hpp>
#include <spec/io/jcamp_labels.hpp>
#include <string>
#include <vector>

namespace spec::io {

/// Whether the block holds NTUPLES data: a SYMBOL list and DATA TABLE records.
bool holds_tuples(const JcampBlock& block);

/// One page of NTUPLES data.
struct JcampPage {
    std::string name;  ///< of the ordinate, "SPECTRUM/REAL"
    std::string x_units, y_units;
    std::optional<double> position;  ///< value of the page variable, "T= 1.5"
    JcampTable table;
};

/// The pages of a block in their order.
///
/// throws : DataError with the line: a table of variables that SYMBOL does not list, a wrong number of points
/// source : Lampen et al., JCAMP-DX for mass spectrometry, Appl. Spectrosc. 48 (1994) 1545-1552; 5.01 for NMR
std::vector<JcampPage> read_pages(const JcampBlock& block, const std::string& file);

/// The pages of a MASS SPECTRUM as a run; the page variable is the time, in seconds unless its units say minutes.
GcmsRun run_of_pages(const JcampBlock& block, const std::string& file, std::vector<std::string>& notes);

}  // namespace spec::io
