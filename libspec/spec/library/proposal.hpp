#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <spec/core/json.hpp>
#include <spec/library/build.hpp>
#include <spec/library/table.hpp>
#include <spec/trust/signer.hpp>
#include <string>
#include <vector>

namespace spec::library {

/// A change of a library's text that waits for a second curator: rows for its tables and new files.
struct Change {
    std::string kind;  ///< "add", "schedule", "retire", "import", "propose", "rollback"
    std::string why;
    std::string date;                          ///< the curator's, ISO
    std::map<std::string, Table> rows;         ///< by table
    std::map<std::string, std::string> files;  ///< by path in the folder ("spectra/S001465.msp")
    std::vector<std::string> removed = {};     ///< paths of files that the text is to lose; of a rollback alone
};

/// A proposal as it stands in a folder: proposals/P0001/ with proposal.json, its detached CMS signature proposal.p7s,
/// the curator's certificate curator.pem, the rows as CSV and the files.
struct Proposal {
    std::string id;
    Json statement;
    std::map<std::string, std::string> files;  ///< all of its folder, by path in it
};

std::vector<Proposal> proposals(const std::filesystem::path& folder);

/// What propose() did: the id of the proposal, and the text with it and all before it (release "proposed").
struct Proposed {
    std::string id;
    Draft draft;
};

/// Writes a proposal into a folder. The text stays as it is; the statement names the content root that the text will
/// have with this proposal and all before it. Structures are tested of rows that the change brings; of all rows when it
/// brings none, for a text that was changed by hand.
///
/// throws : DataError when the change contradicts the text; the first contradiction with file and line
Proposed propose(const std::filesystem::path& folder, const Change& change, const trust::Signer& curator);

/// The text of a folder with all proposals applied, no structure tested: for ids and names that are taken.
Build text_with_proposals(const std::filesystem::path& folder);

/// The newest release as the folder keeps it, to compare changes by hand with; the text as it stands when the folder
/// keeps none.
Draft newest_released(const std::filesystem::path& folder);

/// A change that makes the text what it was in an older release: every file as it was then.
///
/// release : its number
/// text    : the text of that release where the folder does not keep it (it was released by an older program);
///           otherwise what the folder keeps is used
/// throws  : UsageError when there is no such release, when it is the newest, while proposals wait, or when `text` is
///           needed and not given; DataError when the text found does not have the root that was released
Change rollback(const std::filesystem::path& folder, const std::string& release,
                const std::optional<std::filesystem::path>& text = std::nullopt);

/// The folder with all proposals applied, in memory; release "proposed". For looking, never for a report.
Build build_with_proposals(const std::filesystem::path& folder);

/// What release() did.
struct Released {
    std::string number, root;
    std::vector<std::string> proposals;
    Draft draft;  ///< the library as it was released, with its signatures
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

/// The texts release/... of a folder's releases/: what build() stores when the text is that of the newest release. The
/// copies of released text (releases/text/) are not among them.
std::map<std::string, std::string> release_files(const std::filesystem::path& folder);

}  // namespace spec::library
