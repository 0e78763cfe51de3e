#include <algorithm>
#include <iostream>
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
    std::vector<spec::trust::Certificate> trusted;
    std::string format;
    CommonOptions common;
};

VerifyOptions parse_verify(const std::vector<std::string>& arguments) {
    CommandLine line("verify", "PATH...", "report, result, library release or case folder -> passed, failed or indeterminate",
                     "sarap verify report.pdf --trust roots.pem");
    line.options().add_options()("trust", po::value<std::string>()->value_name("ROOTS.pem"), "the root certificates that are trusted")(
        "format", po::value<std::string>()->value_name("text|json")->default_value("text"), "how the verdict is written");
    line.parse(arguments);
    VerifyOptions out;
    out.paths = line.positional();
    if (out.paths.empty()) throw spec::UsageError("verify: no path (expected PATH..., see `sarap verify --help`)");
    const auto roots = line.find<std::string>("trust");
    if (!roots) throw spec::UsageError("verify: no roots (expected --trust ROOTS.pem)");
    out.trusted = spec::trust::read_certificates(spec::trust::read_bytes(*roots, "PEM certificates"), *roots);
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
        found.push_back(spec::library::is_library(path) ? spec::library::verify_library(path, options.trusted)
                                                        : spec::report::verify_report(path, options.trusted));
    write_output(options.common.output, written(found, options.format));
    return exit_code(found);
}

}  // namespace sarap
