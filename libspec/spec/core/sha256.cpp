#include <openssl/evp.h>

#include <spec/core/error.hpp>
#include <spec/core/sha256.hpp>

namespace spec {

struct Sha256::State {
    EVP_MD_CTX* context = EVP_MD_CTX_new();
    ~State() { EVP_MD_CTX_free(context); }
};

Sha256::Sha256() : state_(std::make_unique<State>()) {
    expect(EVP_DigestInit_ex(state_->context, EVP_sha256(), nullptr) == 1, "OpenSSL provides SHA-256");
}

Sha256::~Sha256() = default;

Sha256& Sha256::add(std::span<const std::byte> bytes) {
    expect(EVP_DigestUpdate(state_->context, bytes.data(), bytes.size()) == 1, "SHA-256 takes the bytes");
    return *this;
}

Sha256& Sha256::add(std::string_view text) { return add(std::as_bytes(std::span(text.data(), text.size()))); }

std::string Sha256::hex() {
    unsigned char digest[32];
    expect(EVP_DigestFinal_ex(state_->context, digest, nullptr) == 1, "SHA-256 is finished once");
    constexpr char digits[] = "0123456789abcdef";
    std::string out;
    for (const unsigned char byte : digest) {
        out += digits[byte >> 4];
        out += digits[byte & 15];
    }
    return out;
}

std::string sha256_hex(std::string_view text) { return Sha256().add(text).hex(); }
std::string sha256_hex(std::span<const std::byte> bytes) { return Sha256().add(bytes).hex(); }

}  // namespace spec
