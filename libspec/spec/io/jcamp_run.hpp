#pragma once

#include <spec/core/measurement.hpp>
#include <spec/io/jcamp_labels.hpp>
#include <string>
#include <vector>

namespace spec::io {

/// Whether the block is a GC-MS run: repeated RETENTION_TIME and XYDATA records.
bool holds_run(const JcampBlock& block);

/// The scans of a GC-MS run in either dialect of docs/formats/jcamp.md.
///
/// notes  : gets what was repaired: m/z sorted, a total ion current that differs, a missing END
/// throws : DataError with the line: times that do not ascend, a wrong number of points, negative intensities
GcmsRun read_run(const JcampBlock& block, const std::string& file, std::vector<std::string>& notes);

}  // namespace spec::io
