#include <openssl/err.h>
#include <openssl/x509_vfy.h>

#include <set>
#include <spec/core/error.hpp>
#include <spec/trust/cms.hpp>
#include <spec/trust/der.hpp>
#include <spec/trust/openssl.hpp>

namespace spec::trust {
namespace {

class Rules {
 public:
    bool check(bool holds, const char* rule, Part part, const std::string& good, const std::string& bad) {
        lines.push_back({rule, part, holds ? Verdict::passed : Verdict::failed, holds ? good : bad});
        return holds;
    }
    std::vector<RuleLine> lines;
};

Owned<CMS_ContentInfo> parse(std::string_view der, bool& canonical) {
    const auto* bytes = reinterpret_cast<const unsigned char*>(der.data());
    Owned<CMS_ContentInfo> cms(d2i_CMS_ContentInfo(nullptr, &bytes, static_cast<long>(der.size())));
    ERR_clear_error();
    canonical = cms != nullptr && der_of(cms.get(), i2d_CMS_ContentInfo) == der;
    return cms;
}

bool is_signed_data(const CMS_ContentInfo* cms) { return OBJ_obj2nid(CMS_get0_type(cms)) == NID_pkcs7_signed; }

bool detached_data(CMS_ContentInfo* cms) {
    return OBJ_obj2nid(CMS_get0_eContentType(cms)) == NID_pkcs7_data && CMS_is_detached(cms) == 1;
}

bool exactly_three_attributes(const CMS_SignerInfo* info) {
    if (CMS_signed_get_attr_count(info) != 3) return false;
    std::set<int> kinds;
    for (int i = 0; i < 3; ++i) {
        X509_ATTRIBUTE* attribute = CMS_signed_get_attr(info, i);
        if (X509_ATTRIBUTE_count(attribute) != 1) return false;
        kinds.insert(OBJ_obj2nid(X509_ATTRIBUTE_get0_object(attribute)));
    }
    return kinds == std::set<int>{NID_pkcs9_contentType, NID_pkcs9_messageDigest, NID_id_smime_aa_signingCertificateV2};
}

bool allowed_unsigned_attributes(const CMS_SignerInfo* info) {
    const int count = CMS_unsigned_get_attr_count(info);
    if (count <= 0) return true;
    X509_ATTRIBUTE* attribute = CMS_unsigned_get_attr(info, 0);
    return count == 1 && X509_ATTRIBUTE_count(attribute) == 1 &&
           OBJ_obj2nid(X509_ATTRIBUTE_get0_object(attribute)) == NID_id_smime_aa_timeStampToken;
}

std::string allowed_algorithms(CMS_SignerInfo* info) {
    X509_ALGOR* digest = nullptr;
    X509_ALGOR* signature = nullptr;
    CMS_SignerInfo_get0_algs(info, nullptr, nullptr, &digest, &signature);
    const ASN1_OBJECT* kind = nullptr;
    X509_ALGOR_get0(&kind, nullptr, nullptr, digest);
    if (OBJ_obj2nid(kind) != NID_sha256) return "the digest is not SHA-256";
    X509_ALGOR_get0(&kind, nullptr, nullptr, signature);
    const int nid = OBJ_obj2nid(kind);
    if (nid != NID_rsaEncryption && nid != NID_sha256WithRSAEncryption && nid != NID_ecdsa_with_SHA256)
        return "the signature algorithm is neither RSA PKCS#1 v1.5 nor ECDSA with SHA-256";
    return "";
}

std::vector<Certificate> embedded(CMS_ContentInfo* cms) {
    std::vector<Certificate> out;
    const Owned<STACK_OF(X509)> all(CMS_get1_certs(cms));
    for (int i = 0; all && i < sk_X509_num(all.get()); ++i) {
        X509* one = sk_X509_value(all.get(), i);
        X509_up_ref(one);
        out.emplace_back(std::shared_ptr<X509>(one, X509_free));
    }
    return out;
}

std::optional<Certificate> signer_of(CMS_SignerInfo* info, const std::vector<Certificate>& certificates) {
    for (const Certificate& certificate : certificates)
        if (CMS_SignerInfo_cert_cmp(info, certificate.get()) == 0) return certificate;
    return std::nullopt;
}

// Whether every list that names the certificate revoked it after the time that is asked about.
bool revoked_later(X509_STORE_CTX* context) {
    X509* certificate = X509_STORE_CTX_get_current_cert(context);
    X509_VERIFY_PARAM* rules = X509_STORE_CTX_get0_param(context);
    if (certificate == nullptr || (X509_VERIFY_PARAM_get_flags(rules) & X509_V_FLAG_USE_CHECK_TIME) == 0) return false;
    time_t at = X509_VERIFY_PARAM_get_time(rules);
    STACK_OF(X509_CRL)* lists = X509_STORE_CTX_get1_crls(context, X509_get_issuer_name(certificate));
    bool later = lists != nullptr;
    for (int i = 0; later && i < sk_X509_CRL_num(lists); ++i) {
        X509_REVOKED* entry = nullptr;
        if (X509_CRL_get0_by_cert(sk_X509_CRL_value(lists, i), &entry, certificate) != 0)
            later = X509_cmp_time(X509_REVOKED_get0_revocationDate(entry), &at) > 0;
    }
    sk_X509_CRL_pop_free(lists, X509_CRL_free);
    return later;
}

// A list need not exist for every authority, and may be newer than the signature it is used for.
int judge_revocation(int good, X509_STORE_CTX* context) {
    if (good == 1) return 1;
    switch (X509_STORE_CTX_get_error(context)) {
        case X509_V_ERR_UNABLE_TO_GET_CRL:
        case X509_V_ERR_CRL_NOT_YET_VALID: return 1;
        case X509_V_ERR_CERT_REVOKED: return revoked_later(context) ? 1 : 0;
        default: return 0;
    }
}

Owned<X509_STORE> store_of(const Trusted& trusted, std::optional<long long> at_seconds) {
    Owned<X509_STORE> store(X509_STORE_new());
    for (const Certificate& root : trusted.roots) X509_STORE_add_cert(store.get(), root.get());
    for (const auto& list : trusted.revoked) X509_STORE_add_crl(store.get(), list.get());
    if (!trusted.revoked.empty()) {
        X509_STORE_set_flags(store.get(), X509_V_FLAG_CRL_CHECK | X509_V_FLAG_CRL_CHECK_ALL);
        X509_STORE_set_verify_cb(store.get(), judge_revocation);
    }
    X509_VERIFY_PARAM* rules = X509_STORE_get0_param(store.get());
    X509_VERIFY_PARAM_set_flags(rules, X509_V_FLAG_X509_STRICT | X509_V_FLAG_PARTIAL_CHAIN);
    if (at_seconds) X509_VERIFY_PARAM_set_time(rules, static_cast<time_t>(*at_seconds));
    return store;
}

// Why the chain from the signer to a root does not hold; empty when it does. Sets the chain's certificates.
std::string broken_chain(const Certificate& signer, const std::vector<Certificate>& certificates, X509_STORE* store,
                         std::vector<Certificate>& chain_found) {
    std::vector<std::shared_ptr<X509>> all;
    for (const Certificate& certificate : certificates) all.push_back(certificate.shared());
    const BorrowedStack untrusted(all);
    const Owned<X509_STORE_CTX> context(X509_STORE_CTX_new());
    X509_STORE_CTX_init(context.get(), store, signer.get(), untrusted.stack);
    const bool good = X509_verify_cert(context.get()) == 1;
    ERR_clear_error();
    if (!good) return X509_verify_cert_error_string(X509_STORE_CTX_get_error(context.get()));
    STACK_OF(X509)* chain = X509_STORE_CTX_get0_chain(context.get());
    for (int i = 0; i < sk_X509_num(chain); ++i) {
        X509* one = sk_X509_value(chain, i);
        X509_up_ref(one);
        chain_found.emplace_back(std::shared_ptr<X509>(one, X509_free));
    }
    return "";
}

// The certificates inside must be those of the chain; the root itself may be left out.
bool only_the_chain(const std::vector<Certificate>& certificates, const std::vector<Certificate>& chain) {
    std::set<std::string> allowed, seen;
    for (const Certificate& certificate : chain) allowed.insert(certificate.sha256());
    for (const Certificate& certificate : certificates)
        if (!allowed.contains(certificate.sha256()) || !seen.insert(certificate.sha256()).second) return false;
    return true;
}

// Why CMS_verify refuses; empty when it does not.
std::string broken_signature(CMS_ContentInfo* cms, std::string_view content, X509_STORE* store, unsigned flags) {
    const auto bio = bio_of(content);
    const bool good = CMS_verify(cms, nullptr, store, bio.get(), nullptr, CMS_BINARY | flags) == 1;
    const std::string reason = openssl_error();
    return good ? "" : reason;
}

std::optional<std::string> token_of(const CMS_SignerInfo* info) {
    const int at = CMS_unsigned_get_attr_by_NID(info, NID_id_smime_aa_timeStampToken, -1);
    if (at < 0) return std::nullopt;
    const ASN1_TYPE* value = X509_ATTRIBUTE_get0_type(CMS_unsigned_get_attr(info, at), 0);
    if (value == nullptr || ASN1_TYPE_get(value) != V_ASN1_SEQUENCE) return std::nullopt;
    const ASN1_STRING* text = value->value.sequence;
    return std::string(reinterpret_cast<const char*>(ASN1_STRING_get0_data(text)),
                       static_cast<std::size_t>(ASN1_STRING_length(text)));
}

// What sign_cms would write with these certificates and this signature value. Fields that no signature covers
// (versions, the issuer's spelling, the order of things) must be as we write them, or a flipped bit there would pass.
std::string rewritten(CMS_SignerInfo* info, std::string_view content, const Certificate& signer,
                      const std::vector<Certificate>& certificates) {
    Signer writer{signer, {}, KeyStore::pem_file, [info](std::string_view) {
                      const ASN1_OCTET_STRING* value = CMS_SignerInfo_get0_signature(info);
                      return std::string(reinterpret_cast<const char*>(ASN1_STRING_get0_data(value)),
                                         static_cast<std::size_t>(ASN1_STRING_length(value)));
                  }};
    for (const Certificate& certificate : certificates)
        if (certificate.sha256() != signer.sha256()) writer.chain.push_back(certificate);
    const std::string der = sign_cms(content, writer);
    const auto token = token_of(info);
    return token ? with_time_stamp(der, *token) : der;
}

struct Given {
    std::string_view content, der;
    const Trusted& trusted;
    std::optional<long long> at_seconds;
};

bool unfit_signer(Rules& rules, const Certificate& signer) {
    const auto unfit = signer.unfit_for_signing();
    return !rules.check(!unfit, "R13", Part::signers, "the signer's certificate may sign documents",
                        "the signer's certificate may not sign reports: " + unfit.value_or(""));
}

// The signature, the chain above it and what stands inside beside them; whether the bytes may be compared further.
bool check_certified(Rules& rules, CMS_ContentInfo* cms, const Certificate& signer, const Given& given,
                     unsigned named_by, std::vector<Certificate>& chain) {
    const auto& [content, der, trusted, at_seconds] = given;
    const auto certificates = embedded(cms);
    const auto store = store_of(trusted, at_seconds);
    const std::string signature = broken_signature(cms, content, store.get(), CMS_NO_SIGNER_CERT_VERIFY);
    rules.check(signature.empty(), "R14", Part::integrity, "the signature fits the bytes",
                "the signature does not fit the bytes: " + signature);
    const std::string reason = broken_chain(signer, certificates, store.get(), chain);
    if (rules.check(reason.empty(), "R14", Part::signers, "'" + signer.subject() + "' is certified by a trusted root",
                    "'" + signer.subject() + "' is not certified by a trusted root: " + reason)) {
        rules.check(only_the_chain(certificates, chain), "R14", Part::integrity,
                    "the certificates inside are the chain and nothing else",
                    "a certificate inside does not belong to the chain");
        if (named_by == 0) return signature.empty() && !unfit_signer(rules, signer);
        const std::string named = broken_signature(cms, content, store.get(), named_by);
        rules.check(named.empty(), "R14", Part::integrity, "signing-certificate-v2 names the signer's certificate",
                    "signing-certificate-v2 does not name the signer's certificate: " + named);
    }
    const bool unfit = unfit_signer(rules, signer);
    return signature.empty() && reason.empty() && !unfit;
}

void check_signer(Rules& rules, CMS_ContentInfo* cms, CMS_SignerInfo* info, const Certificate& signer,
                  const Given& given, std::vector<Certificate>& chain) {
    if (!check_certified(rules, cms, signer, given, CMS_CADES, chain)) return;
    rules.check(rewritten(info, given.content, signer, embedded(cms)) == given.der, "R10", Part::integrity,
                "every byte of the CMS is as Sarap writes it", "the CMS is not as Sarap writes it");
}

// The parts of a foreign CMS that its signature does not cover can be written in one way only.
std::string loose_part(std::string_view der, const Certificate& signer) {
    std::string reason;
    const auto parts = tidy_signed_data(der, reason);
    if (!parts) return reason;
    if (!parts->issuer.empty() && (parts->issuer != der_of(X509_get_issuer_name(signer.get()), i2d_X509_NAME) ||
                                   parts->serial != der_of(X509_get0_serialNumber(signer.get()), i2d_ASN1_INTEGER)))
        return "it names its signer otherwise than the certificate";
    EVP_PKEY* key = X509_get0_pubkey(signer.get());  // nothing for a key that OpenSSL does not know
    ERR_clear_error();
    if (key != nullptr && !algorithms_agree(*parts, key)) return "its algorithms are not those of the signer's key";
    return "";
}

bool has_needed_attributes(const CMS_SignerInfo* info) {
    const auto* type = static_cast<const ASN1_OBJECT*>(
        CMS_signed_get0_data_by_OBJ(info, OBJ_nid2obj(NID_pkcs9_contentType), -3, V_ASN1_OBJECT));
    return type != nullptr && OBJ_obj2nid(type) == NID_pkcs7_data &&
           CMS_signed_get0_data_by_OBJ(info, OBJ_nid2obj(NID_pkcs9_messageDigest), -3, V_ASN1_OCTET_STRING) != nullptr;
}

/// The algorithms of a foreign signature: what they are, and whether they can be calculated here.
struct ForeignAlgorithms {
    int digest = NID_undef, signature = NID_undef;
    std::string names;
    bool known = false;
};

ForeignAlgorithms algorithms_of(CMS_SignerInfo* info, const Certificate& signer) {
    X509_ALGOR* algorithms[2] = {};
    CMS_SignerInfo_get0_algs(info, nullptr, nullptr, &algorithms[0], &algorithms[1]);
    ForeignAlgorithms out;
    char text[80];
    const ASN1_OBJECT* kind = nullptr;
    X509_ALGOR_get0(&kind, nullptr, nullptr, algorithms[0]);
    out.digest = OBJ_obj2nid(kind);
    OBJ_obj2txt(text, sizeof text, kind, 0);
    out.names = std::string("digest ") + text;
    X509_ALGOR_get0(&kind, nullptr, nullptr, algorithms[1]);
    out.signature = OBJ_obj2nid(kind);
    OBJ_obj2txt(text, sizeof text, kind, 0);
    out.names += std::string(", signature ") + text;
    out.known = EVP_get_digestbynid(out.digest) != nullptr && X509_get0_pubkey(signer.get()) != nullptr &&
                out.signature != NID_undef;
    ERR_clear_error();
    return out;
}

bool allowed_foreign(const ForeignAlgorithms& found) {
    const std::set<int> digests = {NID_sha256, NID_sha384, NID_sha512};
    const std::set<int> signatures = {
        NID_rsaEncryption,     NID_sha256WithRSAEncryption, NID_sha384WithRSAEncryption, NID_sha512WithRSAEncryption,
        NID_ecdsa_with_SHA256, NID_ecdsa_with_SHA384,       NID_ecdsa_with_SHA512};
    return digests.contains(found.digest) && signatures.contains(found.signature);
}

void check_foreign_signer(Rules& rules, CMS_ContentInfo* cms, CMS_SignerInfo* info, const Certificate& signer,
                          const Given& given, std::vector<Certificate>& chain) {
    const std::string loose = loose_part(given.der, signer);
    rules.check(loose.empty(), "R10", Part::integrity, "what the signature does not cover is written in its one form",
                "the CMS is not in its one form: " + loose);
    const ForeignAlgorithms found = algorithms_of(info, signer);
    if (!found.known) {
        const std::string detail = "the signature of '" + signer.subject() + "' is present and was not checked (" +
                                   found.names + " are not known here)";
        rules.lines.push_back({"R13", Part::signers, Verdict::indeterminate, detail});
        rules.lines.push_back({"R14", Part::integrity, Verdict::indeterminate, detail});
        return;
    }
    if (!rules.check(allowed_foreign(found), "R13", Part::integrity, found.names, found.names + " are not allowed"))
        return;
    const bool named = CMS_signed_get_attr_by_NID(info, NID_id_smime_aa_signingCertificateV2, -1) >= 0;
    check_certified(rules, cms, signer, given, named ? CMS_CADES : 0, chain);
}

}  // namespace

Verdict CmsVerification::verdict() const {
    Verdict found = lines.empty() ? Verdict::failed : Verdict::passed;
    for (const RuleLine& line : lines) found = worse(found, line.verdict);
    return found;
}

CmsVerification verify_cms(std::string_view content, std::string_view der, const Trusted& trusted,
                           std::optional<long long> at_seconds) {
    Rules rules;
    CmsVerification out;
    bool canonical = false;
    const auto cms = parse(der, canonical);
    const bool readable =
        rules.check(cms != nullptr && canonical && is_signed_data(cms.get()), "R10", Part::integrity,
                    "the signature is canonical DER", "the signature is not canonical DER of a signed CMS");
    STACK_OF(CMS_SignerInfo)* infos = readable ? CMS_get0_SignerInfos(cms.get()) : nullptr;
    if (readable &&
        rules.check(detached_data(cms.get()) && infos != nullptr && sk_CMS_SignerInfo_num(infos) == 1, "R11",
                    Part::integrity, "detached, with one signer", "not a detached signature with one signer")) {
        CMS_SignerInfo* info = sk_CMS_SignerInfo_value(infos, 0);
        rules.check(exactly_three_attributes(info) && allowed_unsigned_attributes(info), "R12", Part::integrity,
                    "exactly content-type, message-digest and signing-certificate-v2 are signed",
                    "other attributes than content-type, message-digest and signing-certificate-v2");
        const std::string algorithms = allowed_algorithms(info);
        rules.check(algorithms.empty(), "R13", Part::integrity, "SHA-256 with RSA or ECDSA", algorithms);
        out.signer = signer_of(info, embedded(cms.get()));
        if (rules.check(out.signer.has_value(), "R14", Part::signers, "the signer's certificate is inside",
                        "the signer's certificate is not inside"))
            check_signer(rules, cms.get(), info, *out.signer, {content, der, trusted, at_seconds}, out.chain);
        const ASN1_OCTET_STRING* value = CMS_SignerInfo_get0_signature(info);
        out.signature_value.assign(reinterpret_cast<const char*>(ASN1_STRING_get0_data(value)),
                                   static_cast<std::size_t>(ASN1_STRING_length(value)));
        out.time_stamp = token_of(info);
    }
    out.lines = std::move(rules.lines);
    return out;
}

CmsVerification verify_external_cms(std::string_view content, std::string_view der, const Trusted& trusted,
                                    std::optional<long long> at_seconds) {
    Rules rules;
    CmsVerification out;
    bool canonical = false;
    const auto cms = parse(der, canonical);
    const bool readable =
        rules.check(cms != nullptr && canonical && is_signed_data(cms.get()), "R10", Part::integrity,
                    "the signature is canonical DER", "the signature is not canonical DER of a signed CMS");
    STACK_OF(CMS_SignerInfo)* infos = readable ? CMS_get0_SignerInfos(cms.get()) : nullptr;
    if (readable &&
        rules.check(detached_data(cms.get()) && infos != nullptr && sk_CMS_SignerInfo_num(infos) == 1, "R11",
                    Part::integrity, "detached, with one signer", "not a detached signature with one signer")) {
        CMS_SignerInfo* info = sk_CMS_SignerInfo_value(infos, 0);
        rules.check(has_needed_attributes(info) && allowed_unsigned_attributes(info), "R12", Part::integrity,
                    "content-type and message-digest are signed",
                    "content-type and message-digest are not signed, or more than a time stamp is not");
        out.signer = signer_of(info, embedded(cms.get()));
        if (rules.check(out.signer.has_value(), "R14", Part::signers, "the signer's certificate is inside",
                        "the signer's certificate is not inside"))
            check_foreign_signer(rules, cms.get(), info, *out.signer, {content, der, trusted, at_seconds}, out.chain);
        const ASN1_OCTET_STRING* value = CMS_SignerInfo_get0_signature(info);
        out.signature_value.assign(reinterpret_cast<const char*>(ASN1_STRING_get0_data(value)),
                                   static_cast<std::size_t>(ASN1_STRING_length(value)));
        out.time_stamp = token_of(info);
    }
    out.lines = std::move(rules.lines);
    return out;
}

bool is_signed_by(std::string_view content, std::string_view der, std::string_view roots_pem) {
    return verify_cms(content, der, read_certificates(roots_pem, "roots")).verdict() == Verdict::passed;
}

}  // namespace spec::trust
