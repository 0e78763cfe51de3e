#pragma once

#include <optional>
#include <spec/trust/signer.hpp>
#include <spec/trust/verdict.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace spec::trust {

/// A detached CMS signature (CAdES baseline B without signing-time, as PAdES B-B asks) over bytes.
///
/// content : what is signed; it is not inside the result
/// signer  : from pem_signer or a token
/// returns : DER of the ContentInfo; the signed attributes are content-type, message-digest and signing-certificate-v2
/// throws  : ContractError when OpenSSL fails
/// source  : ETSI EN 319 122-1 (CAdES), EN 319 142-1 (PAdES); RFC 5652, RFC 5035
std::string sign_cms(std::string_view content, const Signer& signer);

/// The signature with an RFC 3161 token as its only unsigned attribute.
///
/// der   : as sign_cms wrote it
/// token : DER of the time-stamp token over the signature value
std::string with_time_stamp(std::string_view der, std::string_view token);

/// A CMS of a file as DER: the file itself, or the PEM block in it.
///
/// throws : DataError when it is neither
std::string cms_der(const std::string& bytes, const std::string& file);

/// The raw signature value inside, over which a time stamp is made.
std::string signature_value(std::string_view der);

/// What verify_cms found.
struct CmsVerification {
    std::vector<RuleLine> lines;            ///< rules R10 to R14
    std::optional<Certificate> signer;      ///< when a signer's certificate is inside
    std::vector<Certificate> chain;         ///< from the signer to a trusted root, when it is certified
    std::string signature_value;            ///< raw bytes, for a time stamp
    std::optional<std::string> time_stamp;  ///< DER of the RFC 3161 token, when there is one
    Verdict verdict() const;
};

/// Whether a detached signature is one that sign_cms could have written, by a certificate below the given roots.
///
/// der        : nothing before or after the ContentInfo
/// trusted    : the embedded certificates must be the chain to one of its roots; a certificate on one of its revocation
/// lists
///              is refused, unless it was revoked after at_seconds
/// at_seconds : Unix time at which the certificates must be valid; absent: now
/// returns    : R10 DER is canonical; R11 detached, one signer; R12 exactly the three signed attributes; R13 SHA-256
/// with
///              RSA >= 3072 or P-256; R14 signature, chain, key usage. Never throws for bad input.
CmsVerification verify_cms(std::string_view content, std::string_view der, const Trusted& trusted,
                           std::optional<long long> at_seconds = std::nullopt);

/// The same for a signature that another program made, with keys and attributes of its own choice (signing-time, say).
///
/// returns : R10 canonical DER whose unsigned parts have one form; R11 detached, one signer; R12 content-type and
///           message-digest signed; R13 SHA-2 with RSA or ECDSA; R14 as above. With algorithms that OpenSSL does not
///           know (national ones) R13 and R14 are indeterminate: present, not checked.
CmsVerification verify_external_cms(std::string_view content, std::string_view der, const Trusted& trusted,
                                    std::optional<long long> at_seconds = std::nullopt);

/// The same from PEM texts, for callers that hold no certificates: true only when every rule passed.
std::string sign_cms(std::string_view content, std::string_view certificate_pem, std::string_view key_pem);
bool is_signed_by(std::string_view content, std::string_view der, std::string_view roots_pem);

}  // namespace spec::trust
