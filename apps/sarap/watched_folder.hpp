#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <spec/casework/sequence.hpp>
#include <string>

namespace sarap {

/// A sequence file or a folder into which an instrument writes. A run counts as finished when neither size nor time of
/// any of its files has changed for a while; one that is being written is left alone.
class WatchedFolder {
 public:
    /// path     : a sequence file (its rows are waited for) or a folder (types are guessed)
    /// settle_s : how long a run must rest
    WatchedFolder(std::filesystem::path path, double settle_s) : path_(std::move(path)), settle_s_(settle_s) {}

    /// The sequence of all finished runs, when there is one more than before; else nothing.
    ///
    /// now_s : a clock that only rises
    std::optional<spec::casework::Sequence> newly_finished(double now_s);

 private:
    struct Seen {
        std::string state;
        double since_s = 0;
    };
    bool finished(const std::filesystem::path& run, double now_s);

    std::filesystem::path path_;
    double settle_s_;
    std::map<std::string, Seen> seen_;
    std::set<std::string> taken_;
};

}  // namespace sarap
