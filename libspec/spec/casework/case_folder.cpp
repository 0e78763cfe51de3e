#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>
#include <spec/casework/case_folder.hpp>
#include <spec/casework/names.hpp>
#include <spec/core/error.hpp>
#include <spec/core/json.hpp>
#include <spec/core/sha256.hpp>
#include <spec/io/write_file.hpp>

namespace spec::casework {
namespace {

namespace fs = std::filesystem;

std::optional<std::string> read_file(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    if (!in) return std::nullopt;
    return std::string(std::istreambuf_iterator<char>(in), {});
}

void append_durably(const fs::path& file, const std::string& line) {
    const int out = ::open(file.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
    const bool written = out >= 0 && io::write_all(out, line) && ::fsync(out) == 0;
    const int reason = errno;
    if (out >= 0) ::close(out);
    if (!written)
        throw DataError(Position::at_file(file.string()),
                        std::string("cannot be written: ") + std::strerror(reason) + " (expected a writable place)");
}

}  // namespace

CaseFolder::CaseFolder(fs::path folder) : folder_(std::move(folder)) {
    std::error_code error;
    for (const char* part : {"results", "exhibits", "reports"}) fs::create_directories(folder_ / part, error);
    lock_ = ::open((folder_ / ".lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (lock_ < 0)
        throw DataError(Position::at_file(folder_.string()), "cannot be written (expected a folder for the case)");
    if (::flock(lock_, LOCK_EX | LOCK_NB) != 0) {
        ::close(lock_);
        throw DataError(Position::at_file(folder_.string()),
                        "another batch works in this folder (expected to be alone)");
    }
    read_progress(folder_ / "log.jsonl");
    read_progress(folder_ / "progress.jsonl");
}

CaseFolder::~CaseFolder() { ::close(lock_); }

// Lines of a batch that was killed may end in the middle of one: what does not parse was not done.
void CaseFolder::read_progress(const fs::path& file) {
    std::ifstream in(file);
    for (std::string line; std::getline(in, line);) {
        const Json entry = Json::parse(line, nullptr, false);
        if (!entry.is_object() || !entry.contains("sample") || !entry.contains("fingerprint")) continue;
        done_[entry["sample"]] = {entry["fingerprint"], entry.value("result_sha256", "")};
    }
}

std::string CaseFolder::result_file(const std::string& sample) const {
    return "results/" + file_name_of(sample) + ".json";
}

std::optional<std::string> CaseFolder::kept(const std::string& sample, const std::string& fingerprint) const {
    const auto entry = done_.find(sample);
    if (entry == done_.end() || entry->second.fingerprint != fingerprint) return std::nullopt;
    auto text = read_file(folder_ / result_file(sample));
    if (!text || sha256_hex(*text) != entry->second.sha256) return std::nullopt;
    return text;
}

void CaseFolder::write_result(const std::string& sample, const std::string& fingerprint, const std::string& text) {
    io::write_whole(folder_ / result_file(sample), text);
    const Json entry = {{"sample", sample}, {"fingerprint", fingerprint}, {"result_sha256", sha256_hex(text)}};
    const std::lock_guard lock(mutex_);
    append_durably(folder_ / "progress.jsonl", canonical_json(entry) + "\n");
}

void CaseFolder::finish(const std::string& log) {
    io::write_whole(folder_ / "log.jsonl", log);
    std::error_code error;
    fs::remove(folder_ / "progress.jsonl", error);
}

}  // namespace spec::casework
