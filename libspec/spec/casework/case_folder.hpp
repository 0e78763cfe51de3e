#pragma once

#include <filesystem>
#include <map>
#include <mutex>
#include <optional>
#include <string>

namespace spec::casework {

/// The folder of a case while a batch writes it: locked against another batch, and keeping what an interrupted batch
/// had done.
class CaseFolder {
 public:
    /// Makes the folder and its parts, and locks it.
    ///
    /// throws : DataError when it cannot be written or is locked by another batch
    explicit CaseFolder(std::filesystem::path folder);
    ~CaseFolder();
    CaseFolder(const CaseFolder&) = delete;
    CaseFolder& operator=(const CaseFolder&) = delete;

    const std::filesystem::path& path() const { return folder_; }
    std::string result_file(const std::string& sample) const;  ///< "results/<sample>.json"

    /// The text of a sample's result when an earlier batch wrote it from the same inputs and it is unchanged.
    std::optional<std::string> kept(const std::string& sample, const std::string& fingerprint) const;
    /// Writes a sample's result and remembers what it was made from; safe from any thread.
    void write_result(const std::string& sample, const std::string& fingerprint, const std::string& text);
    /// Writes log.jsonl in the order given, which replaces the notes of the running batch.
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
