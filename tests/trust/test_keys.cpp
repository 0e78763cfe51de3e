#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <memory>
#include <stdexcept>
#include <trust/test_keys.hpp>

namespace spec::test {
namespace {

std::string text_of(BIO* bio) {
    char* text = nullptr;
    const long length = BIO_get_mem_data(bio, &text);
    std::string out(text, static_cast<std::size_t>(length));
    BIO_free(bio);
    return out;
}

EVP_PKEY* new_key(const std::string& kind) {
    if (kind == "EC") return EVP_EC_gen("P-256");
    if (kind == "P-384") return EVP_EC_gen("P-384");
    return EVP_RSA_gen(kind == "RSA2048" ? 2048 : 3072);
}

void extend(X509* certificate, X509* issuer, int nid, const std::string& value) {
    if (value.empty()) return;
    X509V3_CTX context;
    X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
    X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, &context, nid, value.c_str());
    if (extension == nullptr) throw std::runtime_error("bad extension " + value);
    X509_add_ext(certificate, extension, -1);
    X509_EXTENSION_free(extension);
}

void set_name(X509* certificate, const std::string& name) {
    X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate), "CN", MBSTRING_UTF8,
                               reinterpret_cast<const unsigned char*>(name.c_str()), -1, -1, 0);
}

template <typename T>
T* read_pem(const std::string& pem, T* (*read)(BIO*, T**, pem_password_cb*, void*)) {
    BIO* bio = BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size()));
    T* out = read(bio, nullptr, nullptr, nullptr);
    BIO_free(bio);
    return out;
}

}  // namespace

PemPair make_certificate(const CertificateRequest& request) {
    std::unique_ptr<X509, decltype(&X509_free)> certificate(X509_new(), X509_free);
    std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(new_key(request.key), EVP_PKEY_free);
    std::unique_ptr<X509, decltype(&X509_free)> issuer(
        request.issuer ? read_pem(request.issuer->certificate, PEM_read_bio_X509) : nullptr, X509_free);
    std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> issuer_key(
        request.issuer ? read_pem(request.issuer->key, PEM_read_bio_PrivateKey) : nullptr, EVP_PKEY_free);
    X509* above = issuer ? issuer.get() : certificate.get();
    X509_set_version(certificate.get(), X509_VERSION_3);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), request.serial);
    X509_gmtime_adj(X509_getm_notBefore(certificate.get()), request.valid_from_s);
    X509_gmtime_adj(X509_getm_notAfter(certificate.get()), request.valid_to_s);
    set_name(certificate.get(), request.name);
    X509_set_issuer_name(certificate.get(), X509_get_subject_name(above));
    X509_set_pubkey(certificate.get(), key.get());
    extend(certificate.get(), above, NID_basic_constraints, request.basic_constraints);
    extend(certificate.get(), above, NID_subject_key_identifier, "hash");
    extend(certificate.get(), above, NID_authority_key_identifier, "keyid");
    extend(certificate.get(), above, NID_key_usage, request.key_usage);
    extend(certificate.get(), above, NID_ext_key_usage, request.extended_key_usage);
    if (!request.revocation_list_url.empty())
        extend(certificate.get(), above, NID_crl_distribution_points, "URI:" + request.revocation_list_url);
    if (!request.ocsp_url.empty()) extend(certificate.get(), above, NID_info_access, "OCSP;URI:" + request.ocsp_url);
    X509_sign(certificate.get(), issuer_key ? issuer_key.get() : key.get(), EVP_sha256());
    BIO* certificate_pem = BIO_new(BIO_s_mem());
    BIO* key_pem = BIO_new(BIO_s_mem());
    PEM_write_bio_X509(certificate_pem, certificate.get());
    PEM_write_bio_PKCS8PrivateKey(key_pem, key.get(), nullptr, nullptr, 0, nullptr, nullptr);
    return {text_of(certificate_pem), text_of(key_pem)};
}

std::string make_revocation_list(const PemPair& issuer, long serial, long ago_s) {
    std::unique_ptr<X509, decltype(&X509_free)> certificate(read_pem(issuer.certificate, PEM_read_bio_X509), X509_free);
    std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(read_pem(issuer.key, PEM_read_bio_PrivateKey),
                                                            EVP_PKEY_free);
    std::unique_ptr<X509_CRL, decltype(&X509_CRL_free)> list(X509_CRL_new(), X509_CRL_free);
    X509_CRL_set_version(list.get(), 1);
    X509_CRL_set_issuer_name(list.get(), X509_get_subject_name(certificate.get()));
    ASN1_TIME* then = X509_gmtime_adj(nullptr, -ago_s);
    ASN1_TIME* next = X509_gmtime_adj(nullptr, 86400);
    X509_CRL_set1_lastUpdate(list.get(), then);
    X509_CRL_set1_nextUpdate(list.get(), next);
    X509_REVOKED* entry = X509_REVOKED_new();
    ASN1_INTEGER* number = ASN1_INTEGER_new();
    ASN1_INTEGER_set(number, serial);
    X509_REVOKED_set_serialNumber(entry, number);
    X509_REVOKED_set_revocationDate(entry, then);
    X509_CRL_add0_revoked(list.get(), entry);
    ASN1_INTEGER_free(number);
    ASN1_TIME_free(then);
    ASN1_TIME_free(next);
    X509V3_CTX context;
    X509V3_set_ctx(&context, certificate.get(), nullptr, nullptr, list.get(), 0);
    X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, &context, NID_authority_key_identifier, "keyid");
    X509_CRL_add_ext(list.get(), extension, -1);
    X509_EXTENSION_free(extension);
    ASN1_INTEGER* crl_number = ASN1_INTEGER_new();
    ASN1_INTEGER_set(crl_number, 1);
    X509_CRL_add1_ext_i2d(list.get(), NID_crl_number, crl_number, 0, 0);
    ASN1_INTEGER_free(crl_number);
    X509_CRL_sort(list.get());
    X509_CRL_sign(list.get(), key.get(), EVP_sha256());
    BIO* pem = BIO_new(BIO_s_mem());
    PEM_write_bio_X509_CRL(pem, list.get());
    return text_of(pem);
}

std::function<std::string(std::string_view)> signing_function(const std::string& key_pem) {
    const std::shared_ptr<EVP_PKEY> key(read_pem(key_pem, PEM_read_bio_PrivateKey), EVP_PKEY_free);
    return [key](std::string_view bytes) {
        EVP_MD_CTX* context = EVP_MD_CTX_new();
        std::size_t length = 1024;
        std::string out(length, '\0');
        EVP_DigestSignInit(context, nullptr, EVP_sha256(), nullptr, key.get());
        EVP_DigestSign(context, reinterpret_cast<unsigned char*>(out.data()), &length,
                       reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
        EVP_MD_CTX_free(context);
        out.resize(length);
        return out;
    };
}

const TestAuthority& test_authority() {
    static const TestAuthority authority = [] {
        TestAuthority made;
        CertificateRequest root;
        root.name = "Test Root";
        root.key_usage = "critical,keyCertSign,cRLSign";
        root.basic_constraints = "critical,CA:TRUE";
        made.root = make_certificate(root);
        CertificateRequest signer;
        signer.issuer = &made.root;
        signer.serial = 2;
        made.signer = make_certificate(signer);
        return made;
    }();
    return authority;
}

}  // namespace spec::test
