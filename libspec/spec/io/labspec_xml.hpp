#pragma once

#include <spec/core/measurement.hpp>
#include <spec/io/source.hpp>

namespace spec::io {

/// Whether the file is XML whose root is LSX_Data.
bool is_labspec_xml(const Source& source);

/// The spectra of a Horiba LabSpec XML file, single or map (docs/formats/horiba_labspec_xml.md).
///
/// throws : DataError with the byte when the XML is damaged or a row does not fit the axis
Measurement read_labspec_xml(const Source& source);

}  // namespace spec::io
