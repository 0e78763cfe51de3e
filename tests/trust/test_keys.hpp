#pragma once

#include <functional>
#include <string>
#include <string_view>

namespace spec::test {

/// A throw-away certificate and key as PEM texts, made anew in every run.
struct PemPair {
    std::string certificate;  ///< PEM
    std::string key;          ///< PEM, PKCS#8
};

/// What a test certificate is to be.
struct CertificateRequest {
    std::string name = "Aida Serik";
    std::string key = "EC";                                              ///< "EC" (P-256), "RSA2048", "RSA3072"
    std::string key_usage = "critical,digitalSignature,nonRepudiation";  ///< empty: extension absent
    std::string extended_key_usage;                                      ///< empty: extension absent
    std::string basic_constraints = "critical,CA:FALSE";
    std::string revocation_list_url, ocsp_url;  ///< where revocations are published; empty: extension absent
    long valid_from_s = -3600;                  ///< from now
    long valid_to_s = 86400;
    long serial = 1;
    const PemPair* issuer = nullptr;  ///< absent: self-signed
};

PemPair make_certificate(const CertificateRequest& request);

/// SHA-256 signatures by a PEM key, without any of the checks that pem_signer makes.
std::function<std::string(std::string_view)> signing_function(const std::string& key_pem);

/// A revocation list of an issuer that names one serial number; revoked and issued `ago_s` seconds ago.
std::string make_revocation_list(const PemPair& issuer, long serial, long ago_s);

/// A root, and a signer below it.
struct TestAuthority {
    PemPair root, signer;
};
const TestAuthority& test_authority();

}  // namespace spec::test
