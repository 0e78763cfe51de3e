#pragma once

#include <filesystem>
#include <map>
#include <spec/core/json.hpp>
#include <spec/trust/certificate.hpp>
#include <spec/trust/verdict.hpp>
#include <string>
#include <vector>

namespace spec::casework {

/// One line of a case's log: a file of the case, what it was made from, and its hash.
struct CaseLogEntry {
    std::string name, file, fingerprint, sha256;
};

/// The log of a case folder, log.jsonl: one line a file, each line holding the hash of the line before it, so that no
/// line can be changed, left out or moved without changing all that follow.
std::string case_log_text(const std::vector<CaseLogEntry>& entries);

/// SHA-256 of the last line: who keeps it can tell later whether the log is still the same.
std::string case_log_head(const std::string& log);

/// Whether a case folder is what its log says: the chain of lines holds, every file that it names has its hash, and no
/// other result, exhibit or report lies beside them. Never throws.
///
/// returns : rules C01 (chain), C02 (files), C03 (nothing unlisted), C04 (an unfinished batch), C05 (exhibits rest on
///           the results beside them), C06 (reviews: their chain and signatures); a folder without a review has no
///           signature and no time to look at, which passes
trust::Verification verify_case(const std::filesystem::path& folder, const trust::Trusted& trusted);

/// Whether a folder is that of a case.
bool is_case_folder(const std::filesystem::path& folder);

}  // namespace spec::casework
