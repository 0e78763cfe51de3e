#include <spec/report/verify.hpp>

#include <ctime>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <spec/core/error.hpp>
#include <spec/core/sha256.hpp>
#include <spec/core/version.hpp>
#include <spec/io/source.hpp>
#include <spec/report/fonts.hpp>
#include <spec/report/log_entry.hpp>
#include <spec/report/node.hpp>
#include <spec/report/report.hpp>
#include <spec/trust/cms.hpp>
#include <spec/trust/log.hpp>
#include <spec/trust/revocation.hpp>
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

/// What the signatures of one report are judged by.
struct Judging {
    bool draft = false;
    const trust::Trusted& trusted;
    trust::RevocationData archived;
    std::optional<long long> stamped;  ///< when the first signature was made, by its time stamp
};

// A draft needs no word about revocation, but one that there is counts.
void check_revoked(const std::vector<Certificate>& chain, const Judging& by, std::optional<long long> stamped,
                   Verification& out) {
    if (chain.empty()) return;
    const auto line = trust::check_revocation(chain, by.trusted, by.archived, stamped.value_or(std::time(nullptr)));
    if (line.verdict != Verdict::indeterminate || !by.draft) out.add({line});
}

void check_signature(const std::string& covered, const std::string& cms, const SignatureField& field,
                     const Json& announced, Judging& by, Verification& out) {
    const auto verify = field.kind == FieldKind::external ? trust::verify_external_cms : trust::verify_cms;
    const auto first = verify(covered, cms, by.trusted, std::nullopt);
    std::optional<long long> stamped;
    if (first.time_stamp) {
        const auto token = trust::verify_time_stamp(*first.time_stamp, first.signature_value, by.trusted.roots);
        out.add(token.lines);
        stamped = token.unix_time;
        check_revoked(token.chain, by, stamped, out);
    } else if (first.signer) {
        check_claimed_date(*first.signer, Node(announced, "report.json")["date"].text_or(""), by.draft, out);
    }
    if (!by.stamped) by.stamped = stamped;
    const auto found = stamped ? verify(covered, cms, by.trusted, stamped) : first;
    out.add(found.lines);
    check_revoked(found.chain, by, stamped, out);
    if (found.signer) check_announced(announced, *found.signer, out);
}

void check_archive(const SignedPdf& parts, const Judging& by, Verification& out) {
    for (const ArchiveLayer& layer : parts.archive) {
        const auto token = trust::verify_time_stamp(layer.token, layer.covered, by.trusted.roots);
        for (auto line : token.lines) {
            line.rule = "R21";
            line.detail = "archive: " + line.detail;
            out.add({line});
            if (line.verdict == Verdict::failed) out.failed("R21", Part::integrity, line.detail);
        }
    }
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

void check_twin_signature(const std::string& twin, const std::string& signature, const Judging& by, Verification& out) {
    const auto found = trust::verify_cms(twin, signature, by.trusted, by.stamped);
    if (found.verdict() == Verdict::passed) return out.passed("J03", Part::integrity, "the twin's own signature holds");
    std::string reason;
    for (const auto& line : found.lines)
        if (line.verdict == Verdict::failed && reason.empty()) reason = line.detail;
    out.failed("J03", Part::integrity, "the twin's own signature does not hold: " + reason);
}

void check_files_beside(const std::string& path, const std::string& twin, const Judging& by, Verification& out) {
    const std::string stem = path.ends_with(".pdf") ? path.substr(0, path.size() - 4) : path;
    const auto beside = bytes_of(stem + ".json");
    if (!beside) return;
    if (*beside == twin)
        out.passed("J02", Part::integrity, stem + ".json is the twin inside the PDF");
    else
        out.failed("J02", Part::integrity, stem + ".json was changed: it is not the twin inside the PDF");
    if (const auto signature = bytes_of(stem + ".json.p7s")) check_twin_signature(*beside, *signature, by, out);
}

std::string from_hex(const std::string& text) {
    std::string out;
    const auto value = [](char c) { return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : 0; };
    for (std::size_t i = 0; i + 1 < text.size(); i += 2)
        out += static_cast<char>(value(text[i]) << 4 | value(text[i + 1]));
    return out;
}

// That something stands in a log whose checkpoint a trusted certificate signed.
void check_proof_of(const Json& proof, const std::string& sha256, const Judging& by, Verification& out) {
    const auto line = trust::check_proof(proof, sha256);
    out.add({line});
    if (line.verdict != Verdict::passed) return;
    const std::string signature = proof.value("checkpoint_signature", "");
    if (signature.empty()) return out.unknown("R17", Part::log, "nobody signed the log's root in the proof");
    const trust::Checkpoint checkpoint{proof.at("origin"), proof.at("size"), from_hex(proof.at("root"))};
    if (trust::verify_cms(checkpoint.text(), from_hex(signature), by.trusted, by.stamped).verdict() == Verdict::passed)
        out.passed("R17", Part::log, "the log's checkpoint is signed by a trusted certificate");
    else
        out.failed("R17", Part::log, "the signature of the log's checkpoint does not hold");
}

// The proof inside is of the report's body; NAME.proof beside it is of the signed file.
void check_log(const std::string& path, const std::string& pdf, const Json& twin, const Judging& by,
               Verification& out) {
    const bool inside = twin.contains("log");
    if (inside) check_proof_of(twin["log"], body_sha256(twin), by, out);
    const auto bytes = bytes_of((path.ends_with(".pdf") ? path.substr(0, path.size() - 4) : path) + ".proof");
    if (!bytes) {
        if (!inside) out.unknown("R17", Part::log, "no proof in the report or beside it that it stands in a log");
        return;
    }
    Json proof;
    try {
        proof = parse_json(*bytes, "proof");
    } catch (const std::exception& error) {
        return out.failed("R17", Part::log, std::string("the proof is not JSON: ") + error.what());
    }
    check_proof_of(proof, sha256_hex(std::string_view(pdf)), by, out);
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
    Judging by{twin->value("status", Json()) != "final", trusted, {}, {}};
    for (const ArchiveLayer& layer : parts->archive) {
        auto& [lists, answers] = by.archived;
        lists.insert(lists.end(), layer.data.lists.begin(), layer.data.lists.end());
        answers.insert(answers.end(), layer.data.answers.begin(), layer.data.answers.end());
    }
    for (std::size_t i = 0; i < parts->cms.size(); ++i)
        check_signature(parts->covered[i], parts->cms[i], parts->announced[i], (*twin)["signatures"][i], by, out);
    check_archive(*parts, by, out);
    // Pages that were changed after signing need not be drawn again to be refused.
    if (out.part(Part::integrity) != Verdict::failed) check_rendering(*twin, contents.language, parts->revision_0, out);
    check_files_beside(path, contents.twin, by, out);
    check_log(path, pdf, *twin, by, out);
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
