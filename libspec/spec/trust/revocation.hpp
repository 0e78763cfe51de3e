#pragma once

#include <spec/trust/certificate.hpp>
#include <spec/trust/verdict.hpp>
#include <string>
#include <vector>

namespace spec::trust {

/// What authorities said about revocation, as they signed it: DER of revocation lists (RFC 5280) and of OCSP responses
/// (RFC 6960).
struct RevocationData {
    std::vector<std::string> lists, answers;
    bool empty() const { return lists.empty() && answers.empty(); }
};

/// Whether a certificate of a chain was revoked at a time: rule R20 of the part signers.
///
/// chain      : from the signer to a trusted root, which itself is not asked about
/// lists      : of the verifier's own (`--trust`); data : those that came with the file. Only what the certificate's
///              issuer signed counts; of several, one that revokes is enough
/// at_seconds : Unix time; a certificate revoked later was still good
/// returns    : failed: revoked; passed: a list or answer says that it was not, or its authority names no place where
///              revocations are published; indeterminate: none is at hand
RuleLine check_revocation(const std::vector<Certificate>& chain, const Trusted& trusted, const RevocationData& data,
                          long long at_seconds);

/// Lists and answers of a file: PEM lists, one DER list, or one DER OCSP response.
///
/// throws : DataError when it is none of them
void read_revocation(const std::string& bytes, const std::string& file, RevocationData& out);

/// Asks the places that the certificates name: OCSP first, then lists, over http.
///
/// notes : one for each certificate about which nobody answered
RevocationData fetch_revocation(const std::vector<Certificate>& chain, std::vector<std::string>& notes,
                                int timeout_s = 10);

}  // namespace spec::trust
