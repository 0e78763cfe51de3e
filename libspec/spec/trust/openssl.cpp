#include <openssl/err.h>
#include <openssl/sha.h>

#include <spec/core/error.hpp>
#include <spec/trust/openssl.hpp>

namespace spec::trust {

std::string openssl_error() {
    const unsigned long code = ERR_peek_last_error();
    const char* reason = code == 0 ? nullptr : ERR_reason_error_string(code);
    ERR_clear_error();
    return reason ? reason : "no reason given";
}

Owned<BIO> bio_of(std::string_view bytes) {
    expect(bytes.size() < 0x7fffffff, "the bytes fit OpenSSL's memory buffer");
    Owned<BIO> bio(BIO_new_mem_buf(bytes.data(), static_cast<int>(bytes.size())));
    expect(bio != nullptr, "OpenSSL gives a memory buffer");
    return bio;
}

std::string sha256_raw(std::string_view bytes) {
    unsigned char digest[SHA256_DIGEST_LENGTH];
    SHA256(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), digest);
    return {reinterpret_cast<const char*>(digest), sizeof digest};
}

std::string hex_of(std::string_view bytes) {
    constexpr char digits[] = "0123456789abcdef";
    std::string out;
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        out += digits[byte >> 4];
        out += digits[byte & 15];
    }
    return out;
}

BorrowedStack::BorrowedStack(const std::vector<std::shared_ptr<X509>>& certificates) : stack(sk_X509_new_null()) {
    for (const auto& certificate : certificates) sk_X509_push(stack, certificate.get());
}

}  // namespace spec::trust
