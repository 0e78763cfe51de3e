// Trust from outside: signatures of other programs, time stamps over HTTP, archives, the log, and what goes wrong.
#include <gtest/gtest.h>

#include <trust/http_responder.hpp>
#include <trust/test_external.hpp>
#include <trust/test_keys.hpp>

#include "run_sarap.hpp"
#include "test_data.hpp"

namespace {

namespace fs = std::filesystem;
using spec::test::CertificateRequest;
using spec::test::read_file;
using spec::test::run_program;
using spec::test::write_file;

constexpr const char* result =
    R"({"chromatogram":{"retention_time_s":[1,2,3],"total_ion_current":[5,9,5]},"components":[],"findings":[],"input":{"acquired":null,"format":"made_up","path":"a.D","scans":3,"sha256":"00","technique":"gcms"},"library":[],"method":{"name":"default","sha256":"00"},"notes":[],"processing":[],"program":{"commit":"c","version":"v"},"quality":[],"sample":{},"schema":"sarap.result/1"})";

class ReportTrust : public testing::Test {
 protected:
    void SetUp() override {
        folder_ = spec::test::fresh_folder("cli_report_trust");
        write_file(folder_ / "a.json", std::string(result) + "\n");
        write_file(folder_ / "root.pem", spec::test::test_authority().root.certificate);
        write("one", {});
    }
    void write(const std::string& name, CertificateRequest request) {
        request.issuer = &spec::test::test_authority().root;
        if (request.serial == 1) request.serial = 70;
        const auto pair = spec::test::make_certificate(request);
        write_file(folder_ / (name + ".pem"), pair.certificate);
        write_file(folder_ / (name + ".key"), pair.key);
    }
    spec::test::Ran run(const std::vector<std::string>& arguments) const {
        return spec::test::run_sarap(arguments, folder_);
    }
    spec::test::Ran sign(const std::string& name, std::vector<std::string> more = {}) const {
        std::vector<std::string> all = {"report", "a.json",      "-o",    "r.pdf",
                                        "--cert", name + ".pem", "--key", name + ".key"};
        all.insert(all.end(), more.begin(), more.end());
        return run(all);
    }
    std::string verdict(const std::string& file) const {
        const auto ran = run({"verify", file, "--trust", "root.pem"});
        return std::to_string(ran.exit_code) + " " + ran.out;
    }
    std::string files() const {
        std::vector<std::string> names;
        for (const auto& entry : fs::directory_iterator(folder_)) names.push_back(entry.path().filename().string());
        std::sort(names.begin(), names.end());
        std::string out;
        for (const std::string& name : names) out += name + " ";
        return out;
    }
    fs::path folder_;
};

TEST_F(ReportTrust, TakesASignatureOfAnotherProgram) {
    if (!spec::test::has_program("openssl")) GTEST_SKIP() << "openssl is not at hand";
    auto ran = run({"report", "a.json", "-o", "r.pdf", "--prepare", "--cert", "one.pem"});
    ASSERT_EQ(ran.exit_code, 0) << ran.err;
    EXPECT_EQ(ran.err,
              "r.pdf: prepared; sign the bytes of r.tbs (detached CMS), then `sarap report r.pdf --attach FILE.cms`\n");
    EXPECT_EQ(verdict("r.pdf").substr(0, 1), "1");
    ASSERT_EQ(run_program("openssl",
                          {"cms", "-sign", "-binary", "-md", "sha256", "-in", "r.tbs", "-signer", "one.pem", "-inkey",
                           "one.key", "-outform", "DER", "-out", "r.cms"},
                          folder_)
                  .exit_code,
              0);
    ran = run({"report", "r.pdf", "--attach", "r.cms"});
    ASSERT_EQ(ran.exit_code, 0) << ran.err;
    EXPECT_EQ(ran.err, "r.pdf: signature of r.cms attached\n");
    EXPECT_EQ(verdict("r.pdf").substr(0, 15), "0 r.pdf: passed");
    EXPECT_FALSE(fs::exists(folder_ / "r.tbs"));
    ran = run({"report", "r.pdf", "--attach", "r.cms"});
    EXPECT_EQ(ran.exit_code, 1);
    EXPECT_EQ(ran.err, "r.pdf: has no place that waits for a signature (expected `sarap report --prepare` before)\n");
}

TEST_F(ReportTrust, SaysWhatIsWrongWithARequest) {
    const auto refused = [&](const std::vector<std::string>& arguments, const std::string& message) {
        const auto ran = run(arguments);
        EXPECT_EQ(ran.exit_code, 2);
        EXPECT_EQ(ran.err, "sarap: " + message + "\n");
    };
    refused({"report", "a.json", "-o", "r.pdf", "--prepare"},
            "--prepare (expected --cert C.pem, or --lab with the author's name)");
    refused({"report", "a.json", "-o", "r.pdf", "--prepare", "--cert", "one.pem", "--key", "one.key"},
            "--prepare with a key (expected --cert alone, or the author in --lab)");
    refused({"report", "a.json", "-o", "r.pdf", "--stamp"},
            "--attach, --stamp, --archive (expected one report, NAME.pdf)");
    refused({"report", "r.pdf", "--stamp", "--archive"},
            "--prepare, --attach, --stamp, --archive (expected one of them at a time)");
    EXPECT_EQ(sign("one").exit_code, 0);
    refused({"report", "r.pdf", "--stamp"}, "--stamp (expected --tsa URL with it)");
    refused({"report", "r.pdf", "--archive", "--tsa", "http://127.0.0.1:1/"},
            "--archive (expected --trust ROOTS.pem with it)");
}

// `openssl ts` as the authority, behind a service on 127.0.0.1.
TEST_F(ReportTrust, IsStampedByAServiceLaterAndArchived) {
    if (!spec::test::has_program("openssl")) GTEST_SKIP() << "openssl is not at hand";
    auto ran = sign("one", {"--tsa", "http://127.0.0.1:1/"});
    ASSERT_EQ(ran.exit_code, 0) << ran.err;
    EXPECT_NE(
        ran.err.find("; signed without time stamp (B-B)\nr.unstamped: queued; `sarap report r.pdf --stamp --tsa URL "
                     "-o r.pdf` adds the time stamp\n"),
        std::string::npos)
        << ran.err;
    EXPECT_NE(read_file(folder_ / "r.unstamped").find("\"schema\":\"sarap.queue/1\""), std::string::npos);
    EXPECT_EQ(verdict("r.pdf").substr(0, 15), "0 r.pdf: passed");

    CertificateRequest authority;
    authority.name = "Authority";
    authority.key = "RSA3072";
    authority.key_usage = "critical,digitalSignature";
    authority.extended_key_usage = "critical,timeStamping";
    write("tsa", authority);
    write_file(
        folder_ / "tsa.cnf",
        "[tsa]\ndefault_tsa = one\n[one]\nserial = " + (folder_ / "serial").string() +
            "\ncrypto_device = builtin\nsigner_digest = sha256\ndefault_policy = 1.2.3.4\ndigests = sha256\n"
            "accuracy = secs:1\nordering = no\ntsa_name = no\ness_cert_id_chain = no\ness_cert_id_alg = sha256\n");
    const spec::test::HttpResponder service("application/timestamp-reply", [&](const std::string& request) {
        write_file(folder_ / "q.tsq", request);
        run_program("openssl",
                    {"ts", "-reply", "-config", "tsa.cnf", "-queryfile", "q.tsq", "-signer", "tsa.pem", "-inkey",
                     "tsa.key", "-out", "q.tsr"},
                    folder_);
        return read_file(folder_ / "q.tsr");
    });
    ran = run({"report", "r.pdf", "--stamp", "--tsa", service.url()});
    ASSERT_EQ(ran.exit_code, 0) << ran.err;
    EXPECT_EQ(ran.err, "r.pdf: time stamp added (B-T)\n");
    EXPECT_FALSE(fs::exists(folder_ / "r.unstamped"));
    EXPECT_NE(verdict("r.pdf").find("R18 passed: a trusted authority stamped the signature at "), std::string::npos);
    write_file(folder_ / "list.crl", spec::test::make_revocation_list(spec::test::test_authority().root, 99, 60));
    ran = run({"report", "r.pdf", "--archive", "--tsa", service.url(), "--trust", "root.pem", "--revocation",
               "list.crl", "-o", "archive.pdf"});
    ASSERT_EQ(ran.exit_code, 0) << ran.err;
    EXPECT_EQ(ran.err, "archive.pdf: archived (B-LTA)\n");
    EXPECT_NE(verdict("archive.pdf").find("R21 passed"), std::string::npos);
    EXPECT_EQ(verdict("archive.pdf").substr(0, 21), "0 archive.pdf: passed");
    ran = sign("one", {"--tsa", service.url()});
    EXPECT_EQ(ran.err, "r.pdf: written, signed by CN=Aida Serik\n");
    EXPECT_NE(verdict("r.pdf").find("R18 passed: a trusted authority stamped the signature at "), std::string::npos);
}

TEST_F(ReportTrust, CarriesItsProofOfTheLog) {
    auto ran = sign("one", {"--log", "cases.log", "--origin", "Laboratory 1"});
    ASSERT_EQ(ran.exit_code, 0) << ran.err;
    fs::create_directories(folder_ / "court");
    fs::copy_file(folder_ / "r.pdf", folder_ / "court/r.pdf");
    const std::string alone = verdict("court/r.pdf");
    EXPECT_NE(alone.find("  log: passed\n"), std::string::npos) << alone;
    EXPECT_NE(alone.find("R17 passed: entry 1 of the log 'Laboratory 1' with 2 entries"), std::string::npos) << alone;
    EXPECT_NE(verdict("r.pdf").find("R17 passed: entry 2 of the log 'Laboratory 1' with 3 entries"), std::string::npos);
    EXPECT_EQ(run({"log", "verify", "cases.log"}).exit_code, 0);
    ran = sign("one", {"--log", "cases.log", "--final"});
    EXPECT_EQ(ran.exit_code, 1);
    const std::string entries = run({"log", "export", "cases.log"}).out;
    EXPECT_NE(entries.find("\"kind\":\"result\",\"name\":\"a.json\""), std::string::npos) << entries;
    EXPECT_NE(entries.find("\"kind\":\"report issued\",\"name\":\"r.pdf\""), std::string::npos);
    EXPECT_NE(entries.find("\"kind\":\"report refused\",\"name\":\"r.pdf\",\"reason\":\"report: F"), std::string::npos);
    // The log's file changed behind its back.
    if (!spec::test::has_program("sqlite3")) return;
    run_program("sqlite3", {"cases.log", "DROP TRIGGER no_update; UPDATE entry SET body='{}' WHERE number=0;"},
                folder_);
    ran = run({"log", "verify", "cases.log"});
    EXPECT_EQ(ran.exit_code, 1);
    EXPECT_EQ(ran.err, "cases.log: entry 0 was changed (expected an unbroken log)\n");
}

TEST_F(ReportTrust, RefusesUnfitCertificatesBeforeItWrites) {
    CertificateRequest tls;
    tls.extended_key_usage = "serverAuth";
    write("tls", tls);
    CertificateRequest weak;
    weak.key = "RSA2048";
    write("weak", weak);
    const std::string before = files();
    auto ran = sign("tls");
    EXPECT_EQ(ran.exit_code, 1);
    EXPECT_EQ(ran.err,
              "tls.pem: extended key usage 'TLS Web Server Authentication' (expected e-mail protection or document "
              "signing)\n");
    ran = sign("weak");
    EXPECT_EQ(ran.exit_code, 1);
    EXPECT_EQ(ran.err, "weak.pem: RSA key of 2048 bits (expected RSA of 3072 bits or more, or P-256)\n");
    EXPECT_EQ(files(), before);
}

TEST_F(ReportTrust, ShowsCertificatesThatDoNotHold) {
    CertificateRequest expired;
    expired.valid_from_s = -7200;
    expired.valid_to_s = -3600;
    write("expired", expired);
    CertificateRequest early;
    early.valid_from_s = 3600;
    write("early", early);
    for (const auto& [name, reason] : {std::pair("expired", "the certificate has expired"),
                                       std::pair("early", "the certificate is not yet valid")}) {
        const auto ran = sign(name);
        EXPECT_EQ(ran.exit_code, 1);
        EXPECT_TRUE(ran.err.starts_with(std::string(name) + ".pem: " + reason)) << ran.err;
        EXPECT_FALSE(fs::exists(folder_ / "r.pdf"));
    }
    ASSERT_EQ(sign("one").exit_code, 0);
    write_file(folder_ / "revoked.pem",
               spec::test::test_authority().root.certificate +
                   spec::test::make_revocation_list(spec::test::test_authority().root, 70, 60));
    const auto ran = run({"verify", "r.pdf", "--trust", "revoked.pem"});
    EXPECT_EQ(ran.exit_code, 1);
    EXPECT_NE(ran.out.find("is not certified by a trusted root: certificate revoked"), std::string::npos) << ran.out;
}

// A limit on the size of files stands in for a full disk.
TEST_F(ReportTrust, LeavesTheOldReportWhenTheDiskIsFull) {
    ASSERT_EQ(sign("one").exit_code, 0);
    const std::string pdf = read_file(folder_ / "r.pdf"), twin = read_file(folder_ / "r.json"), before = files();
    const std::string program = std::string(SARAP_BINARY_DIR) + "/bin/sarap";
    const auto ran = run_program("bash",
                                 {"-c", "ulimit -f 16; exec " + program +
                                            " report a.json -o r.pdf --cert one.pem --key one.key --date 2026-11-22"},
                                 folder_);
    EXPECT_EQ(ran.exit_code, 1) << ran.err;
    EXPECT_EQ(ran.err, "r.pdf: cannot be written: File too large (expected a writable place)\n");
    EXPECT_EQ(read_file(folder_ / "r.pdf"), pdf);
    EXPECT_EQ(read_file(folder_ / "r.json"), twin);
    EXPECT_EQ(files(), before);
}

TEST_F(ReportTrust, NoticesAResultEditedByHand) {
    ASSERT_EQ(sign("one").exit_code, 0);
    std::string twin = read_file(folder_ / "r.json");
    twin.replace(twin.find("made_up"), 7, "invente");
    write_file(folder_ / "r.json", twin);
    auto ran = run({"verify", "r.pdf", "--trust", "root.pem"});
    EXPECT_EQ(ran.exit_code, 1);
    EXPECT_NE(ran.out.find("J02 failed: r.json was changed: it is not the twin inside the PDF"), std::string::npos);
    std::string edited = read_file(folder_ / "a.json");
    write_file(folder_ / "b.json", edited.replace(edited.find("\"scans\":3"), 9, "\"scans\": 3"));
    ran = run({"verify", "b.json", "--trust", "root.pem"});
    EXPECT_EQ(ran.exit_code, 1);
    EXPECT_NE(ran.out.find("J01 failed: the JSON is not canonical"), std::string::npos);
    write_file(folder_ / "c.json", edited.replace(edited.find("\"findings\":[]"), 13, "\"findings\":{}"));
    ran = run({"report", "c.json", "-o", "d.pdf"});
    EXPECT_EQ(ran.exit_code, 1);
    EXPECT_EQ(ran.err, "report.json: results[0].findings is an object (expected a list)\n");
    EXPECT_FALSE(fs::exists(folder_ / "d.pdf"));
}

}  // namespace
