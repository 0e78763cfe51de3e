#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <ctime>
#include <fstream>
#include <iterator>
#include <spec/core/error.hpp>
#include <spec/trust/certificate.hpp>
#include <spec/trust/openssl.hpp>

namespace spec::trust {
namespace {

std::string name_text(const X509_NAME* name) {
    Owned<BIO> out(BIO_new(BIO_s_mem()));
    X509_NAME_print_ex(out.get(), name, 0, (XN_FLAG_RFC2253 & ~ASN1_STRFLGS_ESC_MSB) | ASN1_STRFLGS_UTF8_CONVERT);
    char* text = nullptr;
    const long length = BIO_get_mem_data(out.get(), &text);
    return {text, static_cast<std::size_t>(length)};
}

std::string iso_time(const ASN1_TIME* time) {
    std::tm parts{};
    if (ASN1_TIME_to_tm(time, &parts) != 1) return "unknown";
    char text[32];
    std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts);
    return text;
}

std::optional<std::string> unfit_key(EVP_PKEY* key) {
    const int bits = EVP_PKEY_get_bits(key);
    if (EVP_PKEY_is_a(key, "RSA"))
        return bits >= 3072 ? std::nullopt
                            : std::optional("RSA key of " + std::to_string(bits) +
                                            " bits (expected RSA of 3072 bits or more, or P-256)");
    char group[64] = "";
    if (EVP_PKEY_is_a(key, "EC") && EVP_PKEY_get_group_name(key, group, sizeof group, nullptr) == 1 &&
        std::string_view(group) == "prime256v1")
        return std::nullopt;
    const char* name = EVP_PKEY_get0_type_name(key);
    return std::string(name ? name : "unknown") + " key " + group + " (expected RSA of 3072 bits or more, or P-256)";
}

bool document_usage(const ASN1_OBJECT* usage) {
    char text[80];
    OBJ_obj2txt(text, sizeof text, usage, 1);
    const std::string_view oid = text;
    return oid == "1.3.6.1.5.5.7.3.4" ||        // e-mail protection
           oid == "1.3.6.1.5.5.7.3.36" ||       // document signing, RFC 9336
           oid == "1.3.6.1.4.1.311.10.3.12" ||  // document signing, Microsoft
           oid == "1.2.840.113583.1.1.5";       // authentic documents, Adobe
}

std::optional<std::string> unfit_extended_usage(X509* certificate) {
    auto* usages = static_cast<EXTENDED_KEY_USAGE*>(X509_get_ext_d2i(certificate, NID_ext_key_usage, nullptr, nullptr));
    if (usages == nullptr) return std::nullopt;
    std::optional<std::string> bad;
    for (int i = 0; i < sk_ASN1_OBJECT_num(usages); ++i) {
        const ASN1_OBJECT* usage = sk_ASN1_OBJECT_value(usages, i);
        if (document_usage(usage)) continue;
        char text[80];
        OBJ_obj2txt(text, sizeof text, usage, 0);
        bad = std::string("extended key usage '") + text + "' (expected e-mail protection or document signing)";
    }
    sk_ASN1_OBJECT_pop_free(usages, ASN1_OBJECT_free);
    return bad;
}

}  // namespace

std::string Certificate::subject() const { return name_text(X509_get_subject_name(get())); }
std::string Certificate::issuer() const { return name_text(X509_get_issuer_name(get())); }

std::string Certificate::common_name() const {
    const X509_NAME* name = X509_get_subject_name(get());
    const int index = X509_NAME_get_index_by_NID(name, NID_commonName, -1);
    if (index < 0) return subject();
    unsigned char* text = nullptr;
    const int length = ASN1_STRING_to_UTF8(&text, X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, index)));
    if (length < 0) return subject();
    std::string out(reinterpret_cast<const char*>(text), static_cast<std::size_t>(length));
    OPENSSL_free(text);
    return out;
}

std::string Certificate::serial() const {
    const ASN1_INTEGER* serial = X509_get0_serialNumber(get());
    return hex_of({reinterpret_cast<const char*>(ASN1_STRING_get0_data(serial)),
                   static_cast<std::size_t>(ASN1_STRING_length(serial))});
}

std::string Certificate::der() const { return der_of(get(), i2d_X509); }
std::string Certificate::sha256() const { return hex_of(sha256_raw(der())); }
std::string Certificate::not_before() const { return iso_time(X509_get0_notBefore(get())); }
std::string Certificate::not_after() const { return iso_time(X509_get0_notAfter(get())); }

std::optional<std::string> Certificate::unfit_for_signing() const {
    EVP_PKEY* key = X509_get0_pubkey(get());
    if (key == nullptr) return "a key of unknown kind (expected RSA of 3072 bits or more, or P-256)";
    if (auto bad = unfit_key(key)) return bad;
    // X509_get_key_usage gives all bits when the extension is absent: RFC 5280 then allows every use.
    if ((X509_get_key_usage(get()) & (KU_DIGITAL_SIGNATURE | KU_NON_REPUDIATION)) == 0)
        return "key usage without digitalSignature and nonRepudiation (expected one of them)";
    return unfit_extended_usage(get());
}

std::vector<Certificate> read_certificates(std::string_view pem, const std::string& file) {
    const auto bio = bio_of(pem);
    std::vector<Certificate> out;
    while (X509* certificate = PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr))
        out.emplace_back(std::shared_ptr<X509>(certificate, X509_free));
    const std::string reason = openssl_error();
    if (out.empty()) throw DataError(Position::at_file(file), "no certificate in it (expected a PEM certificate)");
    if (reason != "no start line")
        throw DataError(Position::at_file(file),
                        "certificate " + std::to_string(out.size() + 1) + " is damaged (expected PEM certificates)");
    return out;
}

Trusted read_trusted(std::string_view pem, const std::string& file) {
    Trusted out(read_certificates(pem, file));
    const auto bio = bio_of(pem);
    while (X509_CRL* list = PEM_read_bio_X509_CRL(bio.get(), nullptr, nullptr, nullptr))
        out.revoked.emplace_back(list, X509_CRL_free);
    if (openssl_error() != "no start line")
        throw DataError(Position::at_file(file),
                        "revocation list " + std::to_string(out.revoked.size() + 1) + " is damaged (expected PEM)");
    return out;
}

std::string read_bytes(const std::string& path, const std::string& expected) {
    std::ifstream file(path, std::ios::binary);
    std::string bytes;
    if (file) bytes.assign(std::istreambuf_iterator<char>(file), {});
    if (!file) throw DataError(Position::at_file(path), "cannot be read (expected " + expected + ")");
    return bytes;
}

}  // namespace spec::trust
