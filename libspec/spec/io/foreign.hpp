#pragma once

#include <optional>
#include <spec/io/source.hpp>
#include <string>

namespace spec::io {

/// What a file that Sarap does not read is, with what could be done, in the form of a message: "a PDF document
/// (expected a measurement)". Known by magic bytes only, so that no suffix can mislead; nothing when it is unknown.
std::optional<std::string> name_foreign(const Source& source);

/// The last resort, when no reader took the file: what can be said from its content and suffix.
std::string describe_unknown(const Source& source);

}  // namespace spec::io
