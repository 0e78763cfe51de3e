#include <openssl/cms.h>
#include <openssl/pem.h>

#include <memory>
#include <stdexcept>
#include <trust/test_external.hpp>

namespace spec::test {
namespace {

void replace_all(std::string& text, std::string_view what, std::string_view with) {
    for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + with.size()))
        text.replace(at, what.size(), with);
}

}  // namespace

std::string external_cms(std::string_view content, const PemPair& pair) {
    const auto bio = [](std::string_view bytes) {
        return BIO_new_mem_buf(bytes.data(), static_cast<int>(bytes.size()));
    };
    BIO *in = bio(content), *certificate_pem = bio(pair.certificate), *key_pem = bio(pair.key);
    X509* certificate = PEM_read_bio_X509(certificate_pem, nullptr, nullptr, nullptr);
    EVP_PKEY* key = PEM_read_bio_PrivateKey(key_pem, nullptr, nullptr, nullptr);
    CMS_ContentInfo* cms = CMS_sign(certificate, key, nullptr, in, CMS_DETACHED | CMS_BINARY);
    if (cms == nullptr) throw std::runtime_error("no CMS");
    unsigned char* der = nullptr;
    const int length = i2d_CMS_ContentInfo(cms, &der);
    std::string out(reinterpret_cast<char*>(der), static_cast<std::size_t>(length));
    OPENSSL_free(der);
    CMS_ContentInfo_free(cms);
    X509_free(certificate);
    EVP_PKEY_free(key);
    for (BIO* one : {in, certificate_pem, key_pem}) BIO_free(one);
    return out;
}

std::string national_cms(std::string_view content, const PemPair& pair) {
    std::string out = external_cms(content, pair);
    replace_all(out, "\x2A\x86\x48\x86\xF7\x0D\x01\x01\x01", "\x2A\x83\x0E\x03\x0A\x01\x01\x02\x03");
    replace_all(out, "\x60\x86\x48\x01\x65\x03\x04\x02\x01", "\x2A\x83\x0E\x03\x0A\x01\x03\x01\x03");
    return out;
}

}  // namespace spec::test
