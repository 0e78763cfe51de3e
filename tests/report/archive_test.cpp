// Time stamps that come later (B-B -> B-T) and archives (B-LTA).
#include <gtest/gtest.h>

#include <fstream>
#include <report/fixtures.hpp>
#include <spec/core/error.hpp>
#include <spec/report/external.hpp>
#include <spec/report/log_entry.hpp>
#include <spec/report/verify.hpp>
#include <test_data.hpp>
#include <trust/test_time.hpp>

namespace {

using namespace spec::report;
using spec::test::PemPair;
using spec::trust::Part;
using spec::trust::Verdict;

TimeAuthority working() { return {"tsa", spec::test::stamper(spec::test::time_authority())}; }

TimeAuthority silent() {
    return {"tsa", [](const std::string&) -> std::string {
                throw spec::DataError(spec::Position::at_file("tsa"), "no answer (expected a time stamp)");
            }};
}

PemPair publishing_signer() {
    spec::test::CertificateRequest request;
    request.issuer = &spec::test::test_authority().root;
    request.serial = 61;
    request.revocation_list_url = "http://127.0.0.1:1/list.crl";
    return spec::test::make_certificate(request);
}

spec::trust::Signer signer_of(const PemPair& pair) {
    return spec::trust::pem_signer(pair.certificate, "c", pair.key, "k");
}

spec::trust::Trusted roots() {
    return spec::trust::read_certificates(spec::test::test_authority().root.certificate, "roots");
}

spec::trust::RevocationData list_of(long serial, long ago_s) {
    spec::trust::RevocationData out;
    spec::trust::read_revocation(spec::test::make_revocation_list(spec::test::test_authority().root, serial, ago_s),
                                 "list", out);
    return out;
}

spec::trust::Verification verified(const std::string& pdf) {
    const auto folder = spec::test::fresh_folder("archive");
    std::ofstream(folder / "r.pdf", std::ios::binary) << pdf;
    return verify_report((folder / "r.pdf").string(), roots());
}

ReportFiles made(const PemPair& pair, const std::optional<TimeAuthority>& authority) {
    return make_report({to_json(spec::test::gcms_result())}, {}, signer_of(pair), authority);
}

std::string archived(const std::string& pdf, const spec::trust::RevocationData& data) {
    std::vector<std::string> notes;
    return archive_report(pdf, "r.pdf", roots(), data, working(), notes);
}

template <typename Work>
std::string refused(const Work& work) {
    try {
        work();
        return "no exception";
    } catch (const spec::DataError& error) {
        return error.what();
    }
}

TEST(TimeStampLater, MakesAReportBT) {
    const auto files = made(spec::test::test_authority().signer, silent());
    ASSERT_EQ(files.notes,
              std::vector<std::string>{"tsa: no answer (expected a time stamp); signed without time stamp (B-B)"});
    EXPECT_EQ(verified(files.pdf).overall(), Verdict::passed);
    const std::string stamped = stamp_report(files.pdf, "r.pdf", working());
    EXPECT_EQ(stamped.size(), files.pdf.size());
    const auto found = verified(stamped);
    EXPECT_EQ(found.overall(), Verdict::passed) << to_text(found);
    EXPECT_NE(to_text(found).find("R18 passed: a trusted authority stamped"), std::string::npos);
    EXPECT_EQ(refused([&] { stamp_report(stamped, "r.pdf", working()); }),
              "r.pdf: its newest signature is stamped already (expected one without)");
    EXPECT_EQ(refused([&] { stamp_report(files.pdf, "r.pdf", silent()); }), "tsa: no answer (expected a time stamp)");
    const auto unsigned_report = make_report({to_json(spec::test::gcms_result())}, {}, std::nullopt);
    EXPECT_EQ(refused([&] { stamp_report(unsigned_report.pdf, "r.pdf", working()); }),
              "r.pdf: its end is not a signature (expected a signed report)");
}

TEST(Archive, HoldsWhatAVerifierNeedsYearsLater) {
    const std::string pdf = made(publishing_signer(), working()).pdf;
    const std::string archive = archived(pdf, list_of(99, 60));
    EXPECT_NE(archive.find("/Type /DSS"), std::string::npos);
    EXPECT_NE(archive.find("/Type /DocTimeStamp"), std::string::npos);
    const auto found = verified(archive);
    EXPECT_EQ(found.overall(), Verdict::passed) << to_text(found);
    EXPECT_NE(to_text(found).find("R20 passed: no certificate of the chain was revoked at "), std::string::npos);
    EXPECT_NE(to_text(found).find("R21 passed: archive: a trusted authority stamped the signature at "),
              std::string::npos);
    // Renewed before the stamp's certificate ends.
    EXPECT_EQ(verified(archived(archive, list_of(98, 30))).overall(), Verdict::passed);
}

TEST(Archive, ShowsThatTheSignerWasRevokedBefore) {
    const std::string pdf = made(publishing_signer(), working()).pdf;
    EXPECT_EQ(verified(archived(pdf, list_of(61, 600))).overall(), Verdict::failed);
}

TEST(Archive, IsRefusedBeforeItsTime) {
    Request two;
    two.further_signers = {{"reviewer", "Bolat", std::nullopt}};
    const std::string pdf = make_report({to_json(spec::test::gcms_result())}, two, signer_of(publishing_signer())).pdf;
    EXPECT_EQ(refused([&] { archived(pdf, list_of(99, 60)); }),
              "r.pdf: 1 of 2 announced signatures are there (expected all, to archive it)");
    const std::string stranger = made(spec::test::make_certificate({}), working()).pdf;
    EXPECT_EQ(
        refused([&] { archived(stranger, list_of(99, 60)); }),
        "r.pdf: signature 1: 'CN=Aida Serik' is not certified by a trusted root: self-signed certificate (expected a "
        "signature that `sarap verify` accepts, to archive it)");
}

TEST(Archive, NotesWhatNobodyAnswered) {
    std::vector<std::string> notes;
    const std::string pdf =
        archive_report(made(publishing_signer(), working()).pdf, "r.pdf", roots(), {}, working(), notes);
    EXPECT_EQ(notes.size(), 1u);
    EXPECT_EQ(verified(pdf).overall(), Verdict::passed);  // a draft; a final report would be indeterminate
}

TEST(LogInTheReport, IsVerifiedAlone) {
    const auto folder = spec::test::fresh_folder("log_inside");
    auto log = spec::trust::Log::open(folder / "log", "Laboratory 1");
    log.append({{"kind", "result"}});
    const std::vector<spec::Json> results = {to_json(spec::test::gcms_result())};
    const auto signer = signer_of(spec::test::test_authority().signer);
    Request request;
    request.log = log_body(log, make_twin(results, request, signer), "r.pdf", signer);
    log.append({{"kind", "something later"}});
    const auto found = verified(make_report(results, request, signer).pdf);
    EXPECT_EQ(found.part(Part::log), Verdict::passed) << to_text(found);
    EXPECT_NE(to_text(found).find("R17 passed: entry 1 of the log 'Laboratory 1' with 2 entries"), std::string::npos);
    // The same proof in another report is about another body.
    const auto other = make_report({to_json(spec::test::raman_result())}, request, signer).pdf;
    EXPECT_NE(to_text(verified(other)).find("R17 failed: the log's entry is about another file"), std::string::npos);
    request.log = signed_proof(log, 1, signer_of(spec::test::make_certificate({})));
    EXPECT_NE(to_text(verified(make_report(results, request, signer).pdf))
                  .find("R17 failed: the signature of the log's checkpoint does not hold"),
              std::string::npos);
}

}  // namespace
