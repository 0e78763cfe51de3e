// SoftHSM (packages softhsm2 and opensc) stands in for a token; skipped where it is not installed.
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <spec/core/error.hpp>
#include <spec/trust/cms.hpp>
#include <spec/trust/pkcs11.hpp>
#include <test_data.hpp>
#include <trust/test_keys.hpp>

namespace {

using namespace spec::trust;

const char* module = "/usr/lib/softhsm/libsofthsm2.so";

class Token : public testing::TestWithParam<std::string> {
 protected:
    void SetUp() override {
        if (!std::filesystem::exists(module) || std::system("command -v softhsm2-util > /dev/null") != 0)
            GTEST_SKIP() << "softhsm2 is not at hand";
        folder_ = spec::test::fresh_folder("softhsm");
        std::filesystem::create_directories(folder_ / "tokens");
        std::ofstream(folder_ / "softhsm2.conf")
            << "directories.tokendir = " << (folder_ / "tokens").string() << "\nobjectstore.backend = file\n";
        setenv("SOFTHSM2_CONF", (folder_ / "softhsm2.conf").c_str(), 1);
        spec::test::CertificateRequest request;
        request.key = GetParam();
        pair_ = spec::test::make_certificate(request);
        std::ofstream(folder_ / "k.pem") << pair_.key;
        std::ofstream(folder_ / "c.pem") << pair_.certificate;
        const std::string quiet = " > /dev/null 2>&1";
        ASSERT_EQ(
            std::system(("softhsm2-util --init-token --free --label expert --pin 1234 --so-pin 5678" + quiet).c_str()),
            0);
        ASSERT_EQ(std::system(("softhsm2-util --import " + (folder_ / "k.pem").string() +
                               " --token expert --label key --id a1 --pin 1234" + quiet)
                                  .c_str()),
                  0);
    }
    std::string certificate() const { return (folder_ / "c.pem").string(); }
    std::string refused(const std::string& library, const std::string& label, const std::string& pin,
                        const std::string& file) {
        try {
            token_signer(library, label, pin, file);
            return "no exception";
        } catch (const spec::DataError& error) {
            return error.what();
        }
    }
    std::filesystem::path folder_;
    spec::test::PemPair pair_;
};

TEST_P(Token, SignsLikeTheKeyInAFile) {
    const Signer signer = token_signer(module, "expert", "1234", certificate());
    EXPECT_EQ(signer.key_store, KeyStore::token);
    const auto found =
        verify_cms("content", sign_cms("content", signer), read_certificates(pair_.certificate, "roots"));
    EXPECT_EQ(found.verdict(), Verdict::passed);
}

TEST_P(Token, SaysWhatIsWrong) {
    EXPECT_EQ(refused(module, "expert", "9999", certificate()),
              "token expert: login refused: wrong PIN (expected a working token)");
    EXPECT_EQ(refused(module, "nobody", "1234", certificate()),
              "token nobody: is not there (expected a token with this label)");
    EXPECT_EQ(refused("/nonexistent.so", "expert", "1234", certificate()),
              "/nonexistent.so: cannot be loaded (expected a PKCS#11 module)");
    EXPECT_EQ(refused("/usr/lib/x86_64-linux-gnu/libz.so.1", "expert", "1234", certificate()),
              "/usr/lib/x86_64-linux-gnu/libz.so.1: is not a PKCS#11 module (expected C_GetFunctionList)");
    std::ofstream(folder_ / "other.pem") << spec::test::make_certificate({}).certificate;
    EXPECT_EQ(refused(module, "expert", "1234", (folder_ / "other.pem").string()),
              "token expert: does not hold the key of 'CN=Aida Serik' (expected the certificate's key)");
}

// The key goes while a report is being signed: a message, no signature.
TEST_P(Token, MayBePulledOutInTheMiddle) {
    const Signer signer = token_signer(module, "expert", "1234", certificate());
    EXPECT_NO_THROW(sign_cms("first", signer));
    std::filesystem::remove_all(folder_ / "tokens");
    try {
        sign_cms("second", signer);
        FAIL() << "no exception";
    } catch (const spec::DataError& error) {
        const std::string text = error.what();
        EXPECT_TRUE(text.starts_with("token expert: signing refused: ")) << text;
        EXPECT_TRUE(text.ends_with(" (expected a working token)")) << text;
    }
}

INSTANTIATE_TEST_SUITE_P(RsaAndEc, Token, testing::Values("RSA3072", "EC"));

}  // namespace
