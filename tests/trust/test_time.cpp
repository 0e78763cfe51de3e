#include <openssl/pem.h>
#include <openssl/ts.h>

#include <trust/test_time.hpp>

namespace spec::test {
namespace {

template <typename T>
T* from_pem(const std::string& pem, T* (*read)(BIO*, T**, pem_password_cb*, void*)) {
    BIO* bio = BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size()));
    T* out = read(bio, nullptr, nullptr, nullptr);
    BIO_free(bio);
    return out;
}

}  // namespace

PemPair time_authority(const std::string& usage) {
    CertificateRequest request;
    request.name = "Test Time Stamp Authority";
    request.extended_key_usage = usage;
    request.key_usage = "critical,digitalSignature";
    request.issuer = &test_authority().root;
    request.serial = 9;
    return make_certificate(request);
}

spec::trust::TimeStamper stamper(const PemPair& pair) {
    return [pair](const std::string& request) {
        TS_RESP_CTX* context = TS_RESP_CTX_new();
        X509* certificate = from_pem(pair.certificate, PEM_read_bio_X509);
        EVP_PKEY* key = from_pem(pair.key, PEM_read_bio_PrivateKey);
        TS_RESP_CTX_set_signer_cert(context, certificate);
        TS_RESP_CTX_set_signer_key(context, key);
        TS_RESP_CTX_set_signer_digest(context, EVP_sha256());
        TS_RESP_CTX_add_md(context, EVP_sha256());
        ASN1_OBJECT* policy = OBJ_txt2obj("1.2.3.4", 1);
        TS_RESP_CTX_set_def_policy(context, policy);
        TS_RESP_CTX_set_serial_cb(
            context,
            [](TS_RESP_CTX*, void*) {
                ASN1_INTEGER* serial = ASN1_INTEGER_new();
                ASN1_INTEGER_set(serial, 5);
                return serial;
            },
            nullptr);
        BIO* bio = BIO_new_mem_buf(request.data(), static_cast<int>(request.size()));
        TS_RESP* response = TS_RESP_create_response(context, bio);
        BIO_free(bio);
        unsigned char* der = nullptr;
        const int length = i2d_TS_RESP(response, &der);
        std::string out(reinterpret_cast<char*>(der), static_cast<std::size_t>(length));
        OPENSSL_free(der);
        TS_RESP_free(response);
        TS_RESP_CTX_free(context);
        ASN1_OBJECT_free(policy);
        X509_free(certificate);
        EVP_PKEY_free(key);
        return out;
    };
}

}  // namespace spec::test
