#include "watched_folder.hpp"

#include <algorithm>
#include <spec/core/error.hpp>

namespace sarap {
namespace {

namespace fs = std::filesystem;
using spec::casework::Sequence;
using spec::casework::SequenceRow;

// Names, sizes and times of a run's files; empty when there is nothing (yet).
std::string state_of(const fs::path& run) {
    std::error_code error;
    std::map<std::string, std::string> files;
    const auto add = [&](const fs::path& file) {
        const auto size = fs::file_size(file, error);
        const auto time = fs::last_write_time(file, error).time_since_epoch().count();
        files[file.string()] = std::to_string(error ? 0 : size) + " " + std::to_string(time);
    };
    if (fs::is_directory(run, error)) {
        for (fs::recursive_directory_iterator at(run, error), end; !error && at != end; at.increment(error))
            if (at->is_regular_file(error)) add(at->path());
    } else if (fs::exists(run, error)) {
        add(run);
    }
    std::string text;
    for (const auto& [name, state] : files) text += name + " " + state + "\n";
    return text;
}

}  // namespace

bool WatchedFolder::finished(const fs::path& run, double now_s) {
    const std::string state = state_of(run);
    if (state.empty()) return false;
    Seen& seen = seen_[run.string()];
    if (seen.state != state) seen = {state, now_s};
    return now_s - seen.since_s >= settle_s_;
}

std::optional<Sequence> WatchedFolder::newly_finished(double now_s) {
    const bool folder = fs::is_directory(path_);
    std::set<std::string> ready;
    if (folder) {
        std::error_code error;
        for (const auto& item : fs::directory_iterator(path_, error))
            if (finished(item.path(), now_s)) ready.insert(item.path().string());
    }
    Sequence sequence;
    if (!folder) {
        sequence = spec::casework::read_sequence(path_);
        for (const SequenceRow& row : sequence.rows)
            if (finished(row.file, now_s)) ready.insert(row.file.string());
    }
    const bool more = std::any_of(ready.begin(), ready.end(), [&](const auto& one) { return !taken_.contains(one); });
    if (!more) return std::nullopt;
    if (folder) {
        try {
            sequence = spec::casework::guess_sequence(path_, &ready);
        } catch (const spec::DataError&) {
            return std::nullopt;  // nothing there that a reader knows
        }
    }
    taken_.insert(ready.begin(), ready.end());
    std::erase_if(sequence.rows, [&](const SequenceRow& row) { return !taken_.contains(row.file.string()); });
    if (sequence.rows.empty()) return std::nullopt;
    return sequence;
}

}  // namespace sarap
