#pragma once

#include <spec/core/measurement.hpp>
#include <spec/io/jcamp_labels.hpp>
#include <string>

namespace spec::io {

/// Whether a label belongs to the form of the file or to its data, and says nothing of the measurement.
bool is_structural_label(const std::string& label);

/// Enters what the labels of a block say into the metadata of the measurement; unknown labels too.
void set_jcamp_metadata(const JcampBlock& block, Measurement& measurement);

}  // namespace spec::io
