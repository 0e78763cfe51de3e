#include <gtest/gtest.h>

#include <cstdlib>
#include <ctime>
#include <fstream>
#include <spec/core/error.hpp>
#include <spec/trust/cms.hpp>
#include <test_data.hpp>
#include <trust/test_keys.hpp>

namespace {

using namespace spec::trust;
using spec::test::CertificateRequest;
using spec::test::make_certificate;
using spec::test::PemPair;
using spec::test::test_authority;

const std::string content = "the bytes that are signed";

std::string signed_by(const PemPair& pair) { return sign_cms(content, pair.certificate, pair.key); }

CmsVerification verified(std::string_view bytes, std::string_view der, const std::string& roots) {
    return verify_cms(bytes, der, read_certificates(roots, "roots.pem"));
}

std::string failures(const CmsVerification& found) {
    std::string out;
    for (const RuleLine& line : found.lines)
        if (line.verdict != Verdict::passed) out += line.rule + " " + to_string(line.part) + ": " + line.detail + "\n";
    return out;
}

void expect_refused(const PemPair& pair, const std::string& message) {
    try {
        pem_signer(pair.certificate, "c.pem", pair.key, "k.pem");
        FAIL() << "no exception";
    } catch (const spec::DataError& error) {
        EXPECT_EQ(error.what(), message);
    }
}

TEST(Cms, AcceptsWhatItSigned) {
    const auto found = verified(content, signed_by(test_authority().signer), test_authority().root.certificate);
    EXPECT_EQ(failures(found), "");
    EXPECT_EQ(found.signer->common_name(), "Aida Serik");
}

TEST(Cms, AcceptsRsaKeys) {
    CertificateRequest request;
    request.key = "RSA3072";
    const auto pair = make_certificate(request);
    EXPECT_EQ(failures(verified(content, signed_by(pair), pair.certificate)), "");
}

// RSA PKCS#1 v1.5 has no random part, so a signature without time can be repeated byte for byte.
TEST(Cms, IsReproducibleWithRsa) {
    CertificateRequest request;
    request.key = "RSA3072";
    const auto pair = make_certificate(request);
    EXPECT_EQ(signed_by(pair), signed_by(pair));
}

TEST(Cms, RefusesOtherBytes) {
    const auto found = verified(content + ".", signed_by(test_authority().signer), test_authority().root.certificate);
    EXPECT_EQ(failures(found),
              "R14 integrity: the signature does not fit the bytes: content verify error\n"
              "R14 integrity: signing-certificate-v2 does not name the signer's certificate: content verify error\n");
}

TEST(Cms, RefusesAnotherRoot) {
    const auto stranger = make_certificate({});
    const auto found = verified(content, signed_by(test_authority().signer), stranger.certificate);
    EXPECT_EQ(
        failures(found),
        "R14 signers: 'CN=Aida Serik' is not certified by a trusted root: unable to get local issuer certificate\n");
}

TEST(Cms, RefusesExpiredCertificates) {
    CertificateRequest request;
    request.valid_from_s = -7200;
    request.valid_to_s = -3600;
    const auto pair = make_certificate(request);
    EXPECT_EQ(failures(verified(content, signed_by(pair), pair.certificate)),
              "R14 signers: 'CN=Aida Serik' is not certified by a trusted root: certificate has expired\n");
}

TEST(Cms, RefusesRevokedCertificates) {
    const auto& authority = test_authority();
    const std::string der = signed_by(authority.signer);
    const auto with_list = [&](long serial, long ago_s) {
        return read_trusted(
            authority.root.certificate + spec::test::make_revocation_list(authority.root, serial, ago_s), "roots");
    };
    EXPECT_EQ(failures(verify_cms(content, der, with_list(2, 60))),
              "R14 signers: 'CN=Aida Serik' is not certified by a trusted root: certificate revoked\n");
    EXPECT_EQ(failures(verify_cms(content, der, with_list(99, 60))), "");
    // Revoked a minute ago, but signed (by a time stamp) ten minutes ago: the signature stands.
    EXPECT_EQ(failures(verify_cms(content, der, with_list(2, 60), std::time(nullptr) - 600)), "");
    EXPECT_NE(failures(verify_cms(content, der, with_list(2, 60), std::time(nullptr) - 30)), "");
}

TEST(Cms, RefusesEveryBitFlip) {
    const std::string der = signed_by(test_authority().signer);
    for (std::size_t bit = 0; bit < der.size() * 8; ++bit) {
        std::string flipped = der;
        flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << (bit % 8)));
        EXPECT_NE(verified(content, flipped, test_authority().root.certificate).verdict(), Verdict::passed) << bit;
    }
}

TEST(Cms, RefusesTruncationAndTrailingBytes) {
    const std::string der = signed_by(test_authority().signer);
    for (const std::string& bad : {std::string(), der.substr(0, der.size() - 1), der + '\0', std::string("x")})
        EXPECT_EQ(failures(verified(content, bad, test_authority().root.certificate)),
                  "R10 integrity: the signature is not canonical DER of a signed CMS\n");
}

TEST(PemSigner, SaysWhatIsWrongWithTheKey) {
    const auto other = make_certificate({});
    expect_refused({test_authority().signer.certificate, other.key},
                   "k.pem: the key does not belong to the certificate (expected the key of 'CN=Aida Serik' in c.pem)");
    expect_refused({test_authority().signer.certificate, "nothing"},
                   "k.pem: no private key in it (expected a PEM private key)");
    expect_refused({"nothing", other.key}, "c.pem: no certificate in it (expected a PEM certificate)");
}

TEST(PemSigner, RefusesUnfitCertificates) {
    CertificateRequest weak;
    weak.key = "RSA2048";
    expect_refused(make_certificate(weak), "c.pem: RSA key of 2048 bits (expected RSA of 3072 bits or more, or P-256)");
    CertificateRequest curve;
    curve.key = "P-384";
    expect_refused(make_certificate(curve), "c.pem: EC key secp384r1 (expected RSA of 3072 bits or more, or P-256)");
    CertificateRequest usage;
    usage.key_usage = "critical,keyEncipherment";
    expect_refused(make_certificate(usage),
                   "c.pem: key usage without digitalSignature and nonRepudiation (expected one of them)");
    CertificateRequest tls;
    tls.extended_key_usage = "serverAuth";
    expect_refused(
        make_certificate(tls),
        "c.pem: extended key usage 'TLS Web Server Authentication' (expected e-mail protection or document signing)");
}

TEST(PemSigner, SaysWhichFileIsMissing) {
    try {
        pem_signer_from_files("/nonexistent/c.pem", "/nonexistent/k.pem");
        FAIL() << "no exception";
    } catch (const spec::DataError& error) {
        EXPECT_STREQ(error.what(), "/nonexistent/c.pem: cannot be read (expected a PEM certificate)");
    }
}

// An independent reader: the openssl program checks the same signature.
TEST(Cms, IsAcceptedByTheOpensslProgram) {
    const auto folder = spec::test::fresh_folder("cms_openssl");
    const auto write = [&](const char* name, const std::string& bytes) {
        std::ofstream(folder / name, std::ios::binary) << bytes;
    };
    write("content", content);
    write("signature", signed_by(test_authority().signer));
    write("root.pem", test_authority().root.certificate);
    const std::string command = "cd '" + folder.string() +
                                "' && openssl cms -verify -cades -binary -inform DER -in signature -content content "
                                "-CAfile root.pem -out out -purpose any > log 2>&1";
    EXPECT_EQ(std::system(command.c_str()), 0);
}

}  // namespace
