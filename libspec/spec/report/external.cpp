#include <spec/report/external.hpp>

#include <algorithm>
#include <ctime>
#include <spec/core/error.hpp>
#include <spec/trust/cms.hpp>
#include <spec/trust/time_stamp.hpp>

namespace spec::report {
namespace {

// A CMS of GOST keys with its chain and a time stamp is larger than one of ours.
constexpr std::size_t reserved_outside = 32768;

SignedPdf own_report(const std::string& pdf, const std::string& file) {
    std::vector<trust::RuleLine> lines;
    auto parts = take_apart(pdf, lines);
    if (!parts) throw DataError(Position::at_file(file), lines.back().detail + " (expected a report of Sarap)");
    return std::move(*parts);
}

std::string first_failure(const std::vector<trust::RuleLine>& lines) {
    for (const auto& line : lines)
        if (line.verdict == trust::Verdict::failed) return line.detail;
    return "";
}

void refuse_foreign_signer(const SignedPdf& report, const Json& announced, const trust::Certificate& signer,
                           const std::string& cms_file) {
    const std::string wanted = announced.value("certificate_sha256", Json()).is_string()
                                   ? announced["certificate_sha256"].get<std::string>()
                                   : "";
    const std::string& name = report.announced[report.cms.size()].name;
    const bool good = wanted.empty() ? signer.common_name() == name : signer.sha256() == wanted;
    if (!good)
        throw DataError(Position::at_file(cms_file), "signed by '" + signer.common_name() + "' (expected '" + name +
                                                         "', whom the report announces" +
                                                         (wanted.empty() ? ")" : ", with the announced certificate)"));
}

// Refuses a CMS that does not hold: its own certificate stands in for a root, so only the chain is left to `verify`.
trust::Certificate checked_signer(const std::string& content, const std::string& cms, const std::string& cms_file) {
    const auto first = trust::verify_external_cms(content, cms, {});
    if (!first.signer)
        throw DataError(Position::at_file(cms_file),
                        first_failure(first.lines) + " (expected a detached CMS over the bytes that --prepare wrote)");
    const auto found = trust::verify_external_cms(content, cms, std::vector<trust::Certificate>{*first.signer});
    std::string reason;
    for (const auto& line : found.lines)
        if (line.verdict == trust::Verdict::failed &&
            !line.detail.starts_with("a certificate inside does not belong") && reason.empty())
            reason = line.detail;
    if (!reason.empty())
        throw DataError(Position::at_file(cms_file),
                        reason + " (expected a detached CMS over the bytes that --prepare wrote)");
    return *first.signer;
}

std::string with_stamp(const std::string& cms, const std::optional<TimeAuthority>& authority,
                       std::vector<std::string>& notes) {
    if (!authority) return cms;
    try {
        const std::string value = trust::signature_value(cms);
        return trust::with_time_stamp(cms, trust::request_time_stamp(value, authority->stamp, authority->name));
    } catch (const DataError& error) {
        notes.push_back(std::string(error.what()) + "; signed without time stamp (B-B)");
        return cms;
    }
}

void add_chain(std::vector<trust::Certificate>& all, const std::vector<trust::Certificate>& chain) {
    for (const trust::Certificate& one : chain)
        if (std::none_of(all.begin(), all.end(),
                         [&](const trust::Certificate& known) { return known.sha256() == one.sha256(); }))
            all.push_back(one);
}

/// The chains of every signer and time-stamp authority of a report.
std::vector<std::vector<trust::Certificate>> chains_of(const SignedPdf& report, const std::string& file,
                                                       const trust::Trusted& trusted) {
    std::vector<std::vector<trust::Certificate>> out;
    for (std::size_t i = 0; i < report.cms.size(); ++i) {
        const bool own = report.announced[i].kind == FieldKind::own;
        const auto verify = own ? trust::verify_cms : trust::verify_external_cms;
        auto found = verify(report.covered[i], report.cms[i], trusted, std::nullopt);
        if (found.time_stamp) {
            const auto token = trust::verify_time_stamp(*found.time_stamp, found.signature_value, trusted.roots);
            if (!token.chain.empty()) out.push_back(token.chain);
            if (token.unix_time) found = verify(report.covered[i], report.cms[i], trusted, token.unix_time);
        }
        if (found.verdict() == trust::Verdict::failed)
            throw DataError(Position::at_file(file),
                            "signature " + std::to_string(i + 1) + ": " + first_failure(found.lines) +
                                " (expected a signature that `sarap verify` accepts, to archive it)");
        if (!found.chain.empty()) out.push_back(found.chain);
    }
    for (const ArchiveLayer& layer : report.archive) {
        const auto token = trust::verify_time_stamp(layer.token, layer.covered, trusted.roots);
        if (!token.chain.empty()) out.push_back(token.chain);
    }
    return out;
}

template <typename T>
void append_new(std::vector<T>& all, const std::vector<T>& more) {
    for (const T& one : more)
        if (std::find(all.begin(), all.end(), one) == all.end()) all.push_back(one);
}

}  // namespace

PreparedReport prepare_report(const std::vector<Json>& results, const Request& request) {
    expect(request.external_author.has_value(), "the request names the author who signs outside");
    ReportFiles files = make_report(results, request, std::nullopt);
    const Json twin = parse_json(files.twin, "report.json");
    const auto update =
        add_signature_field(files.pdf, announced_signatures(twin, "report.json").front(), reserved_outside);
    return {update.file, update.covered(), std::move(files.twin)};
}

PreparedReport prepare_next(const std::string& pdf, const std::string& file) {
    const SignedPdf report = own_report(pdf, file);
    if (report.prepared)
        throw DataError(Position::at_file(file), "is prepared already (expected `sarap report --attach FILE.cms`)");
    if (report.cms.size() >= report.announced.size())
        throw DataError(Position::at_file(file), "all " + std::to_string(report.announced.size()) +
                                                     " announced signatures are there (expected one to be missing)");
    const SignatureField& field = report.announced[report.cms.size()];
    if (field.kind != FieldKind::external)
        throw DataError(Position::at_file(file), "'" + field.name +
                                                     "' is announced with a key that Sarap uses (expected --cert, or "
                                                     "external = true in the laboratory file)");
    const auto update = add_signature_field(pdf, field, reserved_outside);
    return {update.file, update.covered(), ""};
}

std::string attach_signature(const std::string& pdf, const std::string& file, const std::string& given,
                             const std::string& cms_file, const std::optional<TimeAuthority>& authority,
                             std::vector<std::string>& notes) {
    const SignedPdf report = own_report(pdf, file);
    if (!report.prepared)
        throw DataError(Position::at_file(file),
                        "has no place that waits for a signature (expected `sarap report --prepare` before)");
    const std::string cms = trust::cms_der(given, cms_file);
    const std::string content = report.prepared->covered();
    const auto signer = checked_signer(content, cms, cms_file);
    const Json twin = parse_json(read_archive(report.revision_0, file).twin, file);
    refuse_foreign_signer(report, twin["signatures"][report.cms.size()], signer, cms_file);
    const std::string complete = with_stamp(cms, authority, notes);
    if (2 * complete.size() > report.prepared->gap_end - report.prepared->gap - 2)
        throw DataError(Position::at_file(cms_file),
                        "is larger than its place (expected " + std::to_string(reserved_outside) + " bytes or less)");
    return fill_signature(*report.prepared, complete);
}

std::string stamp_report(const std::string& pdf, const std::string& file, const TimeAuthority& authority) {
    const SignedPdf report = own_report(pdf, file);
    if (!report.last || report.prepared || !report.archive.empty())
        throw DataError(Position::at_file(file), "its end is not a signature (expected a signed report)");
    if (trust::verify_external_cms(report.covered.back(), report.cms.back(), {}).time_stamp)
        throw DataError(Position::at_file(file), "its newest signature is stamped already (expected one without)");
    return stamp_signature(*report.last, report.cms.back(), authority);
}

std::string archive_report(const std::string& pdf, const std::string& file, const trust::Trusted& trusted,
                           const trust::RevocationData& given, const TimeAuthority& authority,
                           std::vector<std::string>& notes) {
    const SignedPdf report = own_report(pdf, file);
    if (report.announced.empty() || report.cms.size() < report.announced.size())
        throw DataError(Position::at_file(file), std::to_string(report.cms.size()) + " of " +
                                                     std::to_string(report.announced.size()) +
                                                     " announced signatures are there (expected all, to archive it)");
    ValidationData data;
    if (!report.archive.empty()) data = report.archive.back().data;
    std::vector<trust::Certificate> all;
    append_new(data.lists, given.lists);
    append_new(data.answers, given.answers);
    for (const auto& chain : chains_of(report, file, trusted)) {
        add_chain(all, chain);
        if (!given.empty()) continue;
        const auto fetched = trust::fetch_revocation(chain, notes);
        append_new(data.lists, fetched.lists);
        append_new(data.answers, fetched.answers);
    }
    std::vector<std::string> certificates;
    for (const trust::Certificate& one : all) certificates.push_back(one.der());
    append_new(data.certificates, certificates);
    const auto number = report.announced.size() + report.archive.size() + 1;
    return archive_pdf(pdf, data, authority, static_cast<int>(number));
}

}  // namespace spec::report
