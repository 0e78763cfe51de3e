#include <gtest/gtest.h>

#include <ctime>
#include <spec/trust/cms.hpp>
#include <trust/test_external.hpp>
#include <trust/test_keys.hpp>

namespace {

using namespace spec::trust;
using spec::test::external_cms;
using spec::test::national_cms;

std::vector<Certificate> roots() { return read_certificates(spec::test::test_authority().root.certificate, "roots"); }

spec::test::PemPair rsa_signer() {
    spec::test::CertificateRequest request;
    request.key = "RSA3072";
    request.issuer = &spec::test::test_authority().root;
    request.serial = 31;
    return spec::test::make_certificate(request);
}

std::string lines_of(const CmsVerification& found, Verdict wanted) {
    std::string out;
    for (const RuleLine& line : found.lines)
        if (line.verdict == wanted) out += line.rule + " " + to_string(line.part) + ": " + line.detail + "\n";
    return out;
}

TEST(ExternalCms, HoldsWithAttributesOfItsOwn) {
    for (const auto& pair : {spec::test::test_authority().signer, rsa_signer()}) {
        const std::string cms = external_cms("content", pair);
        EXPECT_EQ(lines_of(verify_external_cms("content", cms, roots()), Verdict::failed), "");
        EXPECT_EQ(verify_external_cms("content", cms, roots()).verdict(), Verdict::passed);
        EXPECT_EQ(verify_external_cms("content", cms, roots()).chain.size(), 2u);
        EXPECT_EQ(verify_cms("content", cms, roots()).verdict(), Verdict::failed);  // where our own is announced
        EXPECT_EQ(lines_of(verify_external_cms("other", cms, roots()), Verdict::failed),
                  "R14 integrity: the signature does not fit the bytes: content verify error\n");
    }
}

TEST(ExternalCms, HoldsInNoBitOtherwise) {
    const std::string good = external_cms("content", spec::test::test_authority().signer);
    for (std::size_t bit = 0; bit < good.size() * 8; ++bit) {
        std::string bad = good;
        bad[bit / 8] = static_cast<char>(bad[bit / 8] ^ (1 << (bit % 8)));
        EXPECT_NE(verify_external_cms("content", bad, roots()).verdict(), Verdict::passed) << "bit " << bit;
    }
}

TEST(ExternalCms, SaysThatNationalAlgorithmsWereNotChecked) {
    const auto found = verify_external_cms("content", national_cms("content", rsa_signer()), roots());
    EXPECT_EQ(lines_of(found, Verdict::failed), "");
    EXPECT_EQ(lines_of(found, Verdict::indeterminate),
              "R13 signers: the signature of 'CN=Aida Serik' is present and was not checked (digest "
              "1.2.398.3.10.1.3.1.3, signature 1.2.398.3.10.1.1.2.3 are not known here)\n"
              "R14 integrity: the signature of 'CN=Aida Serik' is present and was not checked (digest "
              "1.2.398.3.10.1.3.1.3, signature 1.2.398.3.10.1.1.2.3 are not known here)\n");
    EXPECT_EQ(found.verdict(), Verdict::indeterminate);
}

TEST(ExternalCms, RefusesUnfitCertificates) {
    spec::test::CertificateRequest request;
    request.issuer = &spec::test::test_authority().root;
    request.extended_key_usage = "serverAuth";
    const auto tls = spec::test::make_certificate(request);
    EXPECT_EQ(lines_of(verify_external_cms("c", external_cms("c", tls), roots()), Verdict::failed),
              "R13 signers: the signer's certificate may not sign reports: extended key usage 'TLS Web Server "
              "Authentication' (expected e-mail protection or document signing)\n");
}

}  // namespace
