#pragma once

#include <functional>
#include <spec/trust/certificate.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace spec::trust {

/// Where a private key lies: a PEM file serves tests and marks what it signs as TEST, a token does not.
enum class KeyStore { pem_file, token };

/// Someone who can sign: a certificate, the certificates above it, and the key wherever it is.
struct Signer {
    Certificate certificate;
    std::vector<Certificate> chain;  ///< intermediate certificates and root, in any order, without `certificate`
    KeyStore key_store = KeyStore::pem_file;
    /// The signature value over bytes, hashed with SHA-256: PKCS#1 v1.5 of an RSA key, DER (r, s) of an EC key.
    std::function<std::string(std::string_view bytes)> sign;
};

/// A signer from PEM texts.
///
/// certificate_pem : the signer's certificate first, then those above it
/// key_pem         : its private key, not encrypted
/// throws          : DataError when one cannot be read, the key does not belong to the certificate, or the certificate
/// is
///                   unfit for signing; the files' names stand in the messages
Signer pem_signer(std::string_view certificate_pem, const std::string& certificate_file, std::string_view key_pem,
                  const std::string& key_file);
/// The same from files.
Signer pem_signer_from_files(const std::string& certificate_file, const std::string& key_file);

}  // namespace spec::trust
