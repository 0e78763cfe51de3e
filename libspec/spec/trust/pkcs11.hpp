#pragma once

#include <spec/trust/signer.hpp>
#include <string>

namespace spec::trust {

/// A signer whose key lies in a PKCS#11 token and never leaves it.
///
/// module      : the token's library, "/usr/lib/softhsm/libsofthsm2.so"
/// label       : the token's label
/// pin         : the user's PIN
/// certificate : the signer's certificate first, then those above it; the key in the token is found by its public key
/// throws      : DataError for a module that cannot be loaded, a token that is not there, a wrong PIN, a token without
/// the
///               certificate's key, and at signing time for a token pulled out
/// source      : PKCS #11 v2.40, CKM_SHA256_RSA_PKCS and CKM_ECDSA
Signer token_signer(const std::string& module, const std::string& label, const std::string& pin,
                    const std::string& certificate_file);

}  // namespace spec::trust
