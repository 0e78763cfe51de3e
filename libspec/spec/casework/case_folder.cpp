#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <spec/casework/case_folder.hpp>
#include <spec/casework/names.hpp>
#include <spec/casework/read_file.hpp>
#include <spec/core/error.hpp>
#include <spec/core/json.hpp>
#include <spec/core/sha256.hpp>
#include <spec/io/write_file.hpp>

namespace spec::casework {
namespace {

namespace fs = std::filesystem;

void append_durably(const fs::path& file, const std::string& line) {
    const int out = ::open(file.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
    const bool written = out >= 0 && io::write_all(out, line) && ::fsync(out) == 0;
    const int reason = errno;
    if (out >= 0) ::close(out);
    if (!written)
        throw DataError(Position::at_file(file.string()),
                        std::string("cannot be written: ") + std::strerror(reason) + " (expected a writable place)");
}

constexpr const char* parts[] = {"results", "exhibits", "reports", "charts"};

// Temporary files of io::write_whole that a killed batch left behind; nobody else writes here while we hold the lock.
void remove_begun_files(const fs::path& folder) {
    std::error_code error;
    std::vector<fs::path> begun;
    for (const auto& item : fs::directory_iterator(folder, error))
        if (item.path().filename().string().find(".part-") != std::string::npos) begun.push_back(item.path());
    for (const fs::path& path : begun) fs::remove(path, error);
}

}  // namespace

CaseFolder::CaseFolder(fs::path folder) : folder_(std::move(folder)) {
    std::error_code error;
    for (const char* part : parts) fs::create_directories(folder_ / part, error);
    lock_ = ::open((folder_ / ".lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (lock_ < 0)
        throw DataError(Position::at_file(folder_.string()), "cannot be written (expected a folder for the case)");
    if (::flock(lock_, LOCK_EX | LOCK_NB) != 0) {
        ::close(lock_);
        throw DataError(Position::at_file(folder_.string()),
                        "another batch works in this folder (expected to be alone)");
    }
    remove_begun_files(folder_);
    for (const char* part : parts) remove_begun_files(folder_ / part);
    read_progress(folder_ / "log.jsonl");
    read_progress(folder_ / "progress.jsonl");
}

CaseFolder::~CaseFolder() { ::close(lock_); }

// Lines of a batch that was killed may end in the middle of one: what does not parse was not done.
void CaseFolder::read_progress(const fs::path& file) {
    std::ifstream in(file);
    for (std::string line; std::getline(in, line);) {
        const Json entry = Json::parse(line, nullptr, false);
        if (!entry.is_object() || !entry.contains("name") || !entry.contains("fingerprint")) continue;
        if (entry["name"].is_string() && entry["fingerprint"].is_string() && entry["sha256"].is_string())
            done_[entry["name"]] = {entry["fingerprint"], entry["sha256"]};
    }
}

std::string CaseFolder::result_file(const std::string& sample) { return "results/" + file_name_of(sample) + ".json"; }

void CaseFolder::refuse_foreign_results(const std::set<std::string>& files) const {
    std::error_code error;
    std::set<std::string> foreign;
    for (const auto& item : fs::directory_iterator(folder_ / "results", error)) {
        const std::string file = "results/" + item.path().filename().string();
        if (item.path().extension() == ".json" && !files.contains(file)) foreign.insert(file);
    }
    if (!foreign.empty())
        throw DataError(Position::at_file((folder_ / *foreign.begin()).string()),
                        "is not of this sequence (expected an empty folder, or that of the same sequence)");
}

std::optional<std::string> CaseFolder::kept(const std::string& name, const std::string& file,
                                            const std::string& fingerprint) const {
    const auto entry = done_.find(name);
    if (entry == done_.end() || entry->second.fingerprint != fingerprint) return std::nullopt;
    auto text = read_file(folder_ / file);
    if (!text || sha256_hex(*text) != entry->second.sha256) return std::nullopt;
    return text;
}

void CaseFolder::write(const std::string& name, const std::string& file, const std::string& fingerprint,
                       const std::string& text) {
    write_plain(file, text);
    const std::string hash = sha256_hex(text);
    const auto before = done_.find(name);
    if (before != done_.end() && before->second.fingerprint == fingerprint && before->second.sha256 == hash) return;
    const Json entry = {{"name", name}, {"fingerprint", fingerprint}, {"sha256", hash}};
    const std::lock_guard lock(mutex_);
    append_durably(folder_ / "progress.jsonl", canonical_json(entry) + "\n");
}

void CaseFolder::write_plain(const std::string& file, const std::string& text) {
    const auto old = read_file(folder_ / file);
    if (old && *old == text) return;
    io::write_whole(folder_ / file, text);
}

void CaseFolder::finish(const std::string& log) {
    write_plain("log.jsonl", log);
    std::error_code error;
    fs::remove(folder_ / "progress.jsonl", error);
}

}  // namespace spec::casework
