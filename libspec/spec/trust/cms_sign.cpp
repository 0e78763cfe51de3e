#include <openssl/err.h>
#include <openssl/pem.h>

#include <algorithm>
#include <spec/core/error.hpp>
#include <spec/trust/cms.hpp>
#include <spec/trust/openssl.hpp>

namespace spec::trust {
namespace {

void must(bool holds, const char* what) {
    if (!holds) expect(false, (std::string(what) + ": " + openssl_error()).c_str());
}

Owned<CMS_ContentInfo> without_signature(const Signer& signer, CMS_SignerInfo*& info) {
    std::vector<std::shared_ptr<X509>> chain;
    for (const Certificate& certificate : signer.chain) chain.push_back(certificate.shared());
    const BorrowedStack above(chain);
    Owned<CMS_ContentInfo> cms(
        CMS_sign(nullptr, nullptr, above.stack, nullptr, CMS_DETACHED | CMS_BINARY | CMS_PARTIAL));
    must(cms != nullptr, "OpenSSL makes a CMS");
    // The certificate's public key stands in for the private one, which may lie in a token.
    X509* own = signer.certificate.get();
    info = CMS_add1_signer(cms.get(), own, X509_get0_pubkey(own), EVP_sha256(),
                           CMS_CADES | CMS_NOSMIMECAP | CMS_PARTIAL | CMS_BINARY);
    must(info != nullptr, "OpenSSL adds a signer");
    return cms;
}

// CMS_final would add signing-time, which PAdES baseline forbids; so the attributes are completed here.
void add_attributes(CMS_SignerInfo* info, std::string_view content) {
    const std::string digest = sha256_raw(content);
    must(CMS_signed_add1_attr_by_NID(info, NID_pkcs9_contentType, V_ASN1_OBJECT, OBJ_nid2obj(NID_pkcs7_data), -1) == 1,
         "OpenSSL adds content-type");
    must(CMS_signed_add1_attr_by_NID(info, NID_pkcs9_messageDigest, V_ASN1_OCTET_STRING, digest.data(),
                                     static_cast<int>(digest.size())) == 1,
         "OpenSSL adds message-digest");
}

std::string der_header(unsigned char tag, std::size_t length) {
    std::string out(1, static_cast<char>(tag));
    if (length < 0x80) return out + static_cast<char>(length);
    std::string bytes;
    for (std::size_t rest = length; rest > 0; rest >>= 8) bytes.insert(bytes.begin(), static_cast<char>(rest & 0xFF));
    return out + static_cast<char>(0x80 | bytes.size()) + bytes;
}

// DER of the signed attributes as SET OF, which is what is signed (RFC 5652, section 5.4).
std::string attributes_der(const CMS_SignerInfo* info) {
    std::vector<std::string> parts;
    for (int i = 0; i < CMS_signed_get_attr_count(info); ++i)
        parts.push_back(der_of(CMS_signed_get_attr(info, i), i2d_X509_ATTRIBUTE));
    std::sort(parts.begin(), parts.end(), [](const std::string& a, const std::string& b) {
        return std::lexicographical_compare(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) {
            return static_cast<unsigned char>(x) < static_cast<unsigned char>(y);
        });
    });
    std::string all;
    for (const std::string& part : parts) all += part;
    return der_header(0x31, all.size()) + all;
}

Owned<CMS_ContentInfo> parsed(std::string_view der) {
    const auto* bytes = reinterpret_cast<const unsigned char*>(der.data());
    Owned<CMS_ContentInfo> cms(d2i_CMS_ContentInfo(nullptr, &bytes, static_cast<long>(der.size())));
    must(cms != nullptr && sk_CMS_SignerInfo_num(CMS_get0_SignerInfos(cms.get())) == 1,
         "the signature is a CMS with one signer");
    return cms;
}

}  // namespace

std::string sign_cms(std::string_view content, const Signer& signer) {
    CMS_SignerInfo* info = nullptr;
    const auto cms = without_signature(signer, info);
    add_attributes(info, content);
    const std::string value = signer.sign(attributes_der(info));
    must(ASN1_STRING_set(CMS_SignerInfo_get0_signature(info), value.data(), static_cast<int>(value.size())) == 1,
         "OpenSSL takes the signature");
    const std::string der = der_of(cms.get(), i2d_CMS_ContentInfo);
    must(!der.empty(), "OpenSSL encodes the CMS");
    return der;
}

std::string signature_value(std::string_view der) {
    const auto cms = parsed(der);
    const ASN1_OCTET_STRING* value =
        CMS_SignerInfo_get0_signature(sk_CMS_SignerInfo_value(CMS_get0_SignerInfos(cms.get()), 0));
    return {reinterpret_cast<const char*>(ASN1_STRING_get0_data(value)),
            static_cast<std::size_t>(ASN1_STRING_length(value))};
}

std::string with_time_stamp(std::string_view der, std::string_view token) {
    const auto cms = parsed(der);
    CMS_SignerInfo* info = sk_CMS_SignerInfo_value(CMS_get0_SignerInfos(cms.get()), 0);
    must(CMS_unsigned_add1_attr_by_NID(info, NID_id_smime_aa_timeStampToken, V_ASN1_SEQUENCE, token.data(),
                                       static_cast<int>(token.size())) == 1,
         "OpenSSL adds the time stamp");
    return der_of(cms.get(), i2d_CMS_ContentInfo);
}

std::string cms_der(const std::string& bytes, const std::string& file) {
    if (bytes.starts_with("\x30")) return bytes;
    const auto bio = bio_of(bytes);
    const Owned<CMS_ContentInfo> cms(PEM_read_bio_CMS(bio.get(), nullptr, nullptr, nullptr));
    ERR_clear_error();
    if (!cms) throw DataError(Position::at_file(file), "is no signature (expected a detached CMS in DER or PEM)");
    return der_of(cms.get(), i2d_CMS_ContentInfo);
}

std::string sign_cms(std::string_view content, std::string_view certificate_pem, std::string_view key_pem) {
    return sign_cms(content, pem_signer(certificate_pem, "certificate", key_pem, "key"));
}

}  // namespace spec::trust
