#pragma once

#include <spec/casework/sequence.hpp>
#include <spec/conclude/identify.hpp>
#include <string>

namespace spec::casework {

/// SHA-256 of all that a row's result is made from: the file, the row, method, libraries, program, the law asked, and
/// what it was compared with.
///
/// context : hash of what it was compared with; empty without
std::string row_fingerprint(const SequenceRow& row, const std::string& input_sha256, const conclude::Engines& engines,
                            const std::string& context);

}  // namespace spec::casework
