#include <filesystem>
#include <iostream>
#include <spec/core/error.hpp>
#include <spec/io/write_file.hpp>
#include <spec/report/report.hpp>

#include "command.hpp"
#include "command_line.hpp"

namespace sarap {
namespace {

struct ReportOptions {
    std::vector<std::string> results;
    std::filesystem::path output;
    spec::report::Request request;
    std::optional<std::string> certificate, key;
    Verbosity verbosity = Verbosity::normal;
};

ReportOptions parse_report(const std::vector<std::string>& arguments) {
    CommandLine line("report", "RESULT.json...", "results of `identify` -> report: PDF, its JSON twin, and a signature over both",
                     "sarap report exhibit.json -o report.pdf --cert expert.pem --key expert.key --date 2026-11-22");
    line.options().add_options()("cert", po::value<std::string>()->value_name("C.pem"), "the signer's certificate, then those above it")(
        "key", po::value<std::string>()->value_name("K.pem"), "its private key; a key in a file marks the report TEST")(
        "date", po::value<std::string>()->value_name("DATE"), "the date that the report claims, 2026-11-22")(
        "language", po::value<std::string>()->value_name("kk|ru|en")->default_value("en"), "language of the pages");
    line.parse(arguments);
    ReportOptions out;
    out.results = line.positional();
    if (out.results.empty()) throw spec::UsageError("report: no result (expected RESULT.json..., see `sarap report --help`)");
    if (!line.common().output) throw spec::UsageError("report: no output file (expected -o FILE.pdf)");
    out.output = *line.common().output;
    if (out.output.extension() != ".pdf") throw spec::UsageError("--output " + out.output.string() + " (expected a name that ends in .pdf)");
    out.request.language = one_of("language", line.get<std::string>("language"), spec::report::languages());
    if (const auto date = line.find<std::string>("date")) out.request.date = iso_date("date", *date);
    out.certificate = line.find<std::string>("cert");
    out.key = line.find<std::string>("key");
    if (out.certificate && !out.key) throw spec::UsageError("--cert without --key (expected both, or neither for an unsigned draft)");
    if (out.key && !out.certificate) throw spec::UsageError("--key without --cert (expected both, or neither for an unsigned draft)");
    out.verbosity = line.common().verbosity;
    return out;
}

std::vector<spec::Json> read_all(const std::vector<std::string>& paths) {
    std::vector<spec::Json> out;
    for (const std::string& path : paths) {
        const auto results = spec::report::read_results(spec::trust::read_bytes(path, "results of `sarap identify`"), path);
        out.insert(out.end(), results.begin(), results.end());
    }
    return out;
}

void write_files(const ReportOptions& options, const spec::report::ReportFiles& files) {
    auto path = options.output;
    const auto beside = [&](const char* suffix) { return std::filesystem::path(options.output).replace_extension(suffix); };
    spec::io::write_whole(beside(".json"), files.twin);
    spec::io::write_whole(beside(".manifest.json"), files.manifest);
    if (files.signature) spec::io::write_whole(beside(".manifest.p7s"), *files.signature);
    else std::filesystem::remove(beside(".manifest.p7s"));
    spec::io::write_whole(path, files.pdf);
}

}  // namespace

int run_report(const std::vector<std::string>& arguments) {
    const ReportOptions options = parse_report(arguments);
    const auto results = read_all(options.results);
    std::optional<spec::trust::Signer> signer;
    if (options.certificate) signer = spec::trust::pem_signer_from_files(*options.certificate, *options.key);
    write_files(options, make_report(results, options.request, signer, options.output.stem().string()));
    if (options.verbosity != Verbosity::quiet)
        std::cerr << options.output.string() << ": written, " << (signer ? "signed by " + signer->certificate.subject() : "not signed") << "\n";
    return exit_done;
}

}  // namespace sarap
