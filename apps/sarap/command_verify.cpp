#include <algorithm>
#include <filesystem>
#include <iostream>
#include <spec/casework/case_log.hpp>
#include <spec/core/error.hpp>
#include <spec/library/verify.hpp>
#include <spec/report/verify.hpp>

#include "command.hpp"
#include "command_line.hpp"
#include "output.hpp"

namespace sarap {
namespace {

using spec::trust::Verdict;
using spec::trust::Verification;

struct VerifyOptions {
    std::vector<std::string> paths;
    spec::trust::Trusted trusted;
    std::optional<std::string> raw_folder;
    std::string format;
    CommonOptions common;
};

// A folder stands for the reports in it and below it.
void add_path(const std::string& path, std::vector<std::string>& out) {
    if (!std::filesystem::is_directory(path) || spec::casework::is_case_folder(path)) return out.push_back(path);
    std::vector<std::string> reports;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(path))
        if (entry.is_regular_file() && entry.path().extension() == ".pdf") reports.push_back(entry.path().string());
    if (reports.empty()) throw spec::DataError(spec::Position::at_file(path), "no report in it (expected PDF files)");
    std::sort(reports.begin(), reports.end());
    out.insert(out.end(), reports.begin(), reports.end());
}

VerifyOptions parse_verify(const std::vector<std::string>& arguments) {
    CommandLine line("verify", "PATH...",
                     "report, result, library release or case folder -> passed, failed or indeterminate",
                     "sarap verify report.pdf --trust roots.pem");
    line.options().add_options()("trust", po::value<std::string>()->value_name("ROOTS.pem"),
                                 "the root certificates that are trusted, and revocation lists")(
        "raw", po::value<std::string>()->value_name("FOLDER"),
        "where the measured files lie, to compare their SHA-256")(
        "format", po::value<std::string>()->value_name("text|json")->default_value("text"),
        "how the verdict is written");
    line.parse(arguments);
    VerifyOptions out;
    for (const std::string& path : line.positional()) add_path(path, out.paths);
    if (line.positional().empty())
        throw spec::UsageError("verify: no path (expected PATH..., see `sarap verify --help`)");
    const auto roots = line.find<std::string>("trust");
    const bool cases = std::all_of(out.paths.begin(), out.paths.end(), [](const std::string& path) {
        return std::filesystem::is_directory(path) && spec::casework::is_case_folder(path);
    });
    if (!roots && !cases) throw spec::UsageError("verify: no roots (expected --trust ROOTS.pem)");
    if (roots) out.trusted = spec::trust::read_trusted(spec::trust::read_bytes(*roots, "PEM certificates"), *roots);
    out.raw_folder = line.find<std::string>("raw");
    out.format = one_of("format", line.get<std::string>("format"), {"text", "json"});
    out.common = line.common();
    return out;
}

std::string written(const std::vector<Verification>& found, const std::string& format) {
    std::string text;
    spec::Json list = spec::Json::array();
    for (const Verification& one : found) {
        text += to_text(one);
        list.push_back(to_json(one));
    }
    if (format == "text") return text;
    return spec::canonical_json(list.size() == 1 ? list[0] : list) + "\n";
}

int exit_code(const std::vector<Verification>& found) {
    Verdict worst = Verdict::passed;
    for (const Verification& one : found) worst = worse(worst, one.overall());
    return worst == Verdict::passed ? exit_done : worst == Verdict::failed ? exit_bad_input : exit_partly;
}

}  // namespace

int run_verify(const std::vector<std::string>& arguments) {
    const VerifyOptions options = parse_verify(arguments);
    std::vector<Verification> found;
    for (const std::string& path : options.paths)
        found.push_back(spec::casework::is_case_folder(path) ? spec::casework::verify_case(path, options.trusted)
                        : spec::library::is_library(path)
                            ? spec::library::verify_library(path, options.trusted.roots)
                            : spec::report::verify_report(path, options.trusted, options.raw_folder));
    write_output(options.common.output, written(found, options.format));
    return exit_code(found);
}

}  // namespace sarap
