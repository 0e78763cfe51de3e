#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

struct evp_pkey_st;

namespace spec::trust {

/// One value of DER: its tag, its contents, and both with the length between them.
struct DerValue {
    unsigned char tag = 0;
    std::string_view body, whole;
};

/// The next value of `rest`, which is shortened by it; nothing when it is not DER (definite, shortest length).
std::optional<DerValue> next_der(std::string_view& rest);

/// The values in a row that fill `bytes` to the end; nothing when they are not DER.
std::optional<std::vector<DerValue>> der_list(std::string_view bytes);

/// The parts of a signed CMS with one signer that no signature covers and that a reader of its own looks at.
struct SignedDataParts {
    std::string_view content_type;               ///< OID, DER contents
    std::string_view digest, signature;          ///< OIDs of the signer's algorithms, DER contents
    std::string_view issuer, serial;             ///< of the signer's certificate, DER; empty with a key identifier
    std::vector<std::string_view> certificates;  ///< DER
    bool signed_attributes = false, unsigned_attributes = false;
};

/// Takes a signed CMS apart and refuses what is free to vary in it: versions, algorithm lists, parameters.
///
/// reason : why it was refused, when nothing is returned
/// source : RFC 5652, section 5
std::optional<SignedDataParts> tidy_signed_data(std::string_view der, std::string& reason);

/// Whether the signature algorithm that is written down is one of this key with this digest; readers go by key and
/// digest alone, so that it could say anything.
bool algorithms_agree(const SignedDataParts& parts, evp_pkey_st* key);

/// An object identifier in words: "1.2.840.113549.1.1.11".
std::string oid_text(std::string_view der_contents);

}  // namespace spec::trust
