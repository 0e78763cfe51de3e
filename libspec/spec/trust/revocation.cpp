#include <openssl/err.h>
#include <openssl/http.h>
#include <openssl/ocsp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <ctime>
#include <spec/core/error.hpp>
#include <spec/trust/openssl.hpp>
#include <spec/trust/revocation.hpp>
#include <spec/trust/time_stamp.hpp>

namespace spec::trust {
namespace {

struct OcspFree {
    void operator()(OCSP_RESPONSE* p) const { OCSP_RESPONSE_free(p); }
    void operator()(OCSP_BASICRESP* p) const { OCSP_BASICRESP_free(p); }
    void operator()(OCSP_CERTID* p) const { OCSP_CERTID_free(p); }
    void operator()(OCSP_REQUEST* p) const { OCSP_REQUEST_free(p); }
};
template <typename T>
using OcspOwned = std::unique_ptr<T, OcspFree>;

long long unix_time(const ASN1_TIME* time) {
    std::tm parts{};
    return time != nullptr && ASN1_TIME_to_tm(time, &parts) == 1 ? static_cast<long long>(timegm(&parts)) : 0;
}

/// What is known of one certificate.
struct Known {
    std::optional<long long> revoked;  ///< earliest time that a valid list or answer gives
    bool good = false;                 ///< one that is not out of date says that it was not revoked
};

void note_revoked(Known& known, long long when) { known.revoked = std::min(known.revoked.value_or(when), when); }

void look_in_list(X509_CRL* list, const Certificate& certificate, X509* issuer, long long at, Known& known) {
    EVP_PKEY* key = X509_get0_pubkey(issuer);
    if (X509_NAME_cmp(X509_CRL_get_issuer(list), X509_get_issuer_name(certificate.get())) != 0 || key == nullptr ||
        X509_CRL_verify(list, key) != 1)
        return;
    X509_REVOKED* entry = nullptr;
    const int found = X509_CRL_get0_by_cert(list, &entry, certificate.get());
    if (found == 1) note_revoked(known, unix_time(X509_REVOKED_get0_revocationDate(entry)));
    const ASN1_TIME* next = X509_CRL_get0_nextUpdate(list);
    if (found != 1 && (next == nullptr || unix_time(next) >= at)) known.good = true;
}

// The answer's signer is the issuer itself or someone whom the issuer certified for it.
bool signed_by_issuer(OCSP_BASICRESP* answer, X509* issuer) {
    const Owned<X509_STORE> store(X509_STORE_new());
    X509_STORE_add_cert(store.get(), issuer);
    X509_STORE_set_flags(store.get(), X509_V_FLAG_PARTIAL_CHAIN);
    const long long made = unix_time(OCSP_resp_get0_produced_at(answer));
    X509_VERIFY_PARAM_set_time(X509_STORE_get0_param(store.get()), static_cast<time_t>(made));
    const std::vector<std::shared_ptr<X509>> own = {std::shared_ptr<X509>(issuer, [](X509*) {})};
    const BorrowedStack certificates(own);
    return OCSP_basic_verify(answer, certificates.stack, store.get(), 0) == 1;
}

bool is_about(OCSP_SINGLERESP* single, const Certificate& certificate, X509* issuer) {
    ASN1_OBJECT* digest = nullptr;
    auto* id = const_cast<OCSP_CERTID*>(OCSP_SINGLERESP_get0_id(single));
    OCSP_id_get0_info(nullptr, &digest, nullptr, nullptr, id);
    const EVP_MD* kind = EVP_get_digestbyobj(digest);
    if (kind == nullptr) return false;
    const OcspOwned<OCSP_CERTID> own(OCSP_cert_to_id(kind, certificate.get(), issuer));
    return own != nullptr && OCSP_id_cmp(own.get(), id) == 0;
}

void look_in_answer(const std::string& der, const Certificate& certificate, X509* issuer, long long at, Known& known) {
    const auto* bytes = reinterpret_cast<const unsigned char*>(der.data());
    const OcspOwned<OCSP_RESPONSE> response(d2i_OCSP_RESPONSE(nullptr, &bytes, static_cast<long>(der.size())));
    if (!response || OCSP_response_status(response.get()) != OCSP_RESPONSE_STATUS_SUCCESSFUL) return;
    const OcspOwned<OCSP_BASICRESP> answer(OCSP_response_get1_basic(response.get()));
    if (!answer || !signed_by_issuer(answer.get(), issuer)) return;
    for (int i = 0; i < OCSP_resp_count(answer.get()); ++i) {
        OCSP_SINGLERESP* single = OCSP_resp_get0(answer.get(), i);
        if (!is_about(single, certificate, issuer)) continue;
        int reason = 0;
        ASN1_GENERALIZEDTIME *revoked = nullptr, *from = nullptr, *next = nullptr;
        const int status = OCSP_single_get0_status(single, &reason, &revoked, &from, &next);
        if (status == V_OCSP_CERTSTATUS_REVOKED) note_revoked(known, unix_time(revoked));
        const bool current = next == nullptr ? unix_time(from) + 86400 >= at : unix_time(next) >= at;
        if (status == V_OCSP_CERTSTATUS_GOOD && current) known.good = true;
    }
}

X509_CRL* parsed_list(const std::string& der) {
    const auto* bytes = reinterpret_cast<const unsigned char*>(der.data());
    return d2i_X509_CRL(nullptr, &bytes, static_cast<long>(der.size()));
}

Known known_of(const Certificate& certificate, X509* issuer, const Trusted& trusted, const RevocationData& data,
               long long at) {
    Known known;
    for (const auto& list : trusted.revoked) look_in_list(list.get(), certificate, issuer, at, known);
    for (const std::string& der : data.lists)
        if (const Owned<X509_CRL> list(parsed_list(der)); list)
            look_in_list(list.get(), certificate, issuer, at, known);
    for (const std::string& der : data.answers) look_in_answer(der, certificate, issuer, at, known);
    ERR_clear_error();
    return known;
}

// The URLs of revocation lists that a certificate names.
std::vector<std::string> list_urls(X509* certificate) {
    std::vector<std::string> out;
    auto* points =
        static_cast<CRL_DIST_POINTS*>(X509_get_ext_d2i(certificate, NID_crl_distribution_points, nullptr, nullptr));
    for (int i = 0; i < sk_DIST_POINT_num(points); ++i) {
        const DIST_POINT* point = sk_DIST_POINT_value(points, i);
        if (point->distpoint == nullptr || point->distpoint->type != 0) continue;
        const GENERAL_NAMES* names = point->distpoint->name.fullname;
        for (int j = 0; j < sk_GENERAL_NAME_num(names); ++j) {
            int kind = 0;
            const auto* value =
                static_cast<ASN1_STRING*>(GENERAL_NAME_get0_value(sk_GENERAL_NAME_value(names, j), &kind));
            if (kind == GEN_URI)
                out.emplace_back(reinterpret_cast<const char*>(ASN1_STRING_get0_data(value)),
                                 static_cast<std::size_t>(ASN1_STRING_length(value)));
        }
    }
    CRL_DIST_POINTS_free(points);
    return out;
}

std::vector<std::string> ocsp_urls(X509* certificate) {
    std::vector<std::string> out;
    STACK_OF(OPENSSL_STRING)* urls = X509_get1_ocsp(certificate);
    for (int i = 0; i < sk_OPENSSL_STRING_num(urls); ++i) out.emplace_back(sk_OPENSSL_STRING_value(urls, i));
    X509_email_free(urls);
    return out;
}

bool names_a_place(const Certificate& certificate) {
    return !list_urls(certificate.get()).empty() || !ocsp_urls(certificate.get()).empty();
}

std::string read_all(BIO* bio) {
    std::string out;
    char buffer[4096];
    for (int got = 0; (got = BIO_read(bio, buffer, sizeof buffer)) > 0;)
        out.append(buffer, static_cast<std::size_t>(got));
    return out;
}

std::string ask_ocsp(const std::string& url, X509* certificate, X509* issuer, int timeout_s) {
    const OcspOwned<OCSP_REQUEST> request(OCSP_REQUEST_new());
    OCSP_request_add0_id(request.get(), OCSP_cert_to_id(EVP_sha1(), certificate, issuer));
    const std::string der = der_of(request.get(), i2d_OCSP_REQUEST);
    char *host = nullptr, *port = nullptr, *path = nullptr;
    int tls = 0;
    if (OSSL_HTTP_parse_url(url.c_str(), &tls, nullptr, &host, &port, nullptr, &path, nullptr, nullptr) != 1) return "";
    const auto body = bio_of(der);
    const Owned<BIO> answer(tls != 0 ? nullptr
                                     : OSSL_HTTP_transfer(nullptr, host, port, path, 0, nullptr, nullptr, nullptr,
                                                          nullptr, nullptr, nullptr, 0, nullptr,
                                                          "application/ocsp-request", body.get(),
                                                          "application/ocsp-response", 1, 1 << 20, timeout_s, 0));
    OPENSSL_free(host);
    OPENSSL_free(port);
    OPENSSL_free(path);
    return answer ? read_all(answer.get()) : "";
}

std::string load_list(const std::string& url, int timeout_s) {
    if (!url.starts_with("http://")) return "";
    const Owned<BIO> answer(OSSL_HTTP_get(url.c_str(), nullptr, nullptr, nullptr, nullptr, nullptr, nullptr, 0, nullptr,
                                          nullptr, 0, 16 << 20, timeout_s));
    const std::string bytes = answer ? read_all(answer.get()) : "";
    const Owned<X509_CRL> list(parsed_list(bytes));
    return list ? bytes : "";
}

bool fetch_one(const Certificate& certificate, X509* issuer, int timeout_s, RevocationData& out) {
    for (const std::string& url : ocsp_urls(certificate.get())) {
        const std::string answer = ask_ocsp(url, certificate.get(), issuer, timeout_s);
        Known known;
        look_in_answer(answer, certificate, issuer, 0, known);
        if (known.good || known.revoked) return out.answers.push_back(answer), true;
    }
    for (const std::string& url : list_urls(certificate.get()))
        if (const std::string list = load_list(url, timeout_s); !list.empty()) return out.lists.push_back(list), true;
    return false;
}

}  // namespace

RuleLine check_revocation(const std::vector<Certificate>& chain, const Trusted& trusted, const RevocationData& data,
                          long long at_seconds) {
    const auto line = [](Verdict verdict, std::string detail) {
        return RuleLine{"R20", Part::signers, verdict, std::move(detail)};
    };
    std::string open;
    bool asked = false;
    for (std::size_t i = 0; i + 1 < chain.size(); ++i) {
        const Known known = known_of(chain[i], chain[i + 1].get(), trusted, data, at_seconds);
        if (known.revoked && *known.revoked <= at_seconds)
            return line(Verdict::failed, "the certificate of '" + chain[i].subject() + "' was revoked at " +
                                             iso_time(*known.revoked) + ", before " + iso_time(at_seconds));
        if (known.good || known.revoked)
            asked = true;
        else if (names_a_place(chain[i]) && open.empty())
            open = chain[i].subject();
    }
    if (!open.empty())
        return line(Verdict::indeterminate, "no revocation list and no answer about the certificate of '" + open +
                                                "' is at hand, in the report or in the file of --trust");
    if (asked) return line(Verdict::passed, "no certificate of the chain was revoked at " + iso_time(at_seconds));
    return line(Verdict::passed,
                "the certificates name no place where revocations are published, and no list names them");
}

void read_revocation(const std::string& bytes, const std::string& file, RevocationData& out) {
    const std::size_t before = out.lists.size();
    const auto bio = bio_of(bytes);
    while (X509_CRL* list = PEM_read_bio_X509_CRL(bio.get(), nullptr, nullptr, nullptr)) {
        out.lists.push_back(der_of(list, i2d_X509_CRL));
        X509_CRL_free(list);
    }
    ERR_clear_error();
    if (out.lists.size() > before) return;
    const auto* data = reinterpret_cast<const unsigned char*>(bytes.data());
    const Owned<X509_CRL> list(parsed_list(bytes));
    const OcspOwned<OCSP_RESPONSE> answer(list ? nullptr
                                               : d2i_OCSP_RESPONSE(nullptr, &data, static_cast<long>(bytes.size())));
    ERR_clear_error();
    if (list) return out.lists.push_back(bytes);
    if (answer) return out.answers.push_back(bytes);
    throw DataError(Position::at_file(file),
                    "no revocation data in it (expected revocation lists in PEM or DER, or an OCSP response in DER)");
}

RevocationData fetch_revocation(const std::vector<Certificate>& chain, std::vector<std::string>& notes, int timeout_s) {
    RevocationData out;
    for (std::size_t i = 0; i + 1 < chain.size(); ++i) {
        if (!names_a_place(chain[i])) continue;
        if (!fetch_one(chain[i], chain[i + 1].get(), timeout_s, out))
            notes.push_back("nobody answered whether the certificate of '" + chain[i].subject() +
                            "' was revoked; the archive does not say it");
    }
    ERR_clear_error();
    return out;
}

}  // namespace spec::trust
