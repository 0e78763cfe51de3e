#include <openssl/err.h>
#include <openssl/http.h>
#include <openssl/ts.h>
#include <openssl/x509v3.h>

#include <ctime>
#include <spec/core/error.hpp>
#include <spec/trust/der.hpp>
#include <spec/trust/openssl.hpp>
#include <spec/trust/time_stamp.hpp>

namespace spec::trust {
namespace {

template <auto Free>
struct Freed {
    template <typename T>
    void operator()(T* p) const {
        Free(p);
    }
};
using Request = std::unique_ptr<TS_REQ, Freed<TS_REQ_free>>;
using Response = std::unique_ptr<TS_RESP, Freed<TS_RESP_free>>;
using Imprint = std::unique_ptr<TS_MSG_IMPRINT, Freed<TS_MSG_IMPRINT_free>>;
using Token = std::unique_ptr<PKCS7, Freed<PKCS7_free>>;
using Info = std::unique_ptr<TS_TST_INFO, Freed<TS_TST_INFO_free>>;
using Verifier = std::unique_ptr<TS_VERIFY_CTX, Freed<TS_VERIFY_CTX_free>>;

Imprint imprint_of(std::string_view bytes) {
    Imprint imprint(TS_MSG_IMPRINT_new());
    X509_ALGOR* algorithm = X509_ALGOR_new();
    X509_ALGOR_set0(algorithm, OBJ_nid2obj(NID_sha256), V_ASN1_NULL, nullptr);
    TS_MSG_IMPRINT_set_algo(imprint.get(), algorithm);
    X509_ALGOR_free(algorithm);
    std::string digest = sha256_raw(bytes);
    TS_MSG_IMPRINT_set_msg(imprint.get(), reinterpret_cast<unsigned char*>(digest.data()),
                           static_cast<int>(digest.size()));
    return imprint;
}

// The nonce ties the answer to this request; it need not be random, for the imprint is new each time.
Request request_for(std::string_view bytes) {
    Request request(TS_REQ_new());
    TS_REQ_set_version(request.get(), 1);
    TS_REQ_set_msg_imprint(request.get(), imprint_of(bytes).get());
    const std::string seed = sha256_raw("nonce" + std::string(bytes));
    ASN1_INTEGER* nonce = ASN1_INTEGER_new();
    std::uint64_t value = 1;
    for (int i = 0; i < 7; ++i) value = value << 8 | static_cast<unsigned char>(seed[static_cast<std::size_t>(i)]);
    ASN1_INTEGER_set_uint64(nonce, value);
    TS_REQ_set_nonce(request.get(), nonce);
    ASN1_INTEGER_free(nonce);
    TS_REQ_set_cert_req(request.get(), 1);
    return request;
}

bool critical_time_stamping(X509* certificate) {
    const int at = X509_get_ext_by_NID(certificate, NID_ext_key_usage, -1);
    if (at < 0 || X509_EXTENSION_get_critical(X509_get_ext(certificate, at)) == 0) return false;
    return X509_get_extended_key_usage(certificate) == XKU_TIMESTAMP;
}

bool signer_is_authority(PKCS7* token) {
    STACK_OF(X509)* signers = PKCS7_get0_signers(token, nullptr, 0);
    const bool good =
        signers != nullptr && sk_X509_num(signers) == 1 && critical_time_stamping(sk_X509_value(signers, 0));
    sk_X509_free(signers);
    return good;
}

std::optional<long long> time_of(PKCS7* token) {
    const Info info(PKCS7_to_TS_TST_INFO(token));
    std::tm parts{};
    if (!info || ASN1_TIME_to_tm(TS_TST_INFO_get_time(info.get()), &parts) != 1) return std::nullopt;
    return static_cast<long long>(timegm(&parts));
}

std::string broken_token(PKCS7* token, std::string_view signature_value, const std::vector<Certificate>& roots) {
    X509_STORE* store = X509_STORE_new();
    for (const Certificate& root : roots) X509_STORE_add_cert(store, root.get());
    // A token outlives its signer's certificate: the certificate must have been valid when the token was made.
    if (const auto time = time_of(token))
        X509_VERIFY_PARAM_set_time(X509_STORE_get0_param(store), static_cast<time_t>(*time));
    X509_STORE_set_flags(store, X509_V_FLAG_PARTIAL_CHAIN);
    const Verifier verifier(TS_VERIFY_CTX_new());
    TS_VERIFY_CTX_set_flags(verifier.get(), TS_VFY_VERSION | TS_VFY_IMPRINT | TS_VFY_SIGNATURE);
    TS_VERIFY_CTX_set_store(verifier.get(), store);  // owns the store
    const std::string digest = sha256_raw(signature_value);
    auto* copy = static_cast<unsigned char*>(OPENSSL_memdup(digest.data(), digest.size()));
    TS_VERIFY_CTX_set_imprint(verifier.get(), copy, static_cast<long>(digest.size()));  // owns the copy
    if (TS_RESP_verify_token(verifier.get(), token) == 1) return "";
    return openssl_error();
}

// The chain of the token's signer at the time of the token, from its certificates; empty when there is none.
std::vector<Certificate> chain_of(PKCS7* token, const std::vector<Certificate>& roots) {
    std::vector<Certificate> out;
    STACK_OF(X509)* signers = PKCS7_get0_signers(token, nullptr, 0);
    const Owned<X509_STORE> store(X509_STORE_new());
    for (const Certificate& root : roots) X509_STORE_add_cert(store.get(), root.get());
    X509_STORE_set_flags(store.get(), X509_V_FLAG_PARTIAL_CHAIN);
    if (const auto time = time_of(token))
        X509_VERIFY_PARAM_set_time(X509_STORE_get0_param(store.get()), static_cast<time_t>(*time));
    const Owned<X509_STORE_CTX> context(X509_STORE_CTX_new());
    if (signers != nullptr && sk_X509_num(signers) == 1 &&
        X509_STORE_CTX_init(context.get(), store.get(), sk_X509_value(signers, 0), token->d.sign->cert) == 1 &&
        X509_verify_cert(context.get()) == 1) {
        STACK_OF(X509)* chain = X509_STORE_CTX_get0_chain(context.get());
        for (int i = 0; i < sk_X509_num(chain); ++i) {
            X509_up_ref(sk_X509_value(chain, i));
            out.emplace_back(std::shared_ptr<X509>(sk_X509_value(chain, i), X509_free));
        }
    }
    sk_X509_free(signers);
    ERR_clear_error();
    return out;
}

// A root above the end of the chain, which authorities like to put in; its own signature shows that it is whole.
bool is_root_above(const Certificate& certificate, const Certificate& last) {
    EVP_PKEY* key = X509_get0_pubkey(certificate.get());
    const bool good = key != nullptr && X509_verify(certificate.get(), key) == 1 && X509_verify(last.get(), key) == 1;
    ERR_clear_error();
    return good;
}

// What of a token no signature covers, where it is not in its one form; empty when all is well.
std::string loose_part(std::string_view der, const std::vector<Certificate>& chain) {
    std::string reason;
    const auto parts = tidy_signed_data(der, reason);
    if (!parts) return reason;
    if (chain.empty() || parts->unsigned_attributes) return "it holds attributes that are not signed";
    X509* signer = chain.front().get();
    if (!parts->issuer.empty() && (parts->issuer != der_of(X509_get_issuer_name(signer), i2d_X509_NAME) ||
                                   parts->serial != der_of(X509_get0_serialNumber(signer), i2d_ASN1_INTEGER)))
        return "it names its signer otherwise than the certificate";
    if (!algorithms_agree(*parts, X509_get0_pubkey(signer))) return "its algorithms are not those of the signer's key";
    for (const std::string_view one : parts->certificates) {
        const auto* bytes = reinterpret_cast<const unsigned char*>(one.data());
        X509* x509 = d2i_X509(nullptr, &bytes, static_cast<long>(one.size()));
        if (x509 == nullptr) return "a certificate inside is damaged";
        const Certificate certificate(std::shared_ptr<X509>(x509, X509_free));
        bool found = is_root_above(certificate, chain.back());
        for (const Certificate& link : chain) found = found || link.sha256() == hex_of(sha256_raw(one));
        if (!found) return "a certificate inside does not belong to the chain";
    }
    return "";
}

struct Url {
    std::string host, port, path;
    bool tls = false;
};

Url parse_url(const std::string& text) {
    char *host = nullptr, *port = nullptr, *path = nullptr;
    int tls = 0;
    const int good = OSSL_HTTP_parse_url(text.c_str(), &tls, nullptr, &host, &port, nullptr, &path, nullptr, nullptr);
    ERR_clear_error();
    if (good != 1) throw UsageError("time-stamp authority '" + text + "' (expected a URL such as http://tsa.example/)");
    Url out{host, port, path, tls != 0};
    OPENSSL_free(host);
    OPENSSL_free(port);
    OPENSSL_free(path);
    return out;
}

}  // namespace

TimeStamper http_time_stamper(const std::string& url, int timeout_s) {
    const Url parts = parse_url(url);
    if (parts.tls)
        throw UsageError("time-stamp authority '" + url +
                         "' (expected http; a token is signed, so plain HTTP is enough)");
    return [parts, url, timeout_s](const std::string& request) {
        const auto body = bio_of(request);
        const Owned<BIO> answer(OSSL_HTTP_transfer(nullptr, parts.host.c_str(), parts.port.c_str(), parts.path.c_str(),
                                                   0, nullptr, nullptr, nullptr, nullptr, nullptr, nullptr, 0, nullptr,
                                                   "application/timestamp-query", body.get(),
                                                   "application/timestamp-reply", 1, 1 << 20, timeout_s, 0));
        if (!answer)
            throw DataError(Position::at_file(url),
                            "no answer from the time-stamp authority: " + openssl_error() + " (expected a time stamp)");
        std::string out;
        char buffer[4096];
        for (int got = 0; (got = BIO_read(answer.get(), buffer, sizeof buffer)) > 0;)
            out.append(buffer, static_cast<std::size_t>(got));
        return out;
    };
}

std::string request_time_stamp(std::string_view signature_value, const TimeStamper& authority,
                               const std::string& name) {
    const Request request = request_for(signature_value);
    const std::string answer = authority(der_of(request.get(), i2d_TS_REQ));
    const auto* bytes = reinterpret_cast<const unsigned char*>(answer.data());
    const Response response(d2i_TS_RESP(nullptr, &bytes, static_cast<long>(answer.size())));
    ERR_clear_error();
    PKCS7* token = response ? TS_RESP_get_token(response.get()) : nullptr;
    if (token == nullptr)
        throw DataError(Position::at_file(name), "the time-stamp authority refused (expected a time-stamp token)");
    const Verifier verifier(TS_REQ_to_TS_VERIFY_CTX(request.get(), nullptr));
    TS_VERIFY_CTX_set_flags(verifier.get(), TS_VFY_VERSION | TS_VFY_IMPRINT | TS_VFY_NONCE);
    if (TS_RESP_verify_response(verifier.get(), response.get()) != 1)
        throw DataError(Position::at_file(name), "the time stamp is not over this signature: " + openssl_error() +
                                                     " (expected a token for the request)");
    return der_of(token, i2d_PKCS7);
}

TimeStampVerification verify_time_stamp(std::string_view bytes, std::string_view signature_value,
                                        const std::vector<Certificate>& roots) {
    TimeStampVerification out;
    const auto add = [&](Verdict verdict, std::string detail) {
        out.lines.push_back({"R18", Part::time, verdict, std::move(detail)});
    };
    const auto* data = reinterpret_cast<const unsigned char*>(bytes.data());
    const Token token(d2i_PKCS7(nullptr, &data, static_cast<long>(bytes.size())));
    ERR_clear_error();
    if (!token || PKCS7_type_is_signed(token.get()) == 0 || der_of(token.get(), i2d_PKCS7) != bytes) {
        add(Verdict::failed, "the time stamp is not a canonical token");
        return out;
    }
    const std::string reason = broken_token(token.get(), signature_value, roots);
    const bool authority = signer_is_authority(token.get());
    ERR_clear_error();
    if (!reason.empty())
        add(Verdict::failed, "the time stamp does not hold: " + reason);
    else if (!authority)
        add(Verdict::failed, "the time stamp's signer is not a time-stamp authority (critical key usage timeStamping)");
    if (!out.lines.empty()) return out;
    out.chain = chain_of(token.get(), roots);
    if (const std::string loose = loose_part(bytes, out.chain); !loose.empty()) {
        add(Verdict::failed, "the time stamp is not in its one form: " + loose);
        return out;
    }
    out.unix_time = time_of(token.get());
    add(Verdict::passed, "a trusted authority stamped the signature at " + iso_time(out.unix_time.value_or(0)));
    return out;
}

std::string iso_time(long long unix_time) {
    const auto seconds = static_cast<time_t>(unix_time);
    std::tm parts{};
    gmtime_r(&seconds, &parts);
    char text[32];
    std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts);
    return text;
}

}  // namespace spec::trust
