#pragma once

#include <spec/conclude/identify.hpp>
#include <spec/core/json.hpp>
#include <string>
#include <vector>

namespace spec::casework {

/// Which components of an old result are looked at again: those that it could not name, or all whose answer changes.
enum class RescanScope { unidentified, all };

/// What became of one result.
struct Rescanned {
    std::size_t searched = 0;  ///< components, or constituents of a Raman spectrum
    /// One object (schema sarap.rescan/1) a component that would now be answered otherwise: what was concluded then and
    /// what would be now, with hits, legal status and control rows of each candidate.
    std::vector<Json> lines;
};

/// Searches the components that an old result could not name again, in the libraries of `engines`. Nothing is changed:
/// the answer is a list for a person to review. A Raman spectrum is searched as the result keeps it, processed.
///
/// result  : sarap.result/1; an answer counts as unnamed when its outcome is not_in_library, analogue, class_only or
///           insufficient_signal
/// path    : of the result, for lines and messages
/// returns : in the order of the components; the same for any number of threads
/// throws  : DataError when the result lacks what is searched
Rescanned rescan(const Json& result, const std::string& path, const conclude::Engines& engines, RescanScope scope);

}  // namespace spec::casework
