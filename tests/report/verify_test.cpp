#include <gtest/gtest.h>

#include <fstream>
#include <report/fixtures.hpp>
#include <spec/core/error.hpp>
#include <spec/report/report.hpp>
#include <spec/report/verify.hpp>
#include <test_data.hpp>
#include <trust/test_keys.hpp>

namespace {

using namespace spec::report;
using spec::trust::Part;
using spec::trust::Verdict;

class VerifyReport : public testing::Test {
   protected:
    VerifyReport() {
        const auto& pair = spec::test::test_authority().signer;
        files_ = make_report({to_json(spec::test::gcms_result())}, {"en", date_}, spec::trust::pem_signer(pair.certificate, "c", pair.key, "k"), "r");
    }

    spec::trust::Verification verified() {
        const auto folder = spec::test::fresh_folder("verify_report");
        const auto write = [&](const char* name, const std::string& bytes) { std::ofstream(folder / name, std::ios::binary) << bytes; };
        write("r.pdf", files_.pdf);
        if (!files_.twin.empty()) write("r.json", files_.twin);
        if (!files_.manifest.empty()) write("r.manifest.json", files_.manifest);
        if (files_.signature) write("r.manifest.p7s", *files_.signature);
        return verify_report((folder / "r.pdf").string(), spec::trust::read_certificates(root_, "roots"));
    }

    static std::string failures(const spec::trust::Verification& found) {
        std::string out;
        for (const auto& line : found.lines())
            if (line.verdict == Verdict::failed) out += line.rule + " " + to_string(line.part) + ": " + line.detail + "\n";
        return out;
    }

    std::optional<std::string> date_;
    std::string root_ = spec::test::test_authority().root.certificate;
    ReportFiles files_;
};

TEST_F(VerifyReport, AcceptsWhatWasWritten) {
    const auto found = verified();
    EXPECT_EQ(failures(found), "");
    EXPECT_EQ(found.overall(), Verdict::passed);
    EXPECT_EQ(found.part(Part::rendering), Verdict::passed);
}

TEST_F(VerifyReport, RefusesAChangedPdf) {
    files_.pdf[files_.pdf.size() / 2] ^= 1;
    const auto found = verified();
    EXPECT_EQ(failures(found), "R16 integrity: the PDF was changed after it was signed: its SHA-256 is not the one that was signed\n");
    EXPECT_EQ(found.overall(), Verdict::failed);
}

TEST_F(VerifyReport, RefusesAChangedTwin) {
    files_.twin.replace(files_.twin.find("34.52"), 5, "44.52");
    EXPECT_EQ(failures(verified()), "R16 integrity: the twin was changed after it was signed: its SHA-256 is not the one that was signed\n");
    files_.twin += "\n";
    EXPECT_NE(failures(verified()).find("J01 integrity: the twin is not canonical JSON\n"), std::string::npos);
}

TEST_F(VerifyReport, RefusesAnotherKey) {
    root_ = spec::test::make_certificate({}).certificate;
    EXPECT_EQ(failures(verified()), "R14 signers: 'CN=Aida Serik' is not certified by a trusted root: unable to get local issuer certificate\n");
}

TEST_F(VerifyReport, RefusesAMissingSignature) {
    files_.signature.reset();
    EXPECT_NE(failures(verified()).find("R03 integrity: the signature "), std::string::npos);
}

TEST_F(VerifyReport, NeedsThePdf) {
    try {
        verify_report("/nonexistent/r.pdf", {});
        FAIL() << "no exception";
    } catch (const spec::DataError& error) {
        EXPECT_STREQ(error.what(), "/nonexistent/r.pdf: cannot be read (expected a report in PDF)");
    }
}

}  // namespace
