#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

struct x509_st;
struct X509_crl_st;

namespace spec::trust {

/// An X.509 certificate, cheap to copy.
class Certificate {
 public:
    explicit Certificate(std::shared_ptr<x509_st> x509) : x509_(std::move(x509)) {}

    std::string subject() const;      ///< RFC 2253, UTF-8: "CN=Aida Serik,O=Laboratory"
    std::string common_name() const;  ///< the CN, else the whole subject
    std::string issuer() const;
    std::string serial() const;  ///< hexadecimal digits
    std::string sha256() const;  ///< of the DER, lower-case hexadecimal
    std::string der() const;
    std::string not_before() const;  ///< ISO 8601, UTC
    std::string not_after() const;
    /// What forbids signing reports with it ("RSA key of 2048 bits (expected ...)"); nothing when all is well.
    /// Allowed: RSA of 3072 bits or more, P-256; key usage digitalSignature or nonRepudiation where it is stated;
    /// extended key usage e-mail protection or document signing where it is stated.
    std::optional<std::string> unfit_for_signing() const;

    x509_st* get() const { return x509_.get(); }
    const std::shared_ptr<x509_st>& shared() const { return x509_; }

 private:
    std::shared_ptr<x509_st> x509_;
};

/// The certificates of a PEM text, in its order.
///
/// file   : its name, for messages
/// throws : DataError when it holds none or one is damaged
std::vector<Certificate> read_certificates(std::string_view pem, const std::string& file);

/// What a verifier trusts: root certificates, and lists of revoked certificates where they are at hand.
struct Trusted {
    std::vector<Certificate> roots;
    std::vector<std::shared_ptr<X509_crl_st>> revoked;

    Trusted() = default;
    Trusted(std::vector<Certificate> certificates) : roots(std::move(certificates)) {}
};

/// The certificates and revocation lists (X509 CRL) of a PEM text.
///
/// throws : DataError as read_certificates, and for a damaged list
Trusted read_trusted(std::string_view pem, const std::string& file);

/// A whole file as bytes. throws : DataError naming what was expected ("a PEM certificate").
std::string read_bytes(const std::string& path, const std::string& expected);

}  // namespace spec::trust
