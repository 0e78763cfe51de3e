#pragma once

#include <filesystem>
#include <map>
#include <spec/core/json.hpp>
#include <spec/library/build.hpp>
#include <spec/library/table.hpp>
#include <spec/trust/signer.hpp>
#include <string>
#include <vector>

namespace spec::library {

/// A change of a library's text that waits for a second curator: rows for its tables and new files.
struct Change {
    std::string kind;  ///< "add", "schedule", "retire", "import", "propose"
    std::string why;
    std::string date;                          ///< the curator's, ISO
    std::map<std::string, Table> rows;         ///< by table
    std::map<std::string, std::string> files;  ///< by path in the folder ("spectra/S001465.msp")
};

/// A proposal as it stands in a folder: proposals/P0001/ with proposal.json, its detached CMS signature proposal.p7s,
/// the curator's certificate curator.pem, the rows as CSV and the files.
struct Proposal {
    std::string id;
    Json statement;
    std::map<std::string, std::string> files;  ///< all of its folder, by path in it
};

std::vector<Proposal> proposals(const std::filesystem::path& folder);

/// Writes a proposal into a folder. The text stays as it is; the statement names the content root that the text will
/// have with this proposal and all before it.
///
/// throws : DataError when the change contradicts the text; the first contradiction with file and line
/// returns : its id
std::string propose(const std::filesystem::path& folder, const Change& change, const trust::Signer& curator);

/// The folder with all proposals applied, in memory; release "proposed". For looking, never for a report.
Build build_with_proposals(const std::filesystem::path& folder);

/// What release() did.
struct Released {
    std::string number, root;
    std::vector<std::string> proposals;
};

/// Makes the proposals of a folder its text and signs the release: the second curator's signature over a statement with
/// number, content root, the previous release's root and statement, and the proposals. All checks are made again.
///
/// date   : the curator's, ISO
/// throws : UsageError when nothing is proposed, when the second curator is one of the first, when the text was changed
///          behind a proposal's back; DataError when the text contradicts itself or a signature does not hold
Released release(const std::filesystem::path& folder, const trust::Signer& curator, const std::string& date);

/// The releases of a folder or a library file (its texts release/...): statements from the first to the newest.
std::vector<Json> release_log(const std::map<std::string, std::string>& release_files);

/// The texts release/... of a folder's releases/: what build() stores when the text is that of the newest release.
std::map<std::string, std::string> release_files(const std::filesystem::path& folder);

}  // namespace spec::library
