#include <filesystem>
#include <iostream>
#include <spec/core/error.hpp>
#include <spec/core/sha256.hpp>
#include <spec/io/write_file.hpp>
#include <spec/trust/cms.hpp>
#include <spec/trust/log.hpp>

#include "command.hpp"
#include "command_line.hpp"
#include "output.hpp"

namespace sarap {
namespace {

using spec::trust::Log;

struct LogOptions {
    std::string verb, log;
    std::vector<std::string> files;
    std::string kind, origin;
    std::optional<std::string> certificate, key, against;
    CommonOptions common;
};

LogOptions parse_log(const std::vector<std::string>& arguments) {
    CommandLine line("log", "VERB LOG [FILE...]",
                     "the append-only log; VERB is add (FILE...), proof (FILE), checkpoint, verify or export",
                     "sarap log add cases.log report.pdf --origin \"Laboratory 1\"");
    line.options().add_options()("kind", po::value<std::string>()->value_name("WORD")->default_value("report issued"),
                                 "add: what the files are")(
        "origin", po::value<std::string>()->value_name("NAME")->default_value("log"), "add: the name of a new log")(
        "cert", po::value<std::string>()->value_name("C.pem"), "checkpoint, proof: sign with this certificate")(
        "key", po::value<std::string>()->value_name("K.pem"), "and this key")(
        "against", po::value<std::string>()->value_name("CHECKPOINT"),
        "verify: an older checkpoint that the log must extend");
    line.parse(arguments);
    const auto& given = line.positional();
    if (given.size() < 2)
        throw spec::UsageError("log: VERB and LOG (expected for example `sarap log verify cases.log`)");
    LogOptions out;
    out.verb = one_of("verb", given[0], {"add", "proof", "checkpoint", "verify", "export"});
    out.log = given[1];
    out.files.assign(given.begin() + 2, given.end());
    if ((out.verb == "add" || out.verb == "proof") && out.files.empty())
        throw spec::UsageError("log " + out.verb + ": no file (expected FILE)");
    out.kind = line.get<std::string>("kind");
    out.origin = line.get<std::string>("origin");
    out.certificate = line.find<std::string>("cert");
    out.key = line.find<std::string>("key");
    out.against = line.find<std::string>("against");
    if (out.certificate.has_value() != out.key.has_value())
        throw spec::UsageError("--cert and --key (expected both or neither)");
    out.common = line.common();
    return out;
}

std::string hex(const std::string& bytes) {
    std::string out;
    constexpr char digits[] = "0123456789abcdef";
    for (const char c : bytes) {
        out += digits[static_cast<unsigned char>(c) >> 4];
        out += digits[static_cast<unsigned char>(c) & 15];
    }
    return out;
}

std::string hash_of(const std::string& file) {
    return spec::sha256_hex(std::string_view(spec::trust::read_bytes(file, "a file to log")));
}

int add(const LogOptions& options) {
    std::vector<spec::Json> bodies;
    for (const std::string& file : options.files)
        bodies.push_back({{"kind", options.kind},
                          {"name", std::filesystem::path(file).filename().string()},
                          {"sha256", hash_of(file)}});
    Log log = Log::open(options.log, options.origin);
    log.append_all(bodies);
    write_output(options.common.output, log.checkpoint().text());
    return exit_done;
}

std::size_t newest_entry(const Log& log, const std::string& file) {
    const std::string hash = hash_of(file);
    for (std::size_t i = log.size(); i-- > 0;)
        if (spec::parse_json(log.body(i), "entry").value("sha256", "") == hash) return i;
    throw spec::DataError(spec::Position::at_file(file), "is not in the log (expected `sarap log add` before)");
}

int proof(const LogOptions& options) {
    const Log log = Log::open(options.log);
    for (const std::string& file : options.files) {
        spec::Json found = log.proof(newest_entry(log, file));
        if (options.certificate) {
            const auto signer = spec::trust::pem_signer_from_files(*options.certificate, *options.key);
            found["checkpoint_signature"] = hex(spec::trust::sign_cms(log.checkpoint().text(), signer));
        }
        spec::io::write_whole(std::filesystem::path(file).replace_extension(".proof"), spec::canonical_json(found));
    }
    return exit_done;
}

int checkpoint(const LogOptions& options) {
    const std::string text = Log::open(options.log).checkpoint().text();
    write_output(options.common.output, text);
    if (!options.certificate) return exit_done;
    if (!options.common.output)
        throw spec::UsageError("log checkpoint: --cert without -o FILE (expected a file for the signature's name)");
    const auto signer = spec::trust::pem_signer_from_files(*options.certificate, *options.key);
    spec::io::write_whole(options.common.output->string() + ".p7s", spec::trust::sign_cms(text, signer));
    return exit_done;
}

int verify(const LogOptions& options) {
    const Log log = Log::open(options.log);  // throws when the tree is broken
    if (options.against) {
        const auto old =
            spec::trust::Checkpoint::parse(spec::trust::read_bytes(*options.against, "a checkpoint"), *options.against);
        if (!log.extends(old))
            throw spec::DataError(
                spec::Position::at_file(options.log),
                "does not extend the checkpoint of " + *options.against + " (expected every entry of it)");
    }
    write_output(options.common.output,
                 options.log + ": passed, " + std::to_string(log.size()) + " entries\n" + log.checkpoint().text());
    return exit_done;
}

int export_entries(const LogOptions& options) {
    const Log log = Log::open(options.log);
    std::string text;
    for (std::size_t i = 0; i < log.size(); ++i) text += log.body(i) + "\n";
    write_output(options.common.output, text);
    return exit_done;
}

}  // namespace

int run_log(const std::vector<std::string>& arguments) {
    const LogOptions options = parse_log(arguments);
    if (options.verb == "add") return add(options);
    if (options.verb == "proof") return proof(options);
    if (options.verb == "checkpoint") return checkpoint(options);
    if (options.verb == "verify") return verify(options);
    return export_entries(options);
}

}  // namespace sarap
