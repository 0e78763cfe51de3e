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
constexpr std::size_t most_archives = 16;

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

SignatureField archive_field(std::size_t number) {
    SignatureField field;
    field.number = static_cast<int>(number);
    field.kind = FieldKind::archive;
    return field;
}

RuleLine failed(const char* rule, Part part, std::string detail) {
    return {rule, part, Verdict::failed, std::move(detail)};
}

// The announced signatures from revision 0 on; false when a place holds something else than one DER value and zeros.
bool take_signatures(const std::string& pdf, SignedPdf& out, std::vector<RuleLine>& lines) {
    for (const SignatureField& field : out.announced) {
        auto update = update_in_file(pdf, out.last_signed, field);
        if (!update) return true;
        const std::string_view gap = std::string_view(pdf).substr(update->gap, update->gap_end - update->gap);
        if (gap.find_first_not_of('0', 1) == gap.size() - 1) {
            out.prepared = std::move(update);
            return true;
        }
        const auto cms = cms_in_gap(gap);
        if (!cms) {
            lines.push_back(failed("R09", Part::integrity,
                                   "the place of signature " + std::to_string(out.cms.size() + 1) +
                                       " holds more than one DER value and zeros"));
            return false;
        }
        out.cms.push_back(*cms);
        out.covered.push_back(update->covered());
        out.last_signed = update->file;
        out.last = std::move(update);
    }
    return true;
}

// One archiving after `revision`, which grows by it; tried at every end of a revision.
bool take_archive_layer(const std::string& pdf, std::string& revision, SignedPdf& out) {
    int ends = 0;
    for (std::size_t end = pdf.find("%%EOF\n", revision.size()); end != std::string::npos && ends < most_ends;
         end = pdf.find("%%EOF\n", end + 1), ++ends) {
        const std::string candidate = pdf.substr(0, end + 6);
        std::optional<ValidationData> data;
        try {
            data = validation_data(candidate);
        } catch (const std::exception&) {
            continue;
        }
        if (!data || add_validation_data(revision, *data) != candidate) continue;
        const auto update =
            update_in_file(pdf, candidate, archive_field(out.announced.size() + out.archive.size() + 1));
        if (!update) return false;
        const auto token = cms_in_gap(std::string_view(pdf).substr(update->gap, update->gap_end - update->gap));
        if (!token) return false;
        out.archive.push_back({std::move(*data), *token, update->covered()});
        revision = update->file;
        return true;
    }
    return false;
}

RuleLine signature_count(const SignedPdf& out) {
    const std::size_t found = out.cms.size(), wanted = out.announced.size();
    if (wanted == 0) return failed("R03", Part::signers, "the report is not signed");
    const std::string counts =
        std::to_string(found) + " of " + std::to_string(wanted) + " announced signatures are there";
    if (out.prepared)
        return failed("R03", Part::signers,
                      counts + "; the place of the next one is prepared and empty (`sarap report --attach`)");
    return {"R03", Part::signers, found == wanted ? Verdict::passed : Verdict::failed, counts};
}

// Revision 0 with its announced signatures and archive time stamps; tried at every "%%EOF\n".
std::optional<SignedPdf> rebuilt(const std::string& pdf, std::vector<RuleLine>& lines) {
    std::string reason = "no revision that Sarap could have written";
    int ends = 0;
    for (std::size_t end = pdf.find("%%EOF\n"); end != std::string::npos && ends < most_ends;
         end = pdf.find("%%EOF\n", end + 1), ++ends) {
        SignedPdf out;
        out.revision_0 = out.last_signed = pdf.substr(0, end + 6);
        try {
            const ArchiveContents contents = read_archive(out.revision_0, "revision 0");
            out.announced = announced_signatures(parse_json(contents.twin, "report.json"), "report.json");
        } catch (const std::exception& error) {
            if (ends == 0) reason = error.what();
            continue;
        }
        if (!take_signatures(pdf, out, lines)) return std::nullopt;
        lines.push_back(signature_count(out));
        std::string revision = out.prepared ? out.prepared->file : out.last_signed;
        while (!out.prepared && out.cms.size() == out.announced.size() && revision.size() < pdf.size() &&
               out.archive.size() < most_archives && take_archive_layer(pdf, revision, out)) {
        }
        if (revision.size() != pdf.size()) {
            lines.push_back(failed("R15", Part::integrity,
                                   std::to_string(pdf.size() - revision.size()) +
                                       " bytes follow that no signature announced in the report explains"));
            return std::nullopt;
        }
        lines.push_back({"R15", Part::integrity, Verdict::passed,
                         "revision 0 and every update are byte for byte as Sarap writes them"});
        return out;
    }
    lines.push_back(failed("R02", Part::integrity, reason));
    return std::nullopt;
}

std::string stamped(const std::string& cms, const TimeAuthority& authority) {
    const std::string value = trust::signature_value(cms);
    return trust::with_time_stamp(cms, trust::request_time_stamp(value, authority.stamp, authority.name));
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
        const std::string form = node["form"].text_or("");
        if (!form.empty() && form != "external") node["form"].refuse("'external', or nothing");
        if (form == "external") field.kind = FieldKind::external;
        out.push_back(std::move(field));
    }
    return out;
}

std::string sign_pdf(const std::string& previous, const SignatureField& field, const trust::Signer& signer,
                     const std::optional<TimeAuthority>& authority) {
    for (const std::size_t reserved : reserved_sizes()) {
        const SignatureUpdate update = add_signature_field(previous, field, reserved);
        std::string cms = trust::sign_cms(update.covered(), signer);
        if (authority) cms = stamped(cms, *authority);
        if (cms.size() <= reserved) return fill_signature(update, cms);
    }
    throw DataError(Position::at_file(signer.certificate.common_name()),
                    "the signature with its certificates is larger than 64 KiB (expected a shorter chain)");
}

std::string stamp_signature(const SignatureUpdate& update, const std::string& cms, const TimeAuthority& authority) {
    const std::string with = stamped(cms, authority);
    SignatureUpdate emptied = update;
    const std::size_t room = update.gap_end - update.gap - 2;
    if (2 * with.size() > room)
        throw DataError(Position::at_file(authority.name),
                        "the time stamp does not fit the place of the signature (expected " + std::to_string(room / 2) +
                            " bytes or less for both)");
    emptied.file.replace(update.gap + 1, room, std::string(room, '0'));
    return fill_signature(emptied, with);
}

std::string archive_pdf(const std::string& pdf, const ValidationData& data, const TimeAuthority& authority,
                        int number) {
    const std::string with_data = add_validation_data(pdf, data);
    for (const std::size_t reserved : reserved_sizes()) {
        const SignatureUpdate update =
            add_signature_field(with_data, archive_field(static_cast<std::size_t>(number)), reserved);
        const std::string token = trust::request_time_stamp(update.covered(), authority.stamp, authority.name);
        if (token.size() <= reserved) return fill_signature(update, token);
    }
    throw DataError(Position::at_file(authority.name), "the time stamp is larger than 64 KiB (expected a smaller one)");
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
