// Independent programs judge what we write: pdfsig (poppler, NSS), mutool, qpdf, openssl, PDFBox preflight. A program
// that is not installed skips its test (packages: poppler-utils libnss3-tools mupdf-tools qpdf openssl libpdfbox2-java
// ...).
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <report/fixtures.hpp>
#include <spec/report/report.hpp>
#include <test_data.hpp>
#include <trust/test_keys.hpp>

namespace {

using namespace spec::report;

class Oracle : public testing::Test {
 protected:
    void SetUp() override {
        folder_ = spec::test::fresh_folder("oracle");
        const auto& authority = spec::test::test_authority();
        signer_ = spec::trust::pem_signer(authority.signer.certificate, "c", authority.signer.key, "k");
        write("root.pem", authority.root.certificate);
        spec::test::CertificateRequest request;
        request.name = "Bolat Reviewer";
        request.issuer = &authority.root;
        request.serial = 3;
        const auto pair = spec::test::make_certificate(request);
        Request asked;
        asked.date = "2026-11-22";
        asked.language = "kk";
        asked.further_signers = {{"reviewer", "Bolat Reviewer", std::nullopt}};
        const std::vector<spec::Json> results = {to_json(spec::test::gcms_result()),
                                                 to_json(spec::test::raman_result())};
        report_ = make_report(results, asked, signer_);
        write("one.pdf", report_.pdf);
        write("two.pdf",
              sign_next(report_.pdf, "one.pdf", spec::trust::pem_signer(pair.certificate, "c", pair.key, "k")));
        write("twin.json", report_.twin);
        write("twin.p7s", *report_.twin_signature);
        const auto twin = spec::parse_json(report_.twin, "t");
        const std::string archive = render_pdf(twin, "t", "kk", Conformance::pdfa_1b);
        write("a1b.pdf", archive);
        const auto fields = announced_signatures(twin, "t");
        std::string signed_archive = sign_pdf(archive, fields[0], *signer_);
        write("a1b_one.pdf", signed_archive);
        write("a1b_two.pdf", sign_pdf(signed_archive, fields[1], *signer_));
    }
    void write(const std::string& name, const std::string& bytes) {
        std::ofstream(folder_ / name, std::ios::binary) << bytes;
    }
    static bool installed(const std::string& program) {
        return std::system(("command -v " + program + " > /dev/null").c_str()) == 0;
    }
    int run(const std::string& command) {
        const int status = std::system(("cd '" + folder_.string() + "' && ( " + command + " ) > log 2>&1").c_str());
        std::ifstream log(folder_ / "log");
        output_.assign(std::istreambuf_iterator<char>(log), {});
        return status;
    }
    int count(const std::string& text) const {
        int found = 0;
        for (std::size_t at = output_.find(text); at != std::string::npos; at = output_.find(text, at + 1)) ++found;
        return found;
    }
    std::filesystem::path folder_;
    std::optional<spec::trust::Signer> signer_;
    ReportFiles report_;
    std::string output_;
};

TEST_F(Oracle, PdfsigTrustsEverySignature) {
    if (!installed("pdfsig") || !installed("certutil")) GTEST_SKIP() << "pdfsig or certutil is not at hand";
    ASSERT_EQ(run("mkdir nss && certutil -N -d sql:nss --empty-password && certutil -A -d sql:nss -n root -t CT,CT,CT "
                  "-i root.pem"),
              0)
        << output_;
    for (const auto& [file, signatures] : {std::pair("one.pdf", 1), std::pair("two.pdf", 2)}) {
        run(std::string("pdfsig -nssdir sql:nss ") + file);
        EXPECT_EQ(count("Signature is Valid."), signatures) << output_;
        EXPECT_EQ(count("Certificate is Trusted."), signatures) << output_;
        EXPECT_EQ(count("Total document signed"), 1) << output_;
        EXPECT_EQ(count("ETSI.CAdES.detached"), signatures) << output_;
    }
}

TEST_F(Oracle, MutoolSeesNoEditsSinceSigning) {
    if (!installed("mutool")) GTEST_SKIP() << "mutool is not at hand";
    run("mutool sign -v one.pdf");
    EXPECT_EQ(count("unchanged since signing"), 1) << output_;
}

TEST_F(Oracle, QpdfFindsNothingWrong) {
    if (!installed("qpdf")) GTEST_SKIP() << "qpdf is not at hand";
    for (const char* file : {"one.pdf", "two.pdf", "a1b_two.pdf"})
        EXPECT_EQ(run(std::string("qpdf --check ") + file), 0) << output_;
}

TEST_F(Oracle, OpensslVerifiesTheTwin) {
    if (!installed("openssl")) GTEST_SKIP() << "openssl is not at hand";
    EXPECT_EQ(run("openssl cms -verify -cades -binary -inform DER -in twin.p7s -content twin.json -CAfile root.pem "
                  "-purpose any -out out"),
              0)
        << output_;
}

TEST_F(Oracle, PdfdetachGivesTheTwin) {
    if (!installed("pdfdetach")) GTEST_SKIP() << "pdfdetach is not at hand";
    ASSERT_EQ(run("pdfdetach -save 1 -o detached.json two.pdf && cmp detached.json twin.json"), 0) << output_;
}

TEST_F(Oracle, PdftotextReadsKazakhAndThePageNumbers) {
    if (!installed("pdftotext")) GTEST_SKIP() << "pdftotext is not at hand";
    ASSERT_EQ(run("pdftotext -layout one.pdf text && cat text"), 0);
    for (const char* text : {"Құқықтық мәртебе", "ЖОБА", "см⁻¹", "беттің 1-беті", "34,52"})
        EXPECT_GE(count(text), 1) << text;
}

TEST_F(Oracle, FontsAreEmbedded) {
    if (!installed("pdffonts")) GTEST_SKIP() << "pdffonts is not at hand";
    ASSERT_EQ(run("pdffonts one.pdf | tail -n +3 | awk '{print $(NF-4)}' | sort -u"), 0);
    EXPECT_EQ(output_, "yes\n");
}

TEST_F(Oracle, PdfboxFindsPdfA1b) {
    const std::string jars = "/usr/share/java/";
    if (!installed("java") || !std::filesystem::exists(jars + "preflight.jar"))
        GTEST_SKIP() << "PDFBox preflight is not at hand";
    const std::string path = jars + "preflight.jar:" + jars + "pdfbox2.jar:" + jars + "fontbox2.jar:" + jars +
                             "xmpbox.jar:" + jars + "commons-logging.jar:" + jars + "commons-io.jar:" + jars +
                             "javax.activation.jar:" + jars + "jaxb-api.jar";
    for (const char* file : {"a1b.pdf", "a1b_one.pdf", "a1b_two.pdf"}) {
        EXPECT_EQ(run("java -cp " + path + " org.apache.pdfbox.preflight.Validator_A1b " + file), 0) << output_;
        EXPECT_EQ(count("is a valid PDF/A-1b file"), 1) << output_;
    }
}

}  // namespace
