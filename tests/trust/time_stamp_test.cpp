#include <gtest/gtest.h>
#include <spec/core/error.hpp>
#include <spec/trust/cms.hpp>
#include <spec/trust/time_stamp.hpp>
#include <trust/http_responder.hpp>
#include <trust/test_keys.hpp>
#include <trust/test_time.hpp>

namespace {

using namespace spec::trust;
using spec::test::CertificateRequest;
using spec::test::PemPair;
using spec::test::stamper;
using spec::test::time_authority;

std::vector<Certificate> roots() { return read_certificates(spec::test::test_authority().root.certificate, "roots"); }

TEST(TimeStamp, HoldsForTheSignatureItWasMadeOver) {
    const std::string token = request_time_stamp("signature value", stamper(time_authority()), "tsa");
    const auto found = verify_time_stamp(token, "signature value", roots());
    ASSERT_EQ(found.lines.size(), 1u);
    EXPECT_EQ(found.lines[0].verdict, Verdict::passed) << found.lines[0].detail;
    EXPECT_TRUE(found.unix_time);
}

TEST(TimeStamp, IsRefusedOverAnotherSignature) {
    const std::string token = request_time_stamp("signature value", stamper(time_authority()), "tsa");
    EXPECT_EQ(verify_time_stamp(token, "another", roots()).lines[0].detail,
              "the time stamp does not hold: message imprint mismatch");
}

TEST(TimeStamp, IsRefusedFromStrangersAndOtherCertificates) {
    const std::string token = request_time_stamp("s", stamper(time_authority()), "tsa");
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
        "other", [&](const std::string& request) { return other = stamper(time_authority())(request); }, "tsa");
    EXPECT_EQ(
        refused([&](const std::string&) { return other; }),
        "tsa: the time stamp is not over this signature: message imprint mismatch (expected a token for the request)");
}

TEST(TimeStamp, IsKeptInTheSignature) {
    const auto& pair = spec::test::test_authority().signer;
    const std::string plain = sign_cms("content", pair.certificate, pair.key);
    const std::string token = request_time_stamp(signature_value(plain), stamper(time_authority()), "tsa");
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

TEST(TimeStamp, ComesOverHttp) {
    const auto stamp = stamper(time_authority());
    const spec::test::HttpResponder service("application/timestamp-reply", stamp);
    const std::string token = request_time_stamp("s", http_time_stamper(service.url()), service.url());
    const auto found = verify_time_stamp(token, "s", roots());
    ASSERT_EQ(found.lines.size(), 1u);
    EXPECT_EQ(found.lines[0].verdict, Verdict::passed) << found.lines[0].detail;
    ASSERT_EQ(found.chain.size(), 2u);
    EXPECT_EQ(found.chain[0].common_name(), "Test Time Stamp Authority");
}

TEST(TimeStamp, NeedsAnHonestService) {
    const auto refused = [](const std::string& type, const std::string& reply) {
        const spec::test::HttpResponder service(type, [&](const std::string&) { return reply; });
        try {
            request_time_stamp("s", http_time_stamper(service.url(), 2), "tsa");
            return std::string("no exception");
        } catch (const spec::DataError& error) {
            const std::string text = error.what();
            return text.substr(text.find(": ") + 2);
        }
    };
    EXPECT_TRUE(
        refused("application/timestamp-reply", "nonsense").starts_with("no answer from the time-stamp authority: "));
    EXPECT_EQ(refused("application/timestamp-reply", std::string("\x30\x05\x30\x03\x02\x01\x02", 7)),
              "the time-stamp authority refused (expected a time-stamp token)");
    EXPECT_TRUE(refused("text/html", "<html>").starts_with("no answer from the time-stamp authority: "));
    EXPECT_TRUE(refused("application/timestamp-reply", "").starts_with("no answer from the time-stamp authority: "));
}

// No signature covers a token's version, its lists and the certificates above its signer: a changed bit must not pass.
TEST(TimeStamp, HoldsInNoBitOtherwise) {
    const std::string token = request_time_stamp("s", stamper(time_authority()), "tsa");
    for (std::size_t bit = 0; bit < token.size() * 8; ++bit) {
        std::string bad = token;
        bad[bit / 8] = static_cast<char>(bad[bit / 8] ^ (1 << (bit % 8)));
        const auto found = verify_time_stamp(bad, "s", roots());
        ASSERT_FALSE(found.lines.empty());
        EXPECT_EQ(found.lines[0].verdict, Verdict::failed) << "bit " << bit;
    }
}

}  // namespace
