// Signatures that another program makes: --prepare and --attach.
#include <gtest/gtest.h>

#include <fstream>
#include <report/fixtures.hpp>
#include <spec/core/error.hpp>
#include <spec/report/external.hpp>
#include <spec/report/verify.hpp>
#include <spec/trust/cms.hpp>
#include <test_data.hpp>
#include <trust/test_external.hpp>
#include <trust/test_time.hpp>

namespace {

using namespace spec::report;
using spec::test::external_cms;
using spec::test::PemPair;
using spec::trust::Part;
using spec::trust::Verdict;

const PemPair& own() { return spec::test::test_authority().signer; }

PemPair certified(const std::string& name, const std::string& key = "EC") {
    spec::test::CertificateRequest request;
    request.name = name;
    request.key = key;
    request.issuer = &spec::test::test_authority().root;
    request.serial = 51;
    return spec::test::make_certificate(request);
}

Request request_for(const std::string& name) {
    Request request;
    request.external_author = AnnouncedSigner{"author", name, std::nullopt, true};
    return request;
}

PreparedReport prepared(const Request& request) {
    return prepare_report({to_json(spec::test::gcms_result())}, request);
}

spec::trust::Verification verified(const std::string& pdf) {
    const auto folder = spec::test::fresh_folder("external");
    std::ofstream(folder / "r.pdf", std::ios::binary) << pdf;
    return verify_report((folder / "r.pdf").string(),
                         spec::trust::read_certificates(spec::test::test_authority().root.certificate, "roots"));
}

std::string attached(const PreparedReport& report, const std::string& cms) {
    std::vector<std::string> notes;
    return attach_signature(report.pdf, "r.pdf", cms, "r.cms", std::nullopt, notes);
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

TEST(ExternalSignature, IsAttachedAndVerified) {
    for (const std::string kind : {"EC", "RSA3072"}) {
        const auto pair = certified("Aida Serik", kind);
        const auto report = prepared(request_for("Aida Serik"));
        const std::string pdf = attached(report, external_cms(report.to_sign, pair));
        const auto found = verified(pdf);
        EXPECT_EQ(found.overall(), Verdict::passed) << to_text(found);
        EXPECT_EQ(found.part(Part::rendering), Verdict::passed);
        EXPECT_NE(pdf.find("/adbe.pkcs7.detached"), std::string::npos);
    }
}

TEST(ExternalSignature, MayComeAsPem) {
    const auto report = prepared(request_for("Aida Serik"));
    const std::string der = external_cms(report.to_sign, own());
    const auto encoded = [&] {
        const char* letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        std::string out;
        for (std::size_t i = 0; i < der.size(); i += 3) {
            unsigned long bits = 0;
            for (std::size_t j = 0; j < 3; ++j)
                bits = bits << 8 | (i + j < der.size() ? static_cast<unsigned char>(der[i + j]) : 0u);
            for (int j = 0; j < 4; ++j)
                out += i + static_cast<std::size_t>(j) > der.size() ? '=' : letters[bits >> (18 - 6 * j) & 63];
            if (i % 48 == 45) out += '\n';
        }
        return out;
    }();
    EXPECT_EQ(verified(attached(report, "-----BEGIN CMS-----\n" + encoded + "\n-----END CMS-----\n")).overall(),
              Verdict::passed);
}

TEST(ExternalSignature, OfAnAlgorithmThatIsNotKnownIsPresentAndNotChecked) {
    const auto report = prepared(request_for("Aida Serik"));
    const std::string pdf =
        attached(report, spec::test::national_cms(report.to_sign, certified("Aida Serik", "RSA3072")));
    const auto found = verified(pdf);
    EXPECT_EQ(found.overall(), Verdict::indeterminate);
    EXPECT_EQ(found.part(Part::signers), Verdict::indeterminate);
    EXPECT_EQ(found.part(Part::integrity), Verdict::indeterminate);
    EXPECT_EQ(found.part(Part::rendering), Verdict::passed);
}

TEST(ExternalSignature, IsRefusedWhenItDoesNotFit) {
    const auto report = prepared(request_for("Aida Serik"));
    const std::string expected = " (expected a detached CMS over the bytes that --prepare wrote)";
    EXPECT_EQ(refused([&] { attached(report, external_cms("other bytes", own())); }),
              "r.cms: the signature does not fit the bytes: content verify error" + expected);
    EXPECT_EQ(refused([&] { attached(report, "nonsense"); }),
              "r.cms: is no signature (expected a detached CMS in DER or PEM)");
    EXPECT_EQ(refused([&] { attached(report, "\x30\x03\x02\x01\x01"); }),
              "r.cms: the signature is not canonical DER of a signed CMS" + expected);
    EXPECT_EQ(refused([&] { attached(report, external_cms(report.to_sign, certified("Bolat"))); }),
              "r.cms: signed by 'Bolat' (expected 'Aida Serik', whom the report announces)");
    spec::test::CertificateRequest old;
    old.valid_from_s = -7200;
    old.valid_to_s = -3600;
    EXPECT_EQ(refused([&] { attached(report, external_cms(report.to_sign, spec::test::make_certificate(old))); }),
              "r.cms: 'CN=Aida Serik' is not certified by a trusted root: certificate has expired" + expected);
    PreparedReport signed_already = report;
    signed_already.pdf = attached(report, external_cms(report.to_sign, own()));
    EXPECT_EQ(refused([&] { attached(signed_already, external_cms(report.to_sign, own())); }),
              "r.pdf: has no place that waits for a signature (expected `sarap report --prepare` before)");
}

TEST(ExternalSignature, IsMissingUntilItIsAttached) {
    const auto report = prepared(request_for("Aida Serik"));
    const auto found = verified(report.pdf);
    EXPECT_EQ(found.overall(), Verdict::failed);
    EXPECT_NE(to_text(found).find("R03 failed: 0 of 1 announced signatures are there; the place of the next one is "
                                  "prepared and empty (`sarap report --attach`)"),
              std::string::npos)
        << to_text(found);
}

TEST(ExternalSignature, TakesItsTurnAmongOurOwn) {
    Request request;
    request.further_signers = {{"reviewer", "Bolat", std::nullopt, true}, {"approver", "Dana", std::nullopt, false}};
    const auto signer = spec::trust::pem_signer(own().certificate, "c", own().key, "k");
    const std::string first = make_report({to_json(spec::test::gcms_result())}, request, signer).pdf;
    const auto bolat = certified("Bolat"), dana = certified("Dana");
    const auto dana_signer = spec::trust::pem_signer(dana.certificate, "c", dana.key, "k");
    EXPECT_EQ(
        refused([&] { sign_next(first, "r.pdf", spec::trust::pem_signer(bolat.certificate, "c", bolat.key, "k")); }),
        "r.pdf: 'Bolat' is announced to sign with another program (expected --prepare)");
    const auto place = prepare_next(first, "r.pdf");
    EXPECT_EQ(refused([&] { prepare_next(place.pdf, "r.pdf"); }),
              "r.pdf: is prepared already (expected `sarap report --attach FILE.cms`)");
    EXPECT_EQ(refused([&] { sign_next(place.pdf, "r.pdf", dana_signer); }),
              "r.pdf: waits for a signature from outside (expected `sarap report --attach`)");
    const std::string second = attached(place, external_cms(place.to_sign, bolat));
    EXPECT_EQ(refused([&] { prepare_next(second, "r.pdf"); }),
              "r.pdf: 'Dana' is announced with a key that Sarap uses (expected --cert, or external = true in the "
              "laboratory file)");
    const std::string third = sign_next(second, "r.pdf", dana_signer);
    EXPECT_EQ(verified(third).overall(), Verdict::passed) << to_text(verified(third));
}

TEST(ExternalSignature, TakesATimeStamp) {
    const auto report = prepared(request_for("Aida Serik"));
    const TimeAuthority authority{"tsa", spec::test::stamper(spec::test::time_authority())};
    std::vector<std::string> notes;
    const std::string pdf =
        attach_signature(report.pdf, "r.pdf", external_cms(report.to_sign, own()), "r.cms", authority, notes);
    EXPECT_TRUE(notes.empty());
    const auto found = verified(pdf);
    EXPECT_EQ(found.overall(), Verdict::passed);
    EXPECT_NE(to_text(found).find("R18 passed: a trusted authority stamped the signature at "), std::string::npos);
}

}  // namespace
