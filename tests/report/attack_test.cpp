// Every way to tamper with a signed report that we know of (docs/methods/report.md, section 5), each built here from
// good reports of every kind: one signature (DocMDP P=1), two (P=2), with time stamp (B-T), archived (B-LTA), signed by
// another program; and from a signed report without DocMDP, which Sarap does not write. All must be refused, and the
// good reports accepted. `$SARAP_ATTACKS` names a folder to keep the files in.
#include <gtest/gtest.h>

#include <fstream>
#include <functional>
#include <random>
#include <report/fixtures.hpp>
#include <spec/report/external.hpp>
#include <spec/report/report.hpp>
#include <spec/report/verify.hpp>
#include <spec/trust/cms.hpp>
#include <test_data.hpp>
#include <trust/test_external.hpp>
#include <trust/test_keys.hpp>
#include <trust/test_time.hpp>

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

enum class Kind { one, two, stamped, archived, external, without_docmdp };

const char* to_string(Kind kind) {
    switch (kind) {
        case Kind::one: return "one";
        case Kind::two: return "two";
        case Kind::stamped: return "stamped";
        case Kind::archived: return "archived";
        case Kind::external: return "external";
        case Kind::without_docmdp: return "without_docmdp";
    }
    return "";
}

std::vector<spec::trust::Certificate> roots() {
    return spec::trust::read_certificates(spec::test::test_authority().root.certificate, "roots");
}

TimeAuthority time_authority(const spec::test::PemPair& pair) { return {"tsa", spec::test::stamper(pair)}; }

const spec::test::PemPair& trusted_time() {
    static const auto pair = spec::test::time_authority();
    return pair;
}

spec::trust::RevocationData list_of_others() {
    spec::trust::RevocationData out;
    spec::trust::read_revocation(spec::test::make_revocation_list(spec::test::test_authority().root, 99, 60), "list",
                                 out);
    return out;
}

std::string built(Kind kind) {
    const auto& own = spec::test::test_authority().signer;
    const std::vector<spec::Json> results = {to_json(spec::test::gcms_result())};
    Request request;
    std::vector<std::string> notes;
    switch (kind) {
        case Kind::one: return make_report(results, request, signer_of(own)).pdf;
        case Kind::two:
            request.further_signers = {{"reviewer", "Bolat Reviewer", std::nullopt}};
            return sign_next(make_report(results, request, signer_of(own)).pdf, "r.pdf", signer_of(second_signer()));
        case Kind::stamped: return make_report(results, request, signer_of(own), time_authority(trusted_time())).pdf;
        case Kind::archived:
            return archive_report(built(Kind::stamped), "r.pdf", roots(), list_of_others(),
                                  time_authority(trusted_time()), notes);
        case Kind::external: {
            const auto certificate = spec::trust::read_certificates(own.certificate, "c").front();
            request.external_author = AnnouncedSigner{"author", certificate.common_name(), certificate.sha256(), true};
            const auto prepared = prepare_report(results, request);
            return attach_signature(prepared.pdf, "r.pdf", spec::test::external_cms(prepared.to_sign, own), "c",
                                    std::nullopt, notes);
        }
        case Kind::without_docmdp: {
            const std::string whole = built(Kind::one);
            const std::string revision_0 = whole.substr(0, whole.find("%%EOF\n") + 6);
            return sign_pdf(revision_0, {1, "author", "Aida Serik", "", false, 1}, signer_of(own));
        }
    }
    return "";
}

const std::string& good_report(Kind kind) {
    static std::map<Kind, std::string> made;
    std::string& pdf = made[kind];
    if (pdf.empty()) pdf = built(kind);
    return pdf;
}

Verdict expected_of(Kind kind) { return kind == Kind::without_docmdp ? Verdict::failed : Verdict::passed; }

Verdict verdict_of(const std::string& pdf) {
    static const auto folder = spec::test::fresh_folder("attacks");
    std::ofstream(folder / "a.pdf", std::ios::binary) << pdf;
    return verify_report((folder / "a.pdf").string(), roots()).overall();
}

/// An attack that this kind of report gives no hold for.
struct NotApplicable {};

std::string replaced(std::string text, const std::string& what, const std::string& with, std::size_t from = 0) {
    const std::size_t at = text.find(what, from);
    if (at == std::string::npos) throw NotApplicable{};
    return text.replace(at, what.size(), with);
}

