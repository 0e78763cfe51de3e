#include <gtest/gtest.h>
#include <openssl/ocsp.h>
#include <openssl/pem.h>

#include <ctime>
#include <spec/core/error.hpp>
#include <spec/trust/revocation.hpp>
#include <trust/http_responder.hpp>
#include <trust/test_keys.hpp>

namespace {

using namespace spec::trust;
using spec::test::CertificateRequest;
using spec::test::PemPair;

const PemPair& root() { return spec::test::test_authority().root; }

PemPair signer(const std::string& list_url, const std::string& ocsp_url = "") {
    CertificateRequest request;
    request.issuer = &root();
    request.serial = 41;
    request.revocation_list_url = list_url;
    request.ocsp_url = ocsp_url;
    return spec::test::make_certificate(request);
}

std::vector<Certificate> chain_of(const PemPair& pair) {
    return read_certificates(pair.certificate + root().certificate, "c");
}

std::string list_der(long serial, long ago_s) {
    RevocationData data;
    read_revocation(spec::test::make_revocation_list(root(), serial, ago_s), "list", data);
    return data.lists.at(0);
}

// An answer as the root itself would sign it, by OpenSSL.
std::string ocsp_answer(const PemPair& about, const PemPair& by, int status, long ago_s) {
    const auto read = [](const std::string& pem, auto* function) {
        BIO* bio = BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size()));
        auto* out = function(bio, nullptr, nullptr, nullptr);
        BIO_free(bio);
        return out;
    };
    X509 *certificate = read(about.certificate, PEM_read_bio_X509),
         *issuer = read(root().certificate, PEM_read_bio_X509), *responder = read(by.certificate, PEM_read_bio_X509);
    EVP_PKEY* key = read(by.key, PEM_read_bio_PrivateKey);
    OCSP_BASICRESP* basic = OCSP_BASICRESP_new();
    OCSP_CERTID* id = OCSP_cert_to_id(EVP_sha1(), certificate, issuer);
    ASN1_TIME *then = X509_gmtime_adj(nullptr, -ago_s), *next = X509_gmtime_adj(nullptr, 3600);
    OCSP_basic_add1_status(basic, id, status, 0, status == V_OCSP_CERTSTATUS_REVOKED ? then : nullptr, then, next);
    OCSP_basic_sign(basic, responder, key, EVP_sha256(), nullptr, 0);
    OCSP_RESPONSE* response = OCSP_response_create(OCSP_RESPONSE_STATUS_SUCCESSFUL, basic);
    unsigned char* der = nullptr;
    const int length = i2d_OCSP_RESPONSE(response, &der);
    std::string out(reinterpret_cast<char*>(der), static_cast<std::size_t>(length));
    OPENSSL_free(der);
    OCSP_RESPONSE_free(response);
    OCSP_BASICRESP_free(basic);
    OCSP_CERTID_free(id);
    ASN1_TIME_free(then);
    ASN1_TIME_free(next);
    X509_free(certificate);
    X509_free(issuer);
    X509_free(responder);
    EVP_PKEY_free(key);
    return out;
}

RuleLine asked(const PemPair& pair, const RevocationData& data, long ago_s = 0) {
    return check_revocation(chain_of(pair), {}, data, std::time(nullptr) - ago_s);
}

TEST(Revocation, IsNotAskedWhereNobodyPublishesIt) {
    EXPECT_EQ(asked(signer(""), {}).verdict, Verdict::passed);
    const auto line = asked(signer("http://ca.example/list.crl"), {});
    EXPECT_EQ(line.verdict, Verdict::indeterminate);
    EXPECT_EQ(line.detail,
              "no revocation list and no answer about the certificate of 'CN=Aida Serik' is at hand, in the "
              "report or in the file of --trust");
}

