#include <spec/report/verify.hpp>

#include <fstream>
#include <iterator>
#include <optional>
#include <spec/core/error.hpp>
#include <spec/core/sha256.hpp>
#include <spec/report/report.hpp>
#include <spec/trust/cms.hpp>

namespace spec::report {
namespace {

using trust::Part;
using trust::Verification;

std::optional<std::string> bytes_of(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) return std::nullopt;
    return std::string(std::istreambuf_iterator<char>(file), {});
}

struct Files {
    std::string stem, pdf;
    std::optional<std::string> twin, manifest, signature;
};

Files open_files(const std::string& pdf_path) {
    const std::string stem = pdf_path.ends_with(".pdf") ? pdf_path.substr(0, pdf_path.size() - 4) : pdf_path;
    return {stem, trust::read_bytes(pdf_path, "a report in PDF"), bytes_of(stem + ".json"), bytes_of(stem + ".manifest.json"),
            bytes_of(stem + ".manifest.p7s")};
}

bool all_there(const Files& files, Verification& out) {
    const auto need = [&](bool there, const std::string& suffix, const char* what) {
        if (!there) out.failed("R03", Part::integrity, std::string(what) + " " + files.stem + suffix + " is missing");
        return there;
    };
    const bool twin = need(files.twin.has_value(), ".json", "the twin");
    const bool manifest = need(files.manifest.has_value(), ".manifest.json", "the manifest");
    const bool signature = need(files.signature.has_value(), ".manifest.p7s", "the signature");
    return twin && manifest && signature;
}

// Canonical bytes, or nothing with a line that says why.
std::optional<Json> canonical_value(const std::string& bytes, const std::string& file, const char* what, Verification& out) {
    try {
        Json value = parse_json(bytes, file);
        if (canonical_json(value) == bytes) return value;
        out.failed("J01", Part::integrity, std::string(what) + " is not canonical JSON");
    } catch (const std::exception& error) {
        out.failed("J01", Part::integrity, std::string(what) + " is not JSON: " + error.what());
    }
    return std::nullopt;
}

void check_hash(const Json& manifest, const char* key, const std::string& bytes, Verification& out) {
    const std::string name = key == std::string("pdf") ? "the PDF" : "the twin";
    const Json found = manifest.value(key, Json::object());
    const std::string expected = found.is_object() ? found.value("sha256", std::string()) : "";
    if (expected == sha256_hex(std::string_view(bytes)))
        out.passed("R16", Part::integrity, name + " has the SHA-256 that was signed");
    else
        out.failed("R16", Part::integrity, name + " was changed after it was signed: its SHA-256 is not the one that was signed");
}

void check_rendering(const Json& twin, const Files& files, const std::string& language, Verification& out) {
    try {
        if (render_pdf(twin, files.stem + ".json", language) == files.pdf)
            out.passed("R16", Part::rendering, "the pages drawn again from the twin are the same bytes");
        else
            out.unknown("R16", Part::rendering, "the pages drawn again from the twin differ in bytes (other fonts or libraries?)");
    } catch (const std::exception& error) {
        out.failed("R16", Part::rendering, std::string("the twin cannot be drawn: ") + error.what());
    }
}

void check_time(const trust::CmsVerification& signature, const Json& twin, Verification& out) {
    if (!signature.signer) return;
    const std::string claimed = twin.contains("date") && twin["date"].is_string() ? twin["date"].get<std::string>() : "";
    const std::string first = signature.signer->not_before().substr(0, 10), last = signature.signer->not_after().substr(0, 10);
    if (claimed.empty()) return out.passed("R18", Part::time, "the report claims no date; a draft needs no time stamp");
    if (claimed < first || claimed > last)
        return out.failed("R18", Part::time, "the date " + claimed + " is outside the certificate's validity " + first + " to " + last);
    out.passed("R18", Part::time, "the date " + claimed + " is the signer's claim, within the certificate's validity; a draft needs no time stamp");
}

}  // namespace

Verification verify_report(const std::string& pdf_path, const std::vector<trust::Certificate>& trusted) {
    Verification out(pdf_path);
    const Files files = open_files(pdf_path);
    if (!all_there(files, out)) return out;
    const auto manifest = canonical_value(*files.manifest, files.stem + ".manifest.json", "the manifest", out);
    const auto twin = canonical_value(*files.twin, files.stem + ".json", "the twin", out);
    const auto signature = trust::verify_cms(*files.manifest, *files.signature, trusted);
    out.add(signature.lines);
    if (!manifest || !twin || !manifest->is_object() || !twin->is_object()) {
        out.failed("J01", Part::integrity, "manifest and twin are not both JSON objects");
        return out;
    }
    check_hash(*manifest, "pdf", files.pdf, out);
    check_hash(*manifest, "twin", *files.twin, out);
    const Json language = manifest->value("language", Json());
    check_rendering(*twin, files, language.is_string() ? language.get<std::string>() : "", out);
    check_time(signature, *twin, out);
    return out;
}

}  // namespace spec::report
