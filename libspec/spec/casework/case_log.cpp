#include <algorithm>
#include <set>
#include <spec/casework/case_log.hpp>
#include <spec/casework/read_file.hpp>
#include <spec/casework/review.hpp>
#include <spec/core/error.hpp>
#include <spec/core/sha256.hpp>

namespace spec::casework {
namespace {

namespace fs = std::filesystem;
using trust::Part;
using trust::Verification;

const std::string no_line(64, '0');

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find('\n', at), text.size());
        lines.push_back(text.substr(at, end - at));
        at = end + 1;
    }
    return lines;
}

// The entries of a log, or the number of the first line that does not continue the chain.
struct Chain {
    std::vector<CaseLogEntry> entries;
    std::optional<std::size_t> broken;
};

Chain follow(const std::string& text) {
    Chain chain;
    std::string previous = no_line;
    for (const std::string& line : lines_of(text)) {
        const Json entry = Json::parse(line, nullptr, false);
        const auto field = [&](const char* key) {
            return entry.is_object() && entry.contains(key) && entry[key].is_string() ? entry[key].get<std::string>()
                                                                                      : std::string();
        };
        if (field("previous") != previous || field("file").empty()) {
            chain.broken = chain.entries.size() + 1;
            return chain;
        }
        chain.entries.push_back({field("name"), field("file"), field("fingerprint"), field("sha256")});
        previous = sha256_hex(line);
    }
    return chain;
}

void check_files(const fs::path& folder, const Chain& chain, Verification& out) {
    std::size_t sound = 0;
    for (const CaseLogEntry& entry : chain.entries) {
        const auto text = read_file(folder / entry.file);
        if (!text)
            out.failed("C02", Part::integrity, entry.file + " is missing");
        else if (sha256_hex(*text) != entry.sha256)
            out.failed("C02", Part::integrity, entry.file + " was changed after it was logged");
        else
            ++sound;
    }
    if (sound == chain.entries.size())
        out.passed("C02", Part::integrity, std::to_string(sound) + " files are as they were logged");
}

void check_unlisted(const fs::path& folder, const Chain& chain, Verification& out) {
    std::set<std::string> listed;
    for (const CaseLogEntry& entry : chain.entries) listed.insert(entry.file);
    std::set<std::string> foreign;
    std::error_code error;
    for (const char* part : {"results", "exhibits", "charts"})
        for (const auto& item : fs::directory_iterator(folder / part, error)) {
            const std::string file = std::string(part) + "/" + item.path().filename().string();
            if (!listed.contains(file)) foreign.insert(file);
        }
    for (const std::string& file : foreign) out.failed("C03", Part::integrity, file + " stands in no line of the log");
    if (foreign.empty()) out.passed("C03", Part::integrity, "no result or exhibit lies beside those of the log");
}

void check_exhibits(const fs::path& folder, const Chain& chain, Verification& out) {
    bool sound = true;
    for (const CaseLogEntry& entry : chain.entries) {
        if (!entry.file.starts_with("exhibits/")) continue;
        const Json exhibit = Json::parse(read_file(folder / entry.file).value_or(""), nullptr, false);
        if (!exhibit.is_object() || !exhibit.contains("results")) continue;
        for (const Json& one : exhibit["results"]) {
            const auto text = read_file(folder / one.value("file", ""));
            if (text && sha256_hex(*text) == one.value("sha256", "")) continue;
            out.failed("C05", Part::integrity, entry.file + " rests on another " + one.value("file", ""));
            sound = false;
        }
    }
    if (sound) out.passed("C05", Part::integrity, "every exhibit rests on the results beside it");
}

std::set<std::string> reviewed_exhibits(const fs::path& folder) {
    std::set<std::string> stems;
    std::error_code error;
    for (const auto& item : fs::directory_iterator(folder / "reviews", error))
        if (item.path().extension() == ".json") stems.insert(item.path().stem().stem().string());
    return stems;
}

void check_reviews(const fs::path& folder, const trust::Trusted& trusted, Verification& out) {
    const auto stems = reviewed_exhibits(folder);
    for (const std::string& stem : stems) {
        try {
            for (const ReviewRecord& record : read_reviews(folder, stem)) {
                const auto reason = unsound_signature(record, trusted);
                if (!reason)
                    out.passed("C06", Part::signers, record.file + " is signed by the reviewer that it names");
                else if (trusted.roots.empty())
                    out.unknown("C06", Part::signers, "no roots were given to check " + record.file + " with");
                else
                    out.failed("C06", Part::signers, *reason);
            }
        } catch (const DataError& error) {
            out.failed("C06", Part::log, error.what());
        }
    }
    if (stems.empty()) out.passed("C06", Part::signers, "no review is recorded: there is no signature to check");
    out.passed("C07", Part::time, "nothing in the folder claims a stamped time");
}

}  // namespace

std::string case_log_text(const std::vector<CaseLogEntry>& entries) {
    std::string text, previous = no_line;
    for (const CaseLogEntry& entry : entries) {
        const std::string line = canonical_json({{"name", entry.name},
                                                 {"file", entry.file},
                                                 {"fingerprint", entry.fingerprint},
                                                 {"sha256", entry.sha256},
                                                 {"previous", previous}});
        previous = sha256_hex(line);
        text += line + "\n";
    }
    return text;
}

std::string case_log_head(const std::string& log) {
    const auto lines = lines_of(log);
    return lines.empty() ? no_line : sha256_hex(lines.back());
}

Verification verify_case(const fs::path& folder, const trust::Trusted& trusted) {
    Verification out(folder.string());
    const auto log = read_file(folder / "log.jsonl");
    if (!log) {
        out.failed("C01", Part::log, "log.jsonl is missing");
        return out;
    }
    const Chain chain = follow(*log);
    if (chain.broken)
        out.failed("C01", Part::log, "line " + std::to_string(*chain.broken) + " does not follow from the one before");
    else
        out.passed("C01", Part::log,
                   std::to_string(chain.entries.size()) + " lines in one chain, head " + case_log_head(*log));
    check_files(folder, chain, out);
    check_unlisted(folder, chain, out);
    check_exhibits(folder, chain, out);
    std::error_code error;
    if (fs::exists(folder / "progress.jsonl", error))
        out.failed("C04", Part::integrity, "a batch was interrupted here (expected `sarap batch --resume`)");
    else
        out.passed("C04", Part::integrity, "no batch is unfinished");
    check_reviews(folder, trusted, out);
    return out;
}

bool is_case_folder(const fs::path& folder) {
    std::error_code error;
    return fs::exists(folder / "sequence.json", error) && fs::is_directory(folder / "results", error);
}

}  // namespace spec::casework
