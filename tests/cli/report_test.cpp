#include <gtest/gtest.h>

#include "run_sarap.hpp"
#include "test_data.hpp"

namespace {

using spec::test::run_sarap;

constexpr const char* result =
    R"({"chromatogram":{"retention_time_s":[1,2,3],"total_ion_current":[5,9,5]},"components":[],"findings":[],"input":{"acquired":null,"format":"made_up","path":"a.D","scans":3,"sha256":"00","technique":"gcms"},"library":[],"method":{"name":"default","sha256":"00"},"notes":[],"processing":[],"program":{"commit":"c","version":"v"},"quality":[],"sample":{},"schema":"sarap.result/1"})";

class ReportCommand : public testing::Test {
 protected:
    void SetUp() override {
        if (!spec::test::has_program("openssl")) GTEST_SKIP() << "openssl is not at hand";
        folder_ = spec::test::fresh_folder("cli_report");
        spec::test::write_file(folder_ / "a.json", std::string(result) + "\n");
        for (const char* name : {"one", "two"})
            ASSERT_EQ(spec::test::run_program("openssl",
                                              {"req", "-x509", "-newkey", "rsa:3072", "-nodes", "-days", "9", "-subj",
                                               std::string("/CN=") + name, "-keyout", std::string(name) + ".key",
                                               "-out", std::string(name) + ".pem"},
                                              folder_)
                          .exit_code,
                      0);
    }
    spec::test::Ran run(const std::vector<std::string>& arguments) const { return run_sarap(arguments, folder_); }
    std::filesystem::path folder_;
};

TEST_F(ReportCommand, WritesWhatVerifyAccepts) {
    auto ran = run({"report", "a.json", "-o", "r.pdf", "--cert", "one.pem", "--key", "one.key"});
    EXPECT_EQ(ran.exit_code, 0) << ran.err;
    EXPECT_EQ(ran.err, "r.pdf: written, signed by CN=one\n");
    EXPECT_EQ(run({"verify", "r.pdf", "--trust", "one.pem"}).exit_code, 0);
    EXPECT_EQ(run({"verify", "r.json", "--trust", "one.pem"}).exit_code, 0);
    EXPECT_EQ(run({"verify", "r.pdf", "--trust", "two.pem"}).exit_code, 1);
    EXPECT_EQ(run({"verify", "a.json", "--trust", "one.pem"}).exit_code, 4);
}

TEST_F(ReportCommand, SaysWhatIsWrongWithARequest) {
    const auto refused = [&](const std::vector<std::string>& arguments, int code, const std::string& message) {
        const auto ran = run(arguments);
        EXPECT_EQ(ran.exit_code, code);
        EXPECT_EQ(ran.err, message + "\n");
        EXPECT_FALSE(std::filesystem::exists(folder_ / "r.pdf"));
    };
    refused({"report", "a.json", "-o", "r.pdf", "--cert", "one.pem"}, 2,
            "sarap: --cert without --key (expected both, or neither for an unsigned draft)");
    refused({"report", "a.json", "-o", "r.pdf", "--cert", "one.pem", "--key", "none.key"}, 1,
            "none.key: cannot be read (expected a PEM private key)");
    refused({"report", "a.json", "-o", "r.pdf", "--cert", "one.pem", "--key", "two.key"}, 1,
            "two.key: the key does not belong to the certificate (expected the key of 'CN=one' in one.pem)");
    refused({"report", "a.json", "-o", "r.txt"}, 2, "sarap: --output r.txt (expected a name that ends in .pdf)");
    refused({"report", "a.json", "-o", "a.pdf"}, 2,
            "sarap: --output a.pdf would replace a.json by the report's twin (expected another name)");
    refused({"report", "a.json", "-o", "r.pdf", "--language", "de"}, 2,
            "sarap: --language de (expected one of en, kk, ru)");
    refused({"report", "a.json", "-o", "nowhere/r.pdf"}, 1,
            "nowhere/r.json: cannot be written: No such file or directory (expected a writable place)");
    refused({"verify", "r.pdf", "--trust", "one.pem"}, 1, "r.pdf: cannot be read (expected a report)");
    refused({"verify", "r.pdf"}, 2, "sarap: verify: no roots (expected --trust ROOTS.pem)");
}

TEST_F(ReportCommand, LogsAndProves) {
    EXPECT_EQ(run({"report", "a.json", "-o", "r.pdf", "--cert", "one.pem", "--key", "one.key"}).exit_code, 0);
    EXPECT_EQ(run({"log", "add", "cases.log", "r.pdf", "--origin", "test"}).exit_code, 0);
    EXPECT_EQ(run({"log", "checkpoint", "cases.log", "-o", "first"}).exit_code, 0);
    EXPECT_EQ(run({"log", "add", "cases.log", "a.json"}).exit_code, 0);
    EXPECT_EQ(run({"log", "proof", "cases.log", "r.pdf", "--cert", "one.pem", "--key", "one.key"}).exit_code, 0);
    EXPECT_EQ(run({"log", "verify", "cases.log", "--against", "first"}).exit_code, 0);
    EXPECT_NE(run({"verify", "r.pdf", "--trust", "one.pem"}).out.find("  log: passed\n"), std::string::npos);
    const auto other = run({"log", "proof", "cases.log", "one.pem"});
    EXPECT_EQ(other.exit_code, 1);
    EXPECT_EQ(other.err, "one.pem: is not in the log (expected `sarap log add` before)\n");
}

}  // namespace
