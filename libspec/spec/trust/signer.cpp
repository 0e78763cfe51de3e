#include <openssl/err.h>
#include <openssl/pem.h>

#include <spec/core/error.hpp>
#include <spec/trust/openssl.hpp>
#include <spec/trust/signer.hpp>

namespace spec::trust {
namespace {

// An encrypted key is refused instead of asking at the terminal.
int no_passphrase(char*, int, int, void*) { return -1; }

std::shared_ptr<EVP_PKEY> read_key(std::string_view pem, const std::string& file) {
    EVP_PKEY* key = PEM_read_bio_PrivateKey(bio_of(pem).get(), nullptr, no_passphrase, nullptr);
    ERR_clear_error();
    if (key == nullptr) {
        if (pem.find("ENCRYPTED") != std::string_view::npos)
            throw DataError(Position::at_file(file),
                            "the key is encrypted (expected a PEM key without passphrase, or a token)");
        throw DataError(Position::at_file(file), "no private key in it (expected a PEM private key)");
    }
    return {key, EVP_PKEY_free};
}

std::string sign_with(EVP_PKEY* key, std::string_view bytes) {
    const Owned<EVP_MD_CTX> context(EVP_MD_CTX_new());
    const auto* data = reinterpret_cast<const unsigned char*>(bytes.data());
    std::size_t length = 0;
    expect(EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, key) == 1 &&
               EVP_DigestSign(context.get(), nullptr, &length, data, bytes.size()) == 1,
           "the key signs with SHA-256");
    std::string out(length, '\0');
    expect(
        EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(out.data()), &length, data, bytes.size()) == 1,
        "the key signs with SHA-256");
    out.resize(length);
    return out;
}

}  // namespace

Signer pem_signer(std::string_view certificate_pem, const std::string& certificate_file, std::string_view key_pem,
                  const std::string& key_file) {
    auto certificates = read_certificates(certificate_pem, certificate_file);
    const auto key = read_key(key_pem, key_file);
    const Certificate own = certificates.front();
    if (X509_check_private_key(own.get(), key.get()) != 1) {
        ERR_clear_error();
        throw DataError(Position::at_file(key_file),
                        "the key does not belong to the certificate (expected the key of '" + own.subject() + "' in " +
                            certificate_file + ")");
    }
    if (const auto unfit = own.unfit_for_signing()) throw DataError(Position::at_file(certificate_file), *unfit);
    certificates.erase(certificates.begin());
    return {own, std::move(certificates), KeyStore::pem_file,
            [key](std::string_view bytes) { return sign_with(key.get(), bytes); }};
}

Signer pem_signer_from_files(const std::string& certificate_file, const std::string& key_file) {
    const std::string certificate = read_bytes(certificate_file, "a PEM certificate");
    return pem_signer(certificate, certificate_file, read_bytes(key_file, "a PEM private key"), key_file);
}

}  // namespace spec::trust