std::string replaced_last(std::string text, const std::string& what, const std::string& with) {
    const std::size_t at = text.rfind(what);
    if (at == std::string::npos) throw NotApplicable{};
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

// The first signature as it is, with a time stamp by this authority.
std::string with_stamp_by(const std::string& pdf, const spec::test::PemPair& authority) {
    return with_other_cms(pdf, [&](const std::string& covered) {
        const std::string cms = spec::trust::sign_cms(covered, signer_of(spec::test::test_authority().signer));
        const std::string token =
            spec::trust::request_time_stamp(spec::trust::signature_value(cms), spec::test::stamper(authority), "tsa");
        return spec::trust::with_time_stamp(cms, token);
    });
}

// The number that the next field of this report has.
int number_after(const std::string& pdf) {
    int count = 1;
    for (std::size_t at = pdf.find("/ByteRange"); at != std::string::npos; at = pdf.find("/ByteRange", at + 1)) ++count;
    return count;
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
        {"A44 time stamp of another signature",
         [](const std::string& pdf) {
             const auto& own = spec::test::test_authority().signer;
             return with_other_cms(pdf, [&](const std::string& covered) {
                 const std::string token =
                     spec::trust::request_time_stamp("another signature", spec::test::stamper(trusted_time()), "tsa");
                 return spec::trust::with_time_stamp(spec::trust::sign_cms(covered, signer_of(own)), token);
             });
         }},
        {"A45 time stamp of a stranger",
         [](const std::string& pdf) {
             return with_stamp_by(pdf, [] {
                 CertificateRequest request;
                 request.extended_key_usage = "critical,timeStamping";
                 request.key_usage = "critical,digitalSignature";
                 return spec::test::make_certificate(request);
             }());
         }},
        {"A47 validation data without a time stamp over them",
         [](const std::string& pdf) {
             return add_validation_data(pdf, {{}, list_of_others().lists, {}});
         }},
        {"A48 archive time stamp of a stranger",
         [](const std::string& pdf) {
             CertificateRequest request;
             request.extended_key_usage = "critical,timeStamping";
             request.key_usage = "critical,digitalSignature";
             return archive_pdf(pdf, {{}, list_of_others().lists, {}},
                                time_authority(spec::test::make_certificate(request)), number_after(pdf));
         }},
        {"A49 archive that holds the signer's revocation",
         [](const std::string& pdf) {
             spec::trust::RevocationData data;
             spec::trust::read_revocation(spec::test::make_revocation_list(spec::test::test_authority().root, 2, 3600),
                                          "list", data);
             return archive_pdf(pdf, {{}, data.lists, {}}, time_authority(trusted_time()), number_after(pdf));
         }},
        {"A50 archive time stamp over other validation data",
         [](const std::string& pdf) {
             std::string out =
                 archive_pdf(pdf, {{}, list_of_others().lists, {}}, time_authority(trusted_time()), number_after(pdf));
             const std::size_t list = out.find("stream\n", pdf.size()) + 200;
             out[list] = static_cast<char>(out[list] ^ 1);
             return out;
         }},
        {"A51 DocMDP blanked out",
         [](const std::string& pdf) { return replaced(pdf, "/Perms << /DocMDP", "/Other << /DocMDP"); }},
        {"A52 a signature of another program where one of ours is announced",
         [](const std::string& pdf) {
             if (pdf.find("/adbe.pkcs7.detached") != std::string::npos) throw NotApplicable{};
             return with_other_cms(pdf, [&](const std::string& covered) {
                 return spec::test::external_cms(covered, spec::test::test_authority().signer);
             });
         }},
        {"A53 a national signature, which nobody checks, where one of ours is announced",
         [](const std::string& pdf) {
             if (pdf.find("/adbe.pkcs7.detached") != std::string::npos) throw NotApplicable{};
             CertificateRequest request;
             request.key = "RSA3072";
             const auto stranger = spec::test::make_certificate(request);
             return with_other_cms(
                 pdf, [&](const std::string& covered) { return spec::test::national_cms(covered, stranger); });
         }},
        {"A54 signature of the twin in place of that of the pages",
         [](const std::string& pdf) {
             return with_other_cms(pdf, [&](const std::string&) {
                 const std::string twin = read_archive(pdf.substr(0, pdf.find("%%EOF\n") + 6), "r").twin;
                 return spec::trust::sign_cms(twin, signer_of(spec::test::test_authority().signer));
             });
         }},
        {"A55 the last signature's update cut off and another page put there",
         [](const std::string& pdf) {
             const std::size_t end = pdf.rfind("%%EOF\n", pdf.size() - 7) + 6;
             return updated(pdf.substr(0, end), {{3, "<< /Type /Page /MediaBox [0 0 595 842] >>"}});
         }},
        {"A56 two reports one after the other", [](const std::string& pdf) { return pdf + pdf; }},
        {"A57 line ends of another system",
         [](const std::string& pdf) { return replaced_last(pdf, "\nstartxref\n", "\r\nstartxref\n"); }},
        {"A58 startxref of the revision before",
         [](std::string pdf) {
             const std::size_t at = pdf.rfind("startxref\n") + 10;
             const std::size_t old = pdf.find("startxref\n") + 10;
             return pdf.replace(at, pdf.find('\n', at) - at, pdf.substr(old, pdf.find('\n', old) - old));
         }},
        {"A40 empty file", [](const std::string&) { return std::string(); }},
        {"A41 cut in the middle", [](const std::string& pdf) { return pdf.substr(0, pdf.size() / 2); }},
        {"A42 the last byte is missing", [](const std::string& pdf) { return pdf.substr(0, pdf.size() - 1); }},
        {"A43 not a PDF", [](const std::string&) { return std::string("%PDF-1.7\nhello\n%%EOF\n"); }},
    };
}

