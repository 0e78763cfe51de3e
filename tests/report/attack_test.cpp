// Every way to tamper with a signed report that we know of (docs/methods/report.md, section 5), each built here from a
// good report, with one signature (DocMDP P=1) and with two (P=2). All must be refused, and the good report accepted.
#include <gtest/gtest.h>

#include <fstream>
#include <functional>
#include <random>
#include <report/fixtures.hpp>
#include <spec/report/report.hpp>
#include <spec/report/verify.hpp>
#include <spec/trust/cms.hpp>
#include <test_data.hpp>
#include <trust/test_keys.hpp>

namespace {

using namespace spec::report;
using spec::test::CertificateRequest;
using spec::trust::Verdict;

spec::trust::Signer signer_of(const spec::test::PemPair& pair) {
    return spec::trust::pem_signer(pair.certificate, "c", pair.key, "k");
}

const spec::test::PemPair& second_signer() {
    static const auto pair = [] {
        CertificateRequest request;
        request.name = "Bolat Reviewer";
        request.issuer = &spec::test::test_authority().root;
        request.serial = 3;
        return spec::test::make_certificate(request);
    }();
    return pair;
}

const std::string& good_report(int signers) {
    static std::map<int, std::string> made;
    std::string& pdf = made[signers];
    if (!pdf.empty()) return pdf;
    Request request;
    if (signers == 2) request.further_signers = {{"reviewer", "Bolat Reviewer", std::nullopt}};
    pdf =
        make_report({to_json(spec::test::gcms_result())}, request, signer_of(spec::test::test_authority().signer)).pdf;
    if (signers == 2) pdf = sign_next(pdf, "r.pdf", signer_of(second_signer()));
    return pdf;
}

Verdict verdict_of(const std::string& pdf) {
    static const auto folder = spec::test::fresh_folder("attacks");
    std::ofstream(folder / "a.pdf", std::ios::binary) << pdf;
    return verify_report((folder / "a.pdf").string(),
                         spec::trust::read_certificates(spec::test::test_authority().root.certificate, "roots"))
        .overall();
}

std::string replaced(std::string text, const std::string& what, const std::string& with, std::size_t from = 0) {
    const std::size_t at = text.find(what, from);
    if (at == std::string::npos) throw std::runtime_error("nothing to replace: " + what);
    return text.replace(at, what.size(), with);
}

std::string replaced_last(std::string text, const std::string& what, const std::string& with) {
    const std::size_t at = text.rfind(what);
    if (at == std::string::npos) throw std::runtime_error("nothing to replace: " + what);
    return text.replace(at, what.size(), with);
}

std::string last_number(const std::string& pdf, const std::string& after) {
    const std::size_t at = pdf.rfind(after) + after.size();
    return pdf.substr(at, pdf.find_first_not_of("0123456789", at) - at);
}

// An incremental update as anyone can append it: objects, and a table that points at them.
std::string updated(const std::string& pdf, const std::vector<std::pair<int, std::string>>& objects,
                    const std::string& trailer = "") {
    std::string out = pdf, table = "xref\n";
    for (const auto& [number, body] : objects) {
        std::string offset = std::to_string(out.size());
        offset.insert(0, 10 - offset.size(), '0');
        table += std::to_string(number) + " 1\n" + offset + " 00000 n \n";
        out += std::to_string(number) + " 0 obj\n" + body + "\nendobj\n";
    }
    const std::string at = std::to_string(out.size());
    return out + table + "trailer << /Size " + last_number(pdf, "/Size ") + " /Root " + last_number(pdf, "/Root ") +
           " 0 R /Prev " + last_number(pdf, "startxref\n") + trailer + " >>\nstartxref\n" + at + "\n%%EOF\n";
}

std::size_t gap_of(const std::string& pdf, bool last) {
    const std::string key = " /Contents <";
    return (last ? pdf.rfind(key) : pdf.find(key)) + key.size() - 1;
}

// The CMS of the first signature replaced by another over the same bytes.
std::string with_other_cms(const std::string& pdf, const std::function<std::string(const std::string& covered)>& sign) {
    const std::size_t gap = gap_of(pdf, false), end = pdf.find('>', gap);
    // /ByteRange of the first signature covers the first update only.
    const std::size_t revision = pdf.find("%%EOF\n", end) + 6;
    const std::string cms = sign(pdf.substr(0, gap) + pdf.substr(end + 1, revision - end - 1));
    std::string digits;
    for (const char c : cms) {
        constexpr char hex[] = "0123456789abcdef";
        digits += hex[static_cast<unsigned char>(c) >> 4];
        digits += hex[static_cast<unsigned char>(c) & 15];
    }
    std::string out = pdf;
    out.replace(gap + 1, end - gap - 1, digits + std::string(end - gap - 1 - digits.size(), '0'));
    return out;
}

std::string signed_with(const std::string& pdf, CertificateRequest request) {
    if (request.issuer == nullptr) request.issuer = &spec::test::test_authority().root;
    request.serial = 77;
    const auto pair = spec::test::make_certificate(request);
    // pem_signer refuses an unfit certificate, so an attacker's own signing function stands in.
    const auto key = spec::test::signing_function(pair.key);
    const spec::trust::Signer signer{
        spec::trust::read_certificates(pair.certificate, "c").front(), {}, spec::trust::KeyStore::pem_file, key};
    return with_other_cms(pdf, [&](const std::string& covered) { return spec::trust::sign_cms(covered, signer); });
}

struct Attack {
    const char* name;
    std::function<std::string(const std::string&)> build;
};

std::vector<Attack> attacks() {
    const auto flip = [](std::size_t num, std::size_t den) {
        return [=](std::string pdf) {
            pdf[pdf.size() * num / den] ^= 4;
            return pdf;
        };
    };
    return {
        {"A01 bit flip in the first half", flip(1, 4)},
        {"A01 bit flip near the end", flip(99, 100)},
        {"A02 page replaced by an update",
         [](const std::string& pdf) {
             return updated(pdf, {{3, "<< /Type /Page /MediaBox [0 0 595 842] >>"}});
         }},
        {"A03 update without table",
         [](const std::string& pdf) { return pdf + "3 0 obj\n<< /Type /Page >>\nendobj\n%%EOF\n"; }},
        {"A04 trailer only",
         [](const std::string& pdf) { return pdf + "trailer << /Size 3 /Root 1 0 R >>\nstartxref\n0\n%%EOF\n"; }},
        {"A05 text laid over the page",
         [](const std::string& pdf) {
             return updated(pdf, {{900,
                                   "<< /Type /Annot /Subtype /FreeText /Rect [0 0 500 800] /Contents (not guilty) /DA "
                                   "(/Helv 40 Tf) >>"}});
         }},
        {"A06 second /Contents before the gap",
         [](const std::string& pdf) { return replaced(pdf, " /Contents <", " /M (D:19990101000000Z) /Contents <"); }},
        {"A06 duplicate keys inside the gap",
         [](std::string pdf) {
             const std::string forged = "> /M (D:19990101000000Z) /Contents <";
             const std::size_t end = pdf.find('>', gap_of(pdf, false));
             return pdf.replace(end - forged.size() - 4, forged.size(), forged);
         }},
        {"A07 data in the padding",
         [](std::string pdf) {
             const std::size_t end = pdf.find('>', gap_of(pdf, false));
             return pdf.replace(end - 64, 16, "6e6f742067756c74");
         }},
        {"A08 second ByteRange",
         [](const std::string& pdf) {
             return replaced(pdf, "/ByteRange [0 ", "/ByteRange [0 10 20 30] /ByteRange [0 ");
         }},
        {"A09 moved tail", [](std::string pdf) { return pdf.insert(pdf.find('>', gap_of(pdf, true)) + 1, "000000"); }},
        {"A10 Contents null",
         [](std::string pdf) {
             const std::size_t gap = gap_of(pdf, true), end = pdf.find('>', gap);
             return pdf.replace(gap, end - gap + 1, "null" + std::string(end - gap - 3, ' '));
         }},
        {"A11 Contents 00",
         [](std::string pdf) {
             const std::size_t gap = gap_of(pdf, true), end = pdf.find('>', gap);
             return pdf.replace(gap + 1, end - gap - 1, std::string(end - gap - 1, '0'));
         }},
        {"A12 ByteRange null",
         [](const std::string& pdf) { return replaced_last(pdf, "/ByteRange [0 ", "/ByteRange null"); }},
        {"A13 ByteRange negative",
         [](const std::string& pdf) { return replaced_last(pdf, "/ByteRange [0 ", "/ByteRange [-1"); }},
        {"A13 ByteRange short of the end",
         [](std::string pdf) {
             const std::size_t at = pdf.rfind("/ByteRange [0 ");
             const std::size_t close = pdf.find(']', at);
             std::size_t digit = close;
             while (pdf[digit] < '0' || pdf[digit] > '9') --digit;
             pdf[digit] = pdf[digit] == '0' ? '1' : static_cast<char>(pdf[digit] - 1);
             return pdf;
         }},
        {"A14 signatures stripped", [](const std::string& pdf) { return pdf.substr(0, pdf.find("%%EOF\n") + 6); }},
        {"A15 catalog swapped",
         [](const std::string& pdf) {
             return updated(pdf, {{901, "<< /Type /Catalog /Pages 2 0 R >>"}}, " /Root 901 0 R");
         }},
        {"A16 trailing junk", [](const std::string& pdf) { return pdf + "junk"; }},
        {"A16 trailing blank line", [](const std::string& pdf) { return pdf + "\n"; }},
        {"A16 trailing EOF mark", [](const std::string& pdf) { return pdf + "%%EOF\n"; }},
        {"A17 leading junk", [](const std::string& pdf) { return "\n" + pdf; }},
        {"A18 font descriptor replaced",
         [](const std::string& pdf) {
             return updated(pdf, {{9, "<< /Type /FontDescriptor /FontName /Other >>"}});
         }},
        {"A19 Info added",
         [](const std::string& pdf) {
             return updated(pdf, {{902, "<< /Title (Other) >>"}}, " /Info 902 0 R");
         }},
        {"A20 empty update", [](const std::string& pdf) { return updated(pdf, {}); }},
        {"A21 stranger's further signature",
         [](const std::string& pdf) {
             const auto stranger = spec::test::make_certificate({});
             return sign_pdf(pdf, {3, "author", "Aida Serik", "", false, 1}, signer_of(stranger));
         }},
        {"A22 hidden layer",
         [](const std::string& pdf) {
             return updated(pdf, {{903, "<< /Type /OCG /Name (hidden) >>"}}, " /OCProperties << /OCGs [903 0 R] >>");
         }},
        {"A23 JavaScript",
         [](const std::string& pdf) {
             return updated(pdf, {{904, "<< /S /JavaScript /JS (app.alert(1)) >>"}});
         }},
        {"A24 XFA form",
         [](const std::string& pdf) {
             return updated(pdf, {{905, "<< /XFA 906 0 R >>"}, {906, "<< /Length 0 >>\nstream\n\nendstream"}});
         }},
        {"A25 encryption",
         [](const std::string& pdf) {
             return updated(pdf, {}, " /Encrypt << /Filter /Standard /V 1 /R 2 /O (x) /U (y) /P -4 >>");
         }},
        {"A26 hybrid cross references", [](const std::string& pdf) { return updated(pdf, {}, " /XRefStm 100"); }},
        {"A27 signature dictionary redefined",
         [](const std::string& pdf) {
             return updated(pdf, {{std::stoi(last_number(pdf, "/Size ")) - 1,
                                   "<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /adbe.x509.rsa_sha1 >>"}});
         }},
        {"A28 SubFilter changed",
         [](const std::string& pdf) { return replaced_last(pdf, "/ETSI.CAdES.detached", "/adbe.pkcs7.detached"); }},
        {"A29 signer's name changed",
         [](std::string pdf) {
             const std::size_t at = pdf.rfind("/Name <feff") + 11;
             pdf[at + 3] = pdf[at + 3] == '1' ? '2' : '1';
             return pdf;
         }},
        {"A30 permission raised",
         [](const std::string& pdf) { return replaced(pdf, "/TransformParams /P ", "/TransformParams /P 3"); }},
        {"A31 upper-case digits in the gap",
         [](std::string pdf) {
             const std::size_t gap = gap_of(pdf, true), end = pdf.find('>', gap);
             for (std::size_t i = gap; i < end; ++i)
                 if (pdf[i] >= 'a' && pdf[i] <= 'f') pdf[i] = static_cast<char>(pdf[i] - 32);
             return pdf;
         }},
        {"A32 a CMS of other bytes",
         [](const std::string& pdf) {
             return with_other_cms(pdf, [](const std::string&) {
                 return spec::trust::sign_cms("other bytes", signer_of(spec::test::test_authority().signer));
             });
         }},
        {"A33 another certified person",
         [](const std::string& pdf) {
             CertificateRequest request;
             request.name = "Someone Else";
             return signed_with(pdf, request);
         }},
        {"A33 another certified person of the same name", [](const std::string& pdf) { return signed_with(pdf, {}); }},
        {"A34 expired certificate",
         [](const std::string& pdf) {
             CertificateRequest request;
             request.valid_from_s = -7200;
             request.valid_to_s = -3600;
             return signed_with(pdf, request);
         }},
        {"A35 certificate not yet valid",
         [](const std::string& pdf) {
             CertificateRequest request;
             request.valid_from_s = 3600;
             return signed_with(pdf, request);
         }},
        {"A36 TLS certificate",
         [](const std::string& pdf) {
             CertificateRequest request;
             request.extended_key_usage = "serverAuth";
             return signed_with(pdf, request);
         }},
        {"A37 self-made certificate of the same name",
         [](const std::string& pdf) {
             return with_other_cms(pdf, [](const std::string& covered) {
                 return spec::trust::sign_cms(covered, signer_of(spec::test::make_certificate({})));
             });
         }},
        {"A38 CMS in BER with an indefinite length",
         [](const std::string& pdf) {
             return with_other_cms(pdf, [](const std::string& covered) {
                 std::string cms = spec::trust::sign_cms(covered, signer_of(spec::test::test_authority().signer));
                 return "\x30\x80" + cms.substr(4) + std::string(2, '\0');
             });
         }},
        {"A39 giant length in the CMS",
         [](const std::string& pdf) {
             return with_other_cms(pdf,
                                   [](const std::string&) { return std::string("\x30\x84\x7f\xff\xff\xff\x01", 7); });
         }},
        {"A40 empty file", [](const std::string&) { return std::string(); }},
        {"A41 cut in the middle", [](const std::string& pdf) { return pdf.substr(0, pdf.size() / 2); }},
        {"A42 the last byte is missing", [](const std::string& pdf) { return pdf.substr(0, pdf.size() - 1); }},
        {"A43 not a PDF", [](const std::string&) { return std::string("%PDF-1.7\nhello\n%%EOF\n"); }},
    };
}

class Attacks : public testing::TestWithParam<int> {};

TEST_P(Attacks, AreAllRefused) {
    const std::string good = good_report(GetParam());
    ASSERT_EQ(verdict_of(good), Verdict::passed);
    for (const Attack& attack : attacks()) {
        const std::string bad = attack.build(good);
        ASSERT_NE(bad, good) << attack.name;
        EXPECT_EQ(verdict_of(bad), Verdict::failed) << attack.name;
    }
    EXPECT_EQ(verdict_of(good), Verdict::passed);
}

// $SARAP_FLIPS sets the number; scripts/proof runs 100,000.
TEST_P(Attacks, IncludeRandomBitFlips) {
    const char* wanted = std::getenv("SARAP_FLIPS");
    const int flips = wanted ? std::atoi(wanted) : 200;
    const std::string good = good_report(GetParam());
    std::mt19937_64 random(20261122);
    for (int i = 0; i < flips; ++i) {
        std::string bad = good;
        const std::size_t bit = random() % (good.size() * 8);
        bad[bit / 8] = static_cast<char>(bad[bit / 8] ^ (1 << (bit % 8)));
        EXPECT_EQ(verdict_of(bad), Verdict::failed) << "bit " << bit;
    }
}

// Chunks cut out, doubled, moved or overwritten with text of the file itself; $SARAP_FLIPS sets the number here too.
TEST_P(Attacks, IncludeRandomEdits) {
    const char* wanted = std::getenv("SARAP_FLIPS");
    const int edits = wanted ? std::atoi(wanted) : 200;
    const std::string good = good_report(GetParam());
    std::mt19937_64 random(7);
    for (int i = 0; i < edits; ++i) {
        std::string bad = good;
        const std::size_t from = random() % good.size(), to = random() % good.size();
        const std::size_t length = 1 + random() % 200;
        switch (random() % 4) {
            case 0: bad.erase(from, length); break;
            case 1: bad.insert(to, good.substr(from, length)); break;
            case 2: bad.replace(to, std::min(length, good.size() - to), good.substr(from, length)); break;
            default:
                bad.resize(from);
                bad += "%%EOF\n";
                break;
        }
        if (bad == good) continue;
        EXPECT_EQ(verdict_of(bad), Verdict::failed) << "edit " << i;
    }
}

INSTANTIATE_TEST_SUITE_P(OneAndTwoSigners, Attacks, testing::Values(1, 2));

}  // namespace
