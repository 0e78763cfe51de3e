#include <spec/report/pdf_sign.hpp>

#include <algorithm>
#include <spec/core/error.hpp>
#include <spec/report/node.hpp>
#include <spec/report/pdf_archive.hpp>
#include <spec/trust/cms.hpp>

namespace spec::report {
namespace {

using trust::Part;
using trust::RuleLine;
using trust::Verdict;

// A file that ends within its first revisions; more candidates than this are not ours.
constexpr int most_ends = 64;

std::optional<int> digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    return std::nullopt;
}

// The CMS in a gap of lower-case hexadecimal digits; after its DER only zeros may follow.
std::optional<std::string> cms_in_gap(std::string_view gap) {
    if (gap.size() < 6 || gap.front() != '<' || gap.back() != '>') return std::nullopt;
    std::string bytes;
    for (std::size_t i = 1; i + 2 < gap.size(); i += 2) {
        const auto high = digit(gap[i]), low = digit(gap[i + 1]);
        if (!high || !low) return std::nullopt;
        bytes += static_cast<char>(*high << 4 | *low);
    }
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(bytes[i]); };
    if (byte(0) != 0x30) return std::nullopt;
    std::size_t header = 2, length = byte(1);
    if (length >= 0x80) {
        const std::size_t count = length & 0x7F;
        if (count < 1 || count > 3) return std::nullopt;
        length = 0;
        for (std::size_t i = 0; i < count; ++i) length = length << 8 | byte(2 + i);
        header += count;
    }
    if (header + length > bytes.size()) return std::nullopt;
    if (bytes.find_first_not_of('\0', header + length) != std::string::npos) return std::nullopt;
    return bytes.substr(0, header + length);
}

// The update that our writer makes at this place of the file, when the file holds it.
std::optional<SignatureUpdate> update_in_file(const std::string& pdf, const std::string& previous,
                                              const SignatureField& field) {
    for (const std::size_t reserved : reserved_sizes()) {
        SignatureUpdate made = add_signature_field(previous, field, reserved);
        if (made.file.size() > pdf.size()) return std::nullopt;
        if (std::string_view(pdf).substr(0, made.gap) == std::string_view(made.file).substr(0, made.gap) &&
            std::string_view(pdf).substr(made.gap_end, made.file.size() - made.gap_end) ==
                std::string_view(made.file).substr(made.gap_end)) {
            made.file = pdf.substr(0, made.file.size());
            return made;
        }
    }
    return std::nullopt;
}

// Revision 0 and its announced signatures, when the file begins with them; tried at every "%%EOF\n".
std::optional<SignedPdf> rebuilt(const std::string& pdf, std::vector<RuleLine>& lines) {
    std::string reason = "no revision that Sarap could have written";
    int ends = 0;
    for (std::size_t end = pdf.find("%%EOF\n"); end != std::string::npos && ends < most_ends;
         end = pdf.find("%%EOF\n", end + 1), ++ends) {
        SignedPdf out{pdf.substr(0, end + 6), {}, {}};
        std::vector<SignatureField> fields;
        try {
            const ArchiveContents contents = read_archive(out.revision_0, "revision 0");
            fields = announced_signatures(parse_json(contents.twin, "report.json"), "report.json");
        } catch (const std::exception& error) {
            if (ends == 0) reason = error.what();
            continue;
        }
        std::string revision = out.revision_0;
        std::size_t found = 0;
        for (; found < fields.size(); ++found) {
            const auto update = update_in_file(pdf, revision, fields[found]);
            if (!update) break;
            const auto cms = cms_in_gap(std::string_view(pdf).substr(update->gap, update->gap_end - update->gap));
            if (!cms) {
                lines.push_back({"R09", Part::integrity, Verdict::failed,
                                 "the place of signature " + std::to_string(found + 1) +
                                     " holds more than one DER value and zeros"});
                return std::nullopt;
            }
            out.cms.push_back(*cms);
            out.covered.push_back(update->covered());
            revision = update->file;
        }
        const std::string counts =
            std::to_string(found) + " of " + std::to_string(fields.size()) + " announced signatures";
        if (fields.empty()) {
            lines.push_back({"R03", Part::signers, Verdict::failed, "the report is not signed"});
        } else if (found < fields.size()) {
            lines.push_back({"R03", Part::signers, Verdict::failed, counts + " are there"});
        } else {
            lines.push_back({"R03", Part::signers, Verdict::passed, counts + " are there"});
        }
        if (revision.size() != pdf.size()) {
            lines.push_back({"R15", Part::integrity, Verdict::failed,
                             std::to_string(pdf.size() - revision.size()) +
                                 " bytes follow that no signature announced in the report explains"});
            return std::nullopt;
        }
        lines.push_back({"R15", Part::integrity, Verdict::passed,
                         "revision 0 and every update are byte for byte as Sarap writes them"});
        return out;
    }
    lines.push_back({"R02", Part::integrity, Verdict::failed, reason});
    return std::nullopt;
}

}  // namespace

std::vector<SignatureField> announced_signatures(const Json& twin, const std::string& file) {
    std::vector<SignatureField> out;
    const auto nodes = Node(twin, file)["signatures"].items();
    if (nodes.size() > 8) Node(twin, file)["signatures"].refuse("at most 8 signatures");
    for (const Node& node : nodes) {
        SignatureField field;
        field.number = static_cast<int>(out.size()) + 1;
        field.role = node["role"].text();
        field.name = node["name"].text();
        field.date = node["date"].text_or("");
        if (!field.date.empty() && field.date.size() != 10) node["date"].refuse("a date such as 2026-11-22");
        field.certifies = out.empty();
        field.permission = nodes.size() > 1 ? 2 : 1;
        out.push_back(std::move(field));
    }
    return out;
}

std::string sign_pdf(const std::string& previous, const SignatureField& field, const trust::Signer& signer,
                     const std::optional<TimeAuthority>& authority) {
    for (const std::size_t reserved : reserved_sizes()) {
        const SignatureUpdate update = add_signature_field(previous, field, reserved);
        std::string cms = trust::sign_cms(update.covered(), signer);
        if (authority) {
            const std::string value = trust::signature_value(cms);
            cms = trust::with_time_stamp(cms, trust::request_time_stamp(value, authority->stamp, authority->name));
        }
        if (cms.size() <= reserved) return fill_signature(update, cms);
    }
    throw DataError(Position::at_file(signer.certificate.common_name()),
                    "the signature with its certificates is larger than 64 KiB (expected a shorter chain)");
}

std::optional<SignedPdf> take_apart(const std::string& pdf, std::vector<RuleLine>& lines) {
    if (!pdf.starts_with("%PDF-1.") || !pdf.ends_with("%%EOF\n")) {
        lines.push_back(
            {"R01", Part::integrity, Verdict::failed, "the file does not begin with %PDF-1. and end with %%EOF"});
        return std::nullopt;
    }
    lines.push_back({"R01", Part::integrity, Verdict::passed, "the file begins and ends as a PDF"});
    try {
        return rebuilt(pdf, lines);
    } catch (const std::exception& error) {
        lines.push_back(
            {"R02", Part::integrity, Verdict::failed, std::string("the file cannot be taken apart: ") + error.what()});
        return std::nullopt;
    }
}

}  // namespace spec::report