// Objects that an update can slip under or over a signed page; each in an update of its own, with its trailer.
struct Update {
    int object;
    const char* body;
    const char* trailer;
};
constexpr Update updates[] = {
    {1, "<< /Type /Catalog /Pages 2 0 R /OpenAction << /S /Launch /F (a.exe) >> >>", ""},
    {1, "<< /Type /Catalog /Pages 2 0 R /AA << /WC << /S /JavaScript /JS (x) >> >> >>", ""},
    {1, "<< /Type /Catalog /Pages 910 0 R >>", ""},
    {1, "<< /Type /Catalog /Pages 2 0 R /Perms << >> >>", ""},
    {1, "<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [] /NeedAppearances true >> >>", ""},
    {1, "<< /Type /Catalog /Pages 2 0 R /Collection << >> >>", ""},
    {1, "<< /Type /Catalog /Pages 2 0 R /Extensions << >> /Version /2.0 >>", ""},
    {1, "<< /Type /Catalog /Pages 2 0 R /Names << /EmbeddedFiles << /Names [] >> >> >>", ""},
    {1, "<< /Type /Catalog /Pages 2 0 R /Lang (kk) >>", ""},
    {2, "<< /Type /Pages /Kids [] /Count 0 >>", ""},
    {2, "<< /Type /Pages /Kids [911 0 R] /Count 1 >>", ""},
    {3, "<< /Type /Page /Rotate 180 >>", ""},
    {3, "<< /Type /Page /CropBox [0 0 1 1] >>", ""},
    {4, "<< /Length 0 >>\nstream\n\nendstream", ""},
    {5, "<< /Length 23 /Filter /FlateDecode >>\nstream\nnot a stream at all....\nendstream", ""},
    {6, "<< /Type /Font /Subtype /Type3 >>", ""},
    {7, "<< /Type /CMap /Length 0 >>\nstream\n\nendstream", ""},
    {8, "<< /Type /XObject /Subtype /Image >>", ""},
    {10, "null", ""},
    {912, "<< /Type /Annot /Subtype /Stamp /Rect [0 0 600 800] >>", ""},
    {913, "<< /Type /Annot /Subtype /Widget /FT /Btn /T (x) >>", ""},
    {914, "<< /Type /Annot /Subtype /Popup /Rect [0 0 600 800] >>", ""},
    {915, "<< /Type /Annot /Subtype /Link /A << /S /URI /URI (http://x) >> >>", ""},
    {916, "<< /Type /ObjStm /N 0 /First 0 /Length 0 >>\nstream\n\nendstream", ""},
    {917, "<< /Type /XRef /Size 1 /W [1 1 1] /Length 0 >>\nstream\n\nendstream", ""},
    {918, "<< /Type /EmbeddedFile /Length 2 >>\nstream\n{}\nendstream", ""},
    {919, "<< /Type /DSS /Certs [] >>", ""},
    {920, "<< /Type /Sig /Filter /Adobe.PPKLite /ByteRange [0 1 2 3] /Contents <00> >>", ""},
    {921, "<< /Type /DocTimeStamp /ByteRange [0 1 2 3] /Contents <00> >>", ""},
    {922, "<< >>", " /ID [<00><00>]"},
    {923, "<< >>", " /Root 923 0 R"},
    {924, "<< >>", " /Prev 0"},
    {925, "<< >>", " /Size 99999"},
};

class Attacks : public testing::TestWithParam<Kind> {
 protected:
    void refuse(const std::string& name, const std::string& good, const std::function<std::string()>& build) {
        std::string bad;
        try {
            bad = build();
        } catch (const NotApplicable&) {
            return;
        }
        ASSERT_NE(bad, good) << name;
        EXPECT_EQ(verdict_of(bad), Verdict::failed) << name;
        ++files_;
        if (const char* folder = std::getenv("SARAP_ATTACKS"))
            std::ofstream(std::filesystem::path(folder) /
                              (std::string(to_string(GetParam())) + "-" + std::to_string(files_) + ".pdf"),
                          std::ios::binary)
                << bad;
    }
    int files_ = 0;
};

TEST_P(Attacks, AreAllRefused) {
    const std::string good = good_report(GetParam());
    ASSERT_EQ(verdict_of(good), expected_of(GetParam()));
    for (const Attack& attack : attacks()) refuse(attack.name, good, [&] { return attack.build(good); });
    for (const Update& update : updates)
        refuse(std::string("update ") + update.body + update.trailer, good, [&] {
            return updated(good, {{update.object, update.body}}, update.trailer);
        });
    EXPECT_EQ(verdict_of(good), expected_of(GetParam()));
    EXPECT_GE(files_, 80);
    RecordProperty("files", files_);
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

INSTANTIATE_TEST_SUITE_P(Reports, Attacks,
                         testing::Values(Kind::one, Kind::two, Kind::stamped, Kind::archived, Kind::external,
                                         Kind::without_docmdp),
                         [](const auto& one) { return std::string(to_string(one.param)); });

}  // namespace
