#include <gtest/gtest.h>

#include <fstream>
#include <report/fixtures.hpp>
#include <spec/core/error.hpp>
#include <spec/core/sha256.hpp>
#include <spec/report/compose.hpp>
#include <spec/report/layout.hpp>
#include <spec/report/report.hpp>
#include <spec/report/verify.hpp>
#include <spec/trust/cms.hpp>
#include <spec/trust/log.hpp>
#include <test_data.hpp>
#include <trust/test_keys.hpp>

namespace {

using namespace spec::report;
using spec::trust::Part;
using spec::trust::Verdict;

class VerifyReport : public testing::Test {
 protected:
    static spec::trust::Signer signer() {
        const auto& pair = spec::test::test_authority().signer;
        return spec::trust::pem_signer(pair.certificate, "c", pair.key, "k");
    }
    VerifyReport() : files_(make_report({to_json(spec::test::gcms_result())}, {}, signer())) {}

    spec::trust::Verification verified() {
        const auto folder = spec::test::fresh_folder("verify_report");
        const auto write = [&](const char* name, const std::string& bytes) {
            std::ofstream(folder / name, std::ios::binary) << bytes;
        };
        write("r.pdf", files_.pdf);
        if (!files_.twin.empty()) write("r.json", files_.twin);
        if (files_.twin_signature) write("r.json.p7s", *files_.twin_signature);
        if (!proof_.empty()) write("r.proof", proof_);
        folder_ = folder.string();
        return verify_report((folder / path_).string(), spec::trust::read_certificates(root_, "roots"));
    }

    static std::string failures(const spec::trust::Verification& found) {
        std::string out;
        for (const auto& line : found.lines())
            if (line.verdict == Verdict::failed)
                out += line.rule + " " + to_string(line.part) + ": " + line.detail + "\n";
        return out;
    }

