#include <spec/report/report.hpp>

#include <spec/core/error.hpp>
#include <spec/core/sha256.hpp>
#include <spec/core/version.hpp>
#include <spec/report/checklist.hpp>
#include <spec/report/compose.hpp>
#include <spec/report/fonts.hpp>
#include <spec/report/html.hpp>
#include <spec/report/layout.hpp>
#include <spec/trust/cms.hpp>

namespace spec::report {
namespace {

void check_schema(const Json& result, const std::string& file) {
    const Node node(result, file);
    if (!result.is_object()) node.refuse("a result, schema sarap.result/1");
    const std::string schema = node["schema"].text();
    if (schema != "sarap.result/1" && schema != "sarap.exhibit/1")
        throw DataError(Position::at_file(file),
                        "schema '" + schema + "' (expected sarap.result/1, from `sarap identify --format json`)");
}

bool is_lines(std::string_view text) {
    const std::size_t end = text.find('\n');
    return text.starts_with('{') && end != std::string_view::npos && end > 0 && text[end - 1] == '}' &&
           text.find('{', end) != std::string_view::npos;
}

std::vector<Json> json_lines(std::string_view text, const std::string& file) {
    std::vector<Json> out;
    std::size_t number = 1;
    for (; !text.empty(); ++number) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        if (end > 0) out.push_back(parse_json(text.substr(0, end), file + " line " + std::to_string(number)));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return out;
}

std::string key_kind(const Request& request, const std::optional<trust::Signer>& signer) {
    if (!signer) return request.external_author ? "external" : "none";
    return signer->key_store == trust::KeyStore::token ? "token" : "test";
}

Json announced_json(const AnnouncedSigner& one, const Json& date) {
    Json out = {{"role", one.role},
                {"name", one.name},
                {"certificate_sha256", one.certificate_sha256 ? Json(*one.certificate_sha256) : Json(nullptr)},
                {"date", date}};
    if (one.external) out["form"] = "external";
    return out;
}

Json signatures_json(const Request& request, const std::optional<trust::Signer>& signer) {
    Json out = Json::array();
    const Json date = request.date ? Json(*request.date) : Json(nullptr);
    if (signer)
        out.push_back({{"role", "author"},
                       {"name", signer->certificate.common_name()},
                       {"subject", signer->certificate.subject()},
                       {"certificate_sha256", signer->certificate.sha256()},
                       {"date", date}});
    else if (request.external_author)
        out.push_back(announced_json(*request.external_author, date));
    else
        return out;
    for (const AnnouncedSigner& further : request.further_signers) out.push_back(announced_json(further, date));
    return out;
}

void refuse_unfinished(const Json& twin, const std::string& language) {
    std::string list;
    for (const MissingField& field : missing_fields(twin, "report", language))
        list += (list.empty() ? "" : "\nreport: ") + field.message;
    if (!list.empty()) throw DataError(Position::at_file("report"), list);
}

// Without an answer from the time-stamp authority the report is signed all the same, and says so.
std::string signed_with_notes(const std::string& pdf, const SignatureField& field, const trust::Signer& signer,
                              const std::optional<TimeAuthority>& authority, std::vector<std::string>& notes) {
    if (!authority) return sign_pdf(pdf, field, signer);
    try {
        return sign_pdf(pdf, field, signer, authority);
    } catch (const DataError& error) {
        notes.push_back(std::string(error.what()) + "; signed without time stamp (B-B)");
        return sign_pdf(pdf, field, signer);
    }
}

}  // namespace

Json blank_of(const Json& result) {
    return {{"sample", result.at("sample").value("name", "")},
            {"input", {{"path", result.at("input").at("path")}, {"sha256", result.at("input").at("sha256")}}},
            {"chromatogram", result.contains("chromatogram") ? result["chromatogram"] : Json(nullptr)}};
}

Json make_twin(const std::vector<Json>& results, const Request& request, const std::optional<trust::Signer>& signer) {
    Json twin = {{"schema", "sarap.report/1"},
                 {"status", request.final_report ? "final" : "draft"},
                 {"case", request.case_file ? *request.case_file : Json(nullptr)},
                 {"laboratory", request.laboratory ? *request.laboratory : Json(nullptr)},
                 {"key", key_kind(request, signer)},
                 {"date", request.date ? Json(*request.date) : Json(nullptr)},
                 {"signatures", signatures_json(request, signer)},
                 {"program", {{"version", version()}, {"commit", commit()}}},
                 {"renderer", renderer_stamp()},
                 {"fonts", Fonts::pinned().stamps()},
                 {"exhibits", request.exhibits},
                 {"results", results}};
    if (!request.blanks.empty()) twin["blanks"] = request.blanks;
    if (!request.reviews.empty()) twin["reviews"] = request.reviews;
    if (request.log) twin["log"] = *request.log;
    return twin;
}

std::string render_pdf(const Json& twin, const std::string& file, const std::string& language,
                       Conformance conformance) {
    const Document document = compose(twin, file, language);
    return to_archive(to_pdf(document),
                      {conformance, document.title, document.language, document.date, canonical_json(twin)});
}

std::string render_html(const Json& twin, const std::string& file, const std::string& language) {
    return to_html(compose(twin, file, language));
}

ReportFiles make_report(const std::vector<Json>& results, const Request& request,
                        const std::optional<trust::Signer>& signer, const std::optional<TimeAuthority>& authority) {
    ReportFiles out;
    const Json twin = make_twin(results, request, signer);
    if (request.final_report) refuse_unfinished(twin, request.language);
    out.twin = canonical_json(twin);
    out.pdf = render_pdf(twin, "report.json", request.language);
    if (!signer) return out;
    out.twin_signature = trust::sign_cms(out.twin, *signer);
    out.pdf =
        signed_with_notes(out.pdf, announced_signatures(twin, "report.json").front(), *signer, authority, out.notes);
    return out;
}

std::string sign_next(const std::string& pdf, const std::string& file, const trust::Signer& signer,
                      const std::optional<TimeAuthority>& authority, std::vector<std::string>* notes) {
    std::vector<trust::RuleLine> lines;
    const auto parts = take_apart(pdf, lines);
    if (!parts) throw DataError(Position::at_file(file), lines.back().detail + " (expected a report of Sarap)");
    const auto& fields = parts->announced;
    if (parts->prepared)
        throw DataError(Position::at_file(file),
                        "waits for a signature from outside (expected `sarap report --attach`)");
    if (parts->cms.size() >= fields.size())
        throw DataError(Position::at_file(file), "all " + std::to_string(fields.size()) +
                                                     " announced signatures are there (expected one to be missing)");
    const SignatureField& field = fields[parts->cms.size()];
    if (field.name != signer.certificate.common_name())
        throw DataError(Position::at_file(file), "'" + signer.certificate.common_name() +
                                                     "' is not next to sign (expected '" + field.name + "', " +
                                                     field.role + ")");
    if (field.kind == FieldKind::external)
        throw DataError(Position::at_file(file),
                        "'" + field.name + "' is announced to sign with another program (expected --prepare)");
    if (notes != nullptr) return signed_with_notes(pdf, field, signer, authority, *notes);
    return sign_pdf(pdf, field, signer, authority);
}

std::vector<Json> read_results(std::string_view text, const std::string& file) {
    std::vector<Json> out;
    if (is_lines(text)) {
        out = json_lines(text, file);
    } else {
        Json value = parse_json(text, file);
        if (value.is_array())
            out = value.get<std::vector<Json>>();
        else
            out.push_back(std::move(value));
    }
    if (out.empty())
        throw DataError(Position::at_file(file), "no result in it (expected objects of schema sarap.result/1)");
    for (const Json& result : out) check_schema(result, file);
    return out;
}

}  // namespace spec::report
