#pragma once

#include <filesystem>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace spec::casework {

/// The folder of a case while a batch writes it: locked against another batch, and keeping what an interrupted batch
/// had done.
class CaseFolder {
 public:
    /// Makes the folder and its parts, locks it, and removes what a killed batch had begun to write.
    ///
    /// throws : DataError when it cannot be written or is locked by another batch
    explicit CaseFolder(std::filesystem::path folder);
    ~CaseFolder();
    CaseFolder(const CaseFolder&) = delete;
    CaseFolder& operator=(const CaseFolder&) = delete;

    const std::filesystem::path& path() const { return folder_; }
    static std::string result_file(const std::string& sample);  ///< "results/<sample>.json"

    /// throws : DataError when a result lies in the folder that is not of these files: another sequence's case
    void refuse_foreign_results(const std::set<std::string>& files) const;

    /// The text of a file when an earlier batch wrote it from the same inputs and it is unchanged.
    ///
    /// name        : of the work, "result 220223014", "report K-1_E1"
    /// fingerprint : hash of all that the file is made from
    std::optional<std::string> kept(const std::string& name, const std::string& file,
                                    const std::string& fingerprint) const;
    /// Writes a file whole and remembers durably what it was made from; safe from any thread. A file that holds the
    /// text already is left alone.
    void write(const std::string& name, const std::string& file, const std::string& fingerprint,
               const std::string& text);
    /// Writes a file whole, unless it holds the text already.
    void write_plain(const std::string& file, const std::string& text);
    /// Writes log.jsonl, which replaces the notes of the running batch.
    void finish(const std::string& log);

 private:
    struct Done {
        std::string fingerprint, sha256;
    };
    void read_progress(const std::filesystem::path& file);

    std::filesystem::path folder_;
    int lock_ = -1;
    std::map<std::string, Done> done_;
    std::mutex mutex_;
};

}  // namespace spec::casework
