#pragma once

#include <filesystem>
#include <optional>
#include <spec/library/proposal.hpp>
#include <spec/trust/certificate.hpp>
#include <spec/trust/signer.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace spec::library {

/// The signer's certificate and those above it, as PEM.
std::string certificates_pem(const trust::Signer& signer);

/// Whether the proposal was signed by this certificate, or by another one for the same public key.
bool same_person(const Proposal& proposal, const trust::Signer& signer);

/// Why a signature over a statement does not hold, or nothing.
///
/// pem   : the signer's certificates, as they stand beside the statement
/// roots : trusted roots; when empty the signature is tested against the certificates beside it, which says who signed
/// only
///         as far as that file is believed
/// date  : the day (ISO) on which the certificates must have been valid
std::optional<std::string> signature_defect(std::string_view statement, std::string_view signature,
                                            std::string_view pem, const std::vector<trust::Certificate>& roots,
                                            const std::string& date);

/// The same public key in two PEM texts' first certificates.
bool same_key(std::string_view pem_a, std::string_view pem_b);

/// Checks the files and the signature of a proposal.
///
/// throws : DataError naming the file that is not what was signed
void check_proposal(const std::filesystem::path& folder, const Proposal& proposal);

}  // namespace spec::library