TEST(Revocation, IsReadFromLists) {
    const auto pair = signer("http://ca.example/list.crl");
    EXPECT_EQ(asked(pair, {{list_der(99, 60)}, {}}).verdict, Verdict::passed);
    const auto revoked = asked(pair, {{list_der(41, 60)}, {}});
    EXPECT_EQ(revoked.verdict, Verdict::failed);
    EXPECT_NE(revoked.detail.find("the certificate of 'CN=Aida Serik' was revoked at "), std::string::npos);
    // Signed ten minutes ago, revoked one minute ago: it was good then.
    EXPECT_EQ(asked(pair, {{list_der(41, 60)}, {}}, 600).verdict, Verdict::passed);
    // Of an old list without the entry and a new one with it the new one counts.
    EXPECT_EQ(asked(pair, {{list_der(99, 900), list_der(41, 600)}, {}}, 60).verdict, Verdict::failed);
}

TEST(Revocation, IsReadFromAnswers) {
    const auto pair = signer("", "http://ca.example/ocsp");
    EXPECT_EQ(asked(pair, {{}, {ocsp_answer(pair, root(), V_OCSP_CERTSTATUS_GOOD, 60)}}).verdict, Verdict::passed);
    EXPECT_EQ(asked(pair, {{}, {ocsp_answer(pair, root(), V_OCSP_CERTSTATUS_REVOKED, 60)}}).verdict, Verdict::failed);
    EXPECT_EQ(asked(pair, {{}, {ocsp_answer(pair, root(), V_OCSP_CERTSTATUS_REVOKED, 60)}}, 600).verdict,
              Verdict::passed);
    // An answer by a stranger, by someone whom the root did not certify for it, or about another certificate says
    // nothing.
    const auto stranger = spec::test::make_certificate({});
    EXPECT_EQ(asked(pair, {{}, {ocsp_answer(pair, stranger, V_OCSP_CERTSTATUS_GOOD, 60)}}).verdict,
              Verdict::indeterminate);
    EXPECT_EQ(
        asked(pair, {{}, {ocsp_answer(pair, spec::test::test_authority().signer, V_OCSP_CERTSTATUS_GOOD, 60)}}).verdict,
        Verdict::indeterminate);
    EXPECT_EQ(asked(pair, {{}, {ocsp_answer(spec::test::test_authority().signer, root(), V_OCSP_CERTSTATUS_GOOD, 60)}})
                  .verdict,
              Verdict::indeterminate);
    EXPECT_EQ(asked(pair, {{}, {"nonsense"}}).verdict, Verdict::indeterminate);
}

TEST(Revocation, IsFetchedFromWhereTheCertificateSays) {
    const std::string list = list_der(99, 60);
    const spec::test::HttpResponder lists("application/pkix-crl", [&](const std::string&) { return list; });
    std::string answer;
    const spec::test::HttpResponder answers("application/ocsp-response", [&](const std::string&) { return answer; });
    const auto by_list = signer(lists.url() + "list.crl"), by_answer = signer("", answers.url());
    answer = ocsp_answer(by_answer, root(), V_OCSP_CERTSTATUS_GOOD, 60);
    std::vector<std::string> notes;
    EXPECT_EQ(fetch_revocation(chain_of(by_list), notes).lists, std::vector<std::string>{list});
    EXPECT_EQ(fetch_revocation(chain_of(by_answer), notes).answers, std::vector<std::string>{answer});
    EXPECT_TRUE(notes.empty());
    EXPECT_TRUE(fetch_revocation(chain_of(signer("http://127.0.0.1:1/")), notes, 2).empty());
    EXPECT_EQ(notes,
              std::vector<std::string>{"nobody answered whether the certificate of 'CN=Aida Serik' was revoked; the "
                                       "archive does not say it"});
}

TEST(Revocation, IsReadFromFiles) {
    RevocationData data;
    read_revocation(list_der(5, 60), "a.crl", data);
    read_revocation(ocsp_answer(signer(""), root(), V_OCSP_CERTSTATUS_GOOD, 60), "a.ors", data);
    EXPECT_EQ(data.lists.size(), 1u);
    EXPECT_EQ(data.answers.size(), 1u);
    try {
        read_revocation("nonsense", "a.txt", data);
        FAIL() << "no exception";
    } catch (const spec::DataError& error) {
        EXPECT_STREQ(error.what(),
                     "a.txt: no revocation data in it (expected revocation lists in PEM or DER, or an OCSP "
                     "response in DER)");
    }
}

}  // namespace
