#include <gtest/gtest.h>
#include <openssl/pem.h>
#include <openssl/ts.h>

#include <memory>
#include <spec/core/error.hpp>
#include <spec/trust/cms.hpp>
#include <spec/trust/time_stamp.hpp>
#include <trust/test_keys.hpp>

namespace {

using namespace spec::trust;
using spec::test::CertificateRequest;
using spec::test::PemPair;

PemPair authority(const std::string& usage = "critical,timeStamping") {
    CertificateRequest request;
    request.name = "Test Time Stamp Authority";
    request.extended_key_usage = usage;
    request.key_usage = "critical,digitalSignature";
    request.issuer = &spec::test::test_authority().root;
    request.serial = 9;
    return spec::test::make_certificate(request);
}

template <typename T>
T* from_pem(const std::string& pem, T* (*read)(BIO*, T**, pem_password_cb*, void*)) {
    BIO* bio = BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size()));
    T* out = read(bio, nullptr, nullptr, nullptr);
    BIO_free(bio);
    return out;
}

// An authority in this process, by OpenSSL's own responder.
TimeStamper stamper(const PemPair& pair) {
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

std::vector<Certificate> roots() { return read_certificates(spec::test::test_authority().root.certificate, "roots"); }

TEST(TimeStamp, HoldsForTheSignatureItWasMadeOver) {
    const std::string token = request_time_stamp("signature value", stamper(authority()), "tsa");
    const auto found = verify_time_stamp(token, "signature value", roots());
    ASSERT_EQ(found.lines.size(), 1u);
    EXPECT_EQ(found.lines[0].verdict, Verdict::passed) << found.lines[0].detail;
    EXPECT_TRUE(found.unix_time);
}

TEST(TimeStamp, IsRefusedOverAnotherSignature) {
    const std::string token = request_time_stamp("signature value", stamper(authority()), "tsa");
    EXPECT_EQ(verify_time_stamp(token, "another", roots()).lines[0].detail,
              "the time stamp does not hold: message imprint mismatch");
}

TEST(TimeStamp, IsRefusedFromStrangersAndOtherCertificates) {
    const std::string token = request_time_stamp("s", stamper(authority()), "tsa");
    const auto stranger = read_certificates(spec::test::make_certificate({}).certificate, "roots");
    EXPECT_EQ(verify_time_stamp(token, "s", stranger).lines[0].verdict, Verdict::failed);
    EXPECT_EQ(verify_time_stamp("x", "s", roots()).lines[0].detail, "the time stamp is not a canonical token");
}

TEST(TimeStamp, IsRefusedWhenTheAnswerIsNotForTheRequest) {
    const auto refused = [](const TimeStamper& by) {
        try {
            request_time_stamp("s", by, "tsa");
            return std::string("no exception");
        } catch (const spec::DataError& error) {
            return std::string(error.what());
        }
    };
    EXPECT_EQ(refused([](const std::string&) { return std::string("nonsense"); }),
              "tsa: the time-stamp authority refused (expected a time-stamp token)");
    std::string other;
    request_time_stamp(
        "other", [&](const std::string& request) { return other = stamper(authority())(request); }, "tsa");
    EXPECT_EQ(
        refused([&](const std::string&) { return other; }),
        "tsa: the time stamp is not over this signature: message imprint mismatch (expected a token for the request)");
}

TEST(TimeStamp, IsKeptInTheSignature) {
    const auto& pair = spec::test::test_authority().signer;
    const std::string plain = sign_cms("content", pair.certificate, pair.key);
    const std::string token = request_time_stamp(signature_value(plain), stamper(authority()), "tsa");
    const std::string stamped = with_time_stamp(plain, token);
    const auto found = verify_cms("content", stamped, roots());
    EXPECT_EQ(found.verdict(), Verdict::passed);
    EXPECT_EQ(found.time_stamp, token);
}

TEST(TimeStamp, NeedsAnAnswer) {
    try {
        http_time_stamper("http://127.0.0.1:1/", 2)("request");
        FAIL() << "no exception";
    } catch (const spec::DataError& error) {
        EXPECT_NE(std::string(error.what()).find("http://127.0.0.1:1/: no answer from the time-stamp authority"),
                  std::string::npos)
            << error.what();
    }
}

}  // namespace
