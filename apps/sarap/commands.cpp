#include "command.hpp"

namespace sarap {

int run_batch(const std::vector<std::string>& arguments);
int run_calibrate(const std::vector<std::string>& arguments);
int run_diff(const std::vector<std::string>& arguments);
int run_review(const std::vector<std::string>& arguments);
int run_sampling(const std::vector<std::string>& arguments);
int run_convert(const std::vector<std::string>& arguments);
int run_formats(const std::vector<std::string>& arguments);
int run_identify(const std::vector<std::string>& arguments);
int run_library(const std::vector<std::string>& arguments);
int run_log(const std::vector<std::string>& arguments);
int run_report(const std::vector<std::string>& arguments);
int run_info(const std::vector<std::string>& arguments);
int run_rescan(const std::vector<std::string>& arguments);
int run_notify(const std::vector<std::string>& arguments);
int run_search(const std::vector<std::string>& arguments);
int run_verify(const std::vector<std::string>& arguments);

std::span<const Command> commands() {
    static constexpr Command all[] = {
        {"identify", "measured files -> results; the main job", run_identify},
        {"search", "every spectrum of the files against the library", run_search},
        {"library", "the reference library: build, import, show, list", run_library},
        {"batch", "a whole sequence of injections -> a case folder", run_batch},
        {"rescan", "old results against a new library: what would now be found", run_rescan},
        {"notify", "early warning: a notification of a substance that is new", run_notify},
        {"review", "technical review of an exhibit: own reading, then agree or return", run_review},
        {"report", "results -> report: PDF, its JSON twin and a signature", run_report},
        {"log", "the append-only log: add, proof, checkpoint, verify, export", run_log},
        {"verify", "report -> passed, failed or indeterminate", run_verify},
        {"diff", "what differs between two results or cases, and why", run_diff},
        {"sampling", "how many of many units to examine", run_sampling},
        {"calibrate", "a Raman axis from measured standards", run_calibrate},
        {"info", "what a file holds", run_info},
        {"convert", "writes a file in another format", run_convert},
        {"formats", "what can be read and written", run_formats},
    };
    return all;
}

}  // namespace sarap
