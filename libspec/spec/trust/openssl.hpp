#pragma once

// Owners of OpenSSL's objects, for the sources of trust/ alone.

#include <openssl/bio.h>
#include <openssl/cms.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace spec::trust {

struct OpensslFree {
    void operator()(X509* p) const { X509_free(p); }
    void operator()(X509_STORE* p) const { X509_STORE_free(p); }
    void operator()(X509_STORE_CTX* p) const { X509_STORE_CTX_free(p); }
    void operator()(X509_CRL* p) const { X509_CRL_free(p); }
    void operator()(EVP_PKEY* p) const { EVP_PKEY_free(p); }
    void operator()(EVP_MD_CTX* p) const { EVP_MD_CTX_free(p); }
    void operator()(BIO* p) const { BIO_free_all(p); }
    void operator()(CMS_ContentInfo* p) const { CMS_ContentInfo_free(p); }
    void operator()(STACK_OF(X509) * p) const { sk_X509_pop_free(p, X509_free); }
};

template <typename T>
using Owned = std::unique_ptr<T, OpensslFree>;

/// The newest OpenSSL error in words, and an empty error queue.
std::string openssl_error();

/// A memory BIO over bytes that outlive it.
Owned<BIO> bio_of(std::string_view bytes);

/// DER of an object by its i2d function.
template <typename T, typename Encode>
std::string der_of(const T* object, Encode encode) {
    unsigned char* bytes = nullptr;
    const int length = encode(const_cast<T*>(object), &bytes);
    std::string out;
    if (length > 0) out.assign(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(length));
    OPENSSL_free(bytes);
    return out;
}

/// SHA-256 as 32 raw bytes.
std::string sha256_raw(std::string_view bytes);
std::string hex_of(std::string_view bytes);

/// The stack borrows the certificates.
struct BorrowedStack {
    STACK_OF(X509) * stack;
    explicit BorrowedStack(const std::vector<std::shared_ptr<X509>>& certificates);
    ~BorrowedStack() { sk_X509_free(stack); }
    BorrowedStack(const BorrowedStack&) = delete;
    BorrowedStack& operator=(const BorrowedStack&) = delete;
};

}  // namespace spec::trust
