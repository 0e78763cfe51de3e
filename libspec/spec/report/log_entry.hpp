#pragma once

#include <optional>
#include <spec/core/json.hpp>
#include <spec/trust/log.hpp>
#include <spec/trust/signer.hpp>
#include <string>

namespace spec::report {

/// The SHA-256 that a log keeps of a report before it is signed: of its twin without the block "log", so that the
/// block can hold the proof of that very entry.
std::string body_sha256(Json twin);

/// Appends the twin's body and gives what stands in the twin as "log": the proof of its entry, and the log's
/// checkpoint, signed when there is a signer.
///
/// throws : DataError when the log cannot be written
Json log_body(trust::Log& log, const Json& twin, const std::string& name, const std::optional<trust::Signer>& signer);

/// A proof of the newest entry, its checkpoint signed when there is a signer; the content of NAME.proof.
Json signed_proof(const trust::Log& log, std::size_t index, const std::optional<trust::Signer>& signer);

}  // namespace spec::report
