#include <spec/report/verify.hpp>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <spec/core/error.hpp>
#include <spec/core/sha256.hpp>
#include <spec/core/version.hpp>
#include <spec/io/source.hpp>
#include <spec/report/fonts.hpp>
#include <spec/report/node.hpp>
#include <spec/report/report.hpp>
#include <spec/trust/cms.hpp>
#include <spec/trust/log.hpp>
#include <spec/trust/time_stamp.hpp>

namespace spec::report {
namespace {

using trust::Certificate;
using trust::Part;
using trust::Verdict;
using trust::Verification;

std::optional<std::string> bytes_of(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) return std::nullopt;
    return std::string(std::istreambuf_iterator<char>(file), {});
}

// Canonical JSON, or nothing with a line that says why.
std::optional<Json> canonical_value(const std::string& bytes, const std::string& file, Verification& out) {
    try {
        Json value = parse_json(bytes, file);
        if (canonical_json(value) == bytes) {
            out.passed("J01", Part::integrity, "the JSON is canonical");
            return value;
        }
        out.failed("J01", Part::integrity, "the JSON is not canonical");
    } catch (const std::exception& error) {
        out.failed("J01", Part::integrity, std::string("it is not JSON: ") + error.what());
    }
    return std::nullopt;
}

void check_claimed_date(const Certificate& signer, const std::string& claimed, bool draft, Verification& out) {
    if (!draft)
        return out.unknown("R18", Part::time, "no time stamp: a final report's time is its signer's claim alone");
    if (claimed.empty()) return out.passed("R18", Part::time, "no date is claimed; a draft needs no time stamp");
    const std::string first = signer.not_before().substr(0, 10), last = signer.not_after().substr(0, 10);
    if (claimed < first || claimed > last)
        return out.failed(
            "R18", Part::time,
            "the claimed date " + claimed + " is outside the certificate's validity, " + first + " to " + last);
    out.passed("R18", Part::time,
               "the date " + claimed +
                   " is the signer's claim, within the certificate's validity; a draft needs no time stamp");
}

void check_announced(const Json& announced, const Certificate& signer, Verification& out) {
    const Node node(announced, "report.json");
    const std::string hash = node["certificate_sha256"].text_or("");
    const bool good = hash.empty() ? node["name"].text() == signer.common_name() : hash == signer.sha256();
    if (good)
        out.passed("R04", Part::signers,
                   "signed by the announced " + node["role"].text() + ", '" + node["name"].text() + "'");
    else
        out.failed("R04", Part::signers,
                   "signed by '" + signer.subject() + "', but '" + node["name"].text() + "' is announced as " +
                       node["role"].text());
}

void check_signature(const std::string& covered, const std::string& cms, const Json& announced, bool draft,
                     const trust::Trusted& trusted, Verification& out) {
    const auto first = trust::verify_cms(covered, cms, trusted);
    std::optional<long long> stamped;
    if (first.time_stamp) {
        const auto token = trust::verify_time_stamp(*first.time_stamp, first.signature_value, trusted.roots);
        out.add(token.lines);
        stamped = token.unix_time;
    } else if (first.signer) {
        check_claimed_date(*first.signer, Node(announced, "report.json")["date"].text_or(""), draft, out);
    }
    const auto found = stamped ? trust::verify_cms(covered, cms, trusted, stamped) : first;
    out.add(found.lines);
    if (found.signer) check_announced(announced, *found.signer, out);
}

bool same_program(const Json& twin) {
    return twin.value("renderer", Json()) == renderer_stamp() &&
           twin.value("fonts", Json()) == Fonts::pinned().stamps() &&
           twin.value("program", Json()) == Json{{"version", version()}, {"commit", commit()}};
}

void check_rendering(const Json& twin, const std::string& language, const std::string& revision_0, Verification& out) {
    try {
        if (render_pdf(twin, "report.json", language) == revision_0)
            out.passed("R16", Part::rendering, "the pages drawn again from the twin are the same bytes");
        else if (same_program(twin))
            out.failed("R16", Part::rendering,
                       "the pages are not those that the twin gives with this program and these fonts");
        else
            out.unknown("R16", Part::rendering,
                        "the pages drawn again differ in bytes; the report was drawn by another program version or "
                        "with other fonts");
    } catch (const std::exception& error) {
        if (same_program(twin))
            out.failed("R16", Part::rendering, std::string("the twin cannot be drawn: ") + error.what());
        else
            out.unknown("R16", Part::rendering, std::string("the twin cannot be drawn here: ") + error.what());
    }
}

void check_twin_signature(const std::string& twin, const std::string& signature, const trust::Trusted& trusted,
                          Verification& out) {
    const auto found = trust::verify_cms(twin, signature, trusted);
    if (found.verdict() == Verdict::passed) return out.passed("J03", Part::integrity, "the twin's own signature holds");
    std::string reason;
    for (const auto& line : found.lines)
        if (line.verdict == Verdict::failed && reason.empty()) reason = line.detail;
    out.failed("J03", Part::integrity, "the twin's own signature does not hold: " + reason);
}

void check_files_beside(const std::string& path, const std::string& twin, const trust::Trusted& trusted,
                        Verification& out) {
    const std::string stem = path.ends_with(".pdf") ? path.substr(0, path.size() - 4) : path;
    const auto beside = bytes_of(stem + ".json");
    if (!beside) return;
    if (*beside == twin)
        out.passed("J02", Part::integrity, stem + ".json is the twin inside the PDF");
    else
        out.failed("J02", Part::integrity, stem + ".json was changed: it is not the twin inside the PDF");
    if (const auto signature = bytes_of(stem + ".json.p7s")) check_twin_signature(*beside, *signature, trusted, out);
}

std::string from_hex(const std::string& text) {
    std::string out;
    const auto value = [](char c) { return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : 0; };
    for (std::size_t i = 0; i + 1 < text.size(); i += 2)
        out += static_cast<char>(value(text[i]) << 4 | value(text[i + 1]));
    return out;
}

// NAME.proof: that the file stands in a log whose checkpoint a trusted certificate signed.
void check_log_proof(const std::string& path, const std::string& pdf, const trust::Trusted& trusted,
                     Verification& out) {
    const auto bytes = bytes_of((path.ends_with(".pdf") ? path.substr(0, path.size() - 4) : path) + ".proof");
    if (!bytes) return out.unknown("R17", Part::log, "no proof beside the file that it stands in a log");
    Json proof;
    try {
        proof = parse_json(*bytes, "proof");
    } catch (const std::exception& error) {
        return out.failed("R17", Part::log, std::string("the proof is not JSON: ") + error.what());
    }
    const auto line = trust::check_proof(proof, sha256_hex(std::string_view(pdf)));
    out.add({line});
    if (line.verdict != Verdict::passed) return;
    const std::string signature = proof.value("checkpoint_signature", "");
    if (signature.empty()) return out.unknown("R17", Part::log, "nobody signed the log's root in the proof");
    const trust::Checkpoint checkpoint{proof.at("origin"), proof.at("size"), from_hex(proof.at("root"))};
    if (trust::verify_cms(checkpoint.text(), from_hex(signature), trusted).verdict() == Verdict::passed)
        out.passed("R17", Part::log, "the log's checkpoint is signed by a trusted certificate");
    else
        out.failed("R17", Part::log, "the signature of the log's checkpoint does not hold");
}

void check_raw_file(const Node& input, const std::string& folder, Verification& out) {
    const std::string path = input["path"].text();
    const auto raw = std::filesystem::path(folder) / std::filesystem::path(path).filename();
    if (!std::filesystem::exists(raw))
        return out.unknown("R19", Part::integrity, "the raw file " + raw.string() + " is not there");
    if (io::Source::open(raw).sha256() == input["sha256"].text())
        out.passed("R19", Part::integrity, "the raw file " + raw.string() + " is the one measured");
    else
        out.failed("R19", Part::integrity,
                   "the raw file " + raw.string() + " was changed: its SHA-256 is not that of the result");
}

void verify_pdf(const std::string& path, const std::string& pdf, const trust::Trusted& trusted,
                const std::optional<std::string>& raw_folder, Verification& out) {
    std::vector<trust::RuleLine> lines;
    const auto parts = take_apart(pdf, lines);
    out.add(lines);
    if (!parts) return;
    const ArchiveContents contents = read_archive(parts->revision_0, path);
    const auto twin = canonical_value(contents.twin, "report.json", out);
    if (!twin) return;
    const bool draft = twin->value("status", Json()) != "final";
    for (std::size_t i = 0; i < parts->cms.size(); ++i)
        check_signature(parts->covered[i], parts->cms[i], (*twin)["signatures"][i], draft, trusted, out);
    // Pages that were changed after signing need not be drawn again to be refused.
    if (out.part(Part::integrity) != Verdict::failed) check_rendering(*twin, contents.language, parts->revision_0, out);
    check_files_beside(path, contents.twin, trusted, out);
    check_log_proof(path, pdf, trusted, out);
    if (!raw_folder) return;
    for (const Node& result : Node(*twin, "report.json")["results"].items())
        check_raw_file(result["input"], *raw_folder, out);
}

void verify_result(const Json& result, const std::optional<std::string>& raw_folder, Verification& out) {
    out.unknown("R03", Part::signers, "a result is not signed; its report is");
    if (raw_folder)
        check_raw_file(Node(result, "result")["input"], *raw_folder, out);
    else
        out.unknown("R19", Part::integrity, "the raw file was not asked for (--raw FOLDER)");
}

void verify_json(const std::string& path, std::string bytes, const trust::Trusted& trusted,
                 const std::optional<std::string>& raw_folder, Verification& out) {
    if (bytes.ends_with("\n")) bytes.pop_back();  // `identify` ends its output with a line feed
    const auto value = canonical_value(bytes, path, out);
    if (!value) return;
    if (value->value("schema", Json()) == "sarap.result/1") return verify_result(*value, raw_folder, out);
    const auto signature = bytes_of(path + ".p7s");
    if (!signature) return out.failed("R03", Part::signers, "no signature " + path + ".p7s beside it");
    const auto found = trust::verify_cms(bytes, *signature, trusted);
    out.add(found.lines);
    if (found.signer) check_claimed_date(*found.signer, "", true, out);
}

}  // namespace

Verification verify_report(const std::string& path, const trust::Trusted& trusted,
                           const std::optional<std::string>& raw_folder) {
    Verification out(path);
    const std::string bytes = trust::read_bytes(path, "a report");
    try {
        if (bytes.starts_with("{"))
            verify_json(path, bytes, trusted, raw_folder, out);
        else
            verify_pdf(path, bytes, trusted, raw_folder, out);
    } catch (const std::exception& error) {
        out.failed("R02", Part::integrity, error.what());
    }
    return out;
}

}  // namespace spec::report