    std::string path_ = "r.pdf", folder_, proof_;
    std::string root_ = spec::test::test_authority().root.certificate;
    ReportFiles files_;
};

TEST_F(VerifyReport, AcceptsWhatWasWritten) {
    const auto found = verified();
    EXPECT_EQ(failures(found), "");
    EXPECT_EQ(found.overall(), Verdict::passed);
    EXPECT_EQ(found.part(Part::rendering), Verdict::passed);
}

TEST_F(VerifyReport, AcceptsThePdfAloneAndTheTwinAlone) {
    files_.twin_signature.reset();
    const std::string twin = files_.twin;
    files_.twin.clear();
    EXPECT_EQ(verified().overall(), Verdict::passed);
    files_.twin = twin;
    files_.twin_signature = spec::trust::sign_cms(twin, signer());
    path_ = "r.json";
    EXPECT_EQ(failures(verified()), "");
}

TEST_F(VerifyReport, RefusesAChangedPdf) {
    files_.pdf[files_.pdf.size() / 4] ^= 1;
    EXPECT_EQ(verified().overall(), Verdict::failed);
}

TEST_F(VerifyReport, RefusesAChangedTwin) {
    files_.twin.replace(files_.twin.find("34.52"), 5, "44.52");
    const std::string found = failures(verified());
    EXPECT_EQ(found, "J02 integrity: " + folder_ +
                         "/r.json was changed: it is not the twin inside the PDF\n"
                         "J03 integrity: the twin's own signature does not hold: the signature does not fit the bytes: "
                         "content verify error\n");
}

TEST_F(VerifyReport, RefusesAnotherRoot) {
    root_ = spec::test::make_certificate({}).certificate;
    EXPECT_NE(failures(verified())
                  .find("R14 signers: 'CN=Aida Serik' is not certified by a trusted root: unable to get local issuer "
                        "certificate\n"),
              std::string::npos);
}

TEST_F(VerifyReport, RefusesAnUnsignedReport) {
    files_ = make_report({to_json(spec::test::gcms_result())}, {}, std::nullopt);
    EXPECT_EQ(failures(verified()), "R03 signers: the report is not signed\n");
}

TEST_F(VerifyReport, RefusesAReportCutBackToRevision0) {
    files_.pdf.resize(files_.pdf.find("%%EOF\n") + 6);
    EXPECT_EQ(failures(verified()), "R03 signers: 0 of 1 announced signatures are there\n");
}

TEST_F(VerifyReport, RefusesPagesThatTheTwinDoesNotGive) {
    // The signer himself draws other pages around the twin.
    const auto twin = spec::parse_json(files_.twin, "t");
    auto other = twin;
    other["results"][0]["findings"][0]["substance"] = "Sugar";
    const auto document = compose(other, "t", "en");
    const auto revision = to_archive(to_pdf(document), {Conformance::pdfa_3b, document.title, "en", "", files_.twin});
    files_.pdf = sign_pdf(revision, announced_signatures(twin, "t").front(), signer());
    EXPECT_EQ(failures(verified()),
              "R16 rendering: the pages are not those that the twin gives with this program and these fonts\n");
}

TEST_F(VerifyReport, AcceptsAProofOfTheLogAndRefusesAnother) {
    const auto folder = spec::test::fresh_folder("verify_log");
    spec::trust::Log log = spec::trust::Log::open(folder / "log", "test");
    for (int i = 0; i < 5; ++i)
        log.append({{"sha256", i == 3 ? spec::sha256_hex(std::string_view(files_.pdf)) : "other"}});
    spec::Json proof = log.proof(3);
    proof_ = spec::canonical_json(proof);
    EXPECT_EQ(verified().part(Part::log), Verdict::indeterminate);  // nobody signed the checkpoint
    std::string hex;
    for (const char c : spec::trust::sign_cms(log.checkpoint().text(), signer())) {
        char digits[3];
        std::snprintf(digits, sizeof digits, "%02x", static_cast<unsigned char>(c));
        hex += digits;
    }
    proof["checkpoint_signature"] = hex;
    proof_ = spec::canonical_json(proof);
    EXPECT_EQ(verified().part(Part::log), Verdict::passed);
    proof["size"] = 6;
    proof_ = spec::canonical_json(proof);
    EXPECT_EQ(verified().overall(), Verdict::failed);
    proof_ = spec::canonical_json(log.proof(2));
    EXPECT_EQ(failures(verified()), "R17 log: the log's entry is about another file\n");
}

TEST_F(VerifyReport, ComparesRawFiles) {
    auto result = to_json(spec::test::gcms_result());
    const auto raw = spec::test::fresh_folder("verify_raw");
    std::ofstream(raw / "E-17.D") << "measured";
    result["input"]["sha256"] = spec::sha256_hex("measured");
    files_ = make_report({result}, {}, signer());
    verified();
    const auto found = [&] {
        return verify_report(folder_ + "/r.pdf", spec::trust::read_certificates(root_, "roots"), raw.string());
    };
    EXPECT_EQ(failures(found()), "");
    EXPECT_EQ(found().overall(), Verdict::passed);
    std::ofstream(raw / "E-17.D") << "changed";
    EXPECT_EQ(failures(found()), "R19 integrity: the raw file " + (raw / "E-17.D").string() +
                                     " was changed: its SHA-256 is not that of the result\n");
    std::filesystem::remove(raw / "E-17.D");
    EXPECT_EQ(found().overall(), Verdict::indeterminate);
}

TEST_F(VerifyReport, TakesAResultWithoutSignature) {
    files_.twin = spec::canonical_json(to_json(spec::test::gcms_result())) + "\n";
    path_ = "r.json";
    EXPECT_EQ(verified().overall(), Verdict::indeterminate);
    files_.twin.insert(1, " ");
    EXPECT_EQ(failures(verified()), "J01 integrity: the JSON is not canonical\n");
}

TEST_F(VerifyReport, NeedsThePdf) {
    try {
        verify_report("/nonexistent/r.pdf", {});
        FAIL() << "no exception";
    } catch (const spec::DataError& error) {
        EXPECT_STREQ(error.what(), "/nonexistent/r.pdf: cannot be read (expected a report)");
    }
}

class SeveralSigners : public VerifyReport {
 protected:
    SeveralSigners() {
        spec::test::CertificateRequest request;
        request.name = "Bolat Reviewer";
        request.issuer = &spec::test::test_authority().root;
        request.serial = 3;
        pair_ = spec::test::make_certificate(request);
        Request asked;
        asked.further_signers = {{"reviewer", "Bolat Reviewer", std::nullopt}};
        files_ = make_report({to_json(spec::test::gcms_result())}, asked, signer());
    }
    spec::trust::Signer reviewer() const { return spec::trust::pem_signer(pair_.certificate, "c", pair_.key, "k"); }
    spec::test::PemPair pair_;
};

TEST_F(SeveralSigners, SignInTurn) {
    EXPECT_EQ(failures(verified()), "R03 signers: 1 of 2 announced signatures are there\n");
    files_.pdf = sign_next(files_.pdf, "r.pdf", reviewer());
    const auto found = verified();
    EXPECT_EQ(failures(found), "");
    EXPECT_EQ(found.overall(), Verdict::passed);
}

TEST_F(SeveralSigners, AreRefusedOutOfTurn) {
    const auto refused = [](const std::string& pdf, const spec::trust::Signer& by) {
        try {
            sign_next(pdf, "r.pdf", by);
            return std::string("no exception");
        } catch (const spec::DataError& error) {
            return std::string(error.what());
        }
    };
    EXPECT_EQ(refused(files_.pdf, signer()),
              "r.pdf: 'Aida Serik' is not next to sign (expected 'Bolat Reviewer', reviewer)");
    EXPECT_EQ(refused(sign_next(files_.pdf, "r.pdf", reviewer()), reviewer()),
              "r.pdf: all 2 announced signatures are there (expected one to be missing)");
    EXPECT_EQ(refused("%PDF-1.4", reviewer()),
              "r.pdf: the file does not begin with %PDF-1. and end with %%EOF (expected a report of Sarap)");
}

}  // namespace
