#include <spec/report/report.hpp>

#include <spec/core/error.hpp>
#include <spec/core/sha256.hpp>
#include <spec/core/version.hpp>
#include <spec/report/compose.hpp>
#include <spec/report/fonts.hpp>
#include <spec/report/layout.hpp>
#include <spec/trust/cms.hpp>

namespace spec::report {
namespace {

void check_schema(const Json& result, const std::string& file) {
    const Node node(result, file);
    if (!result.is_object()) node.refuse("a result, schema sarap.result/1");
    const std::string schema = node["schema"].text();
    if (schema != "sarap.result/1")
        throw DataError(Position::at_file(file), "schema '" + schema + "' (expected sarap.result/1, from `sarap identify --format json`)");
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

std::string key_kind(const std::optional<trust::Signer>& signer) {
    if (!signer) return "none";
    return signer->key_store == trust::KeyStore::token ? "token" : "test";
}

}  // namespace

Json make_twin(const std::vector<Json>& results, const Request& request, const std::optional<trust::Signer>& signer) {
    return {{"schema", "sarap.report/1"},
            {"status", "draft"},
            {"key", key_kind(signer)},
            {"date", request.date ? Json(*request.date) : Json(nullptr)},
            {"signer", signer ? Json(signer->certificate.subject()) : Json(nullptr)},
            {"program", {{"version", version()}, {"commit", commit()}}},
            {"fonts", Fonts::pinned().stamps()},
            {"results", results}};
}

std::string render_pdf(const Json& twin, const std::string& file, const std::string& language) {
    return to_pdf(compose(twin, file, language));
}

ReportFiles make_report(const std::vector<Json>& results, const Request& request, const std::optional<trust::Signer>& signer,
                        const std::string& name) {
    ReportFiles out;
    const Json twin = make_twin(results, request, signer);
    out.twin = canonical_json(twin);
    out.pdf = render_pdf(twin, name + ".json", request.language);
    out.manifest = canonical_json({{"schema", "sarap.manifest/1"},
                                   {"language", request.language},
                                   {"pdf", {{"name", name + ".pdf"}, {"sha256", sha256_hex(std::string_view(out.pdf))}}},
                                   {"twin", {{"name", name + ".json"}, {"sha256", sha256_hex(std::string_view(out.twin))}}}});
    if (signer) out.signature = trust::sign_cms(out.manifest, *signer);
    return out;
}

std::vector<Json> read_results(std::string_view text, const std::string& file) {
    std::vector<Json> out;
    if (is_lines(text)) {
        out = json_lines(text, file);
    } else {
        Json value = parse_json(text, file);
        if (value.is_array()) out = value.get<std::vector<Json>>();
        else out.push_back(std::move(value));
    }
    if (out.empty()) throw DataError(Position::at_file(file), "no result in it (expected objects of schema sarap.result/1)");
    for (const Json& result : out) check_schema(result, file);
    return out;
}

}  // namespace spec::report
