#include <iostream>
#include <spec/core/error.hpp>
#include <spec/core/sha256.hpp>
#include <spec/io/write_file.hpp>
#include <spec/report/log_entry.hpp>
#include <spec/trust/log.hpp>

#include "command.hpp"
#include "command_report.hpp"

namespace sarap {
namespace {

namespace fs = std::filesystem;
using Files = std::vector<std::pair<fs::path, std::string>>;

void say(const ReportOptions& options, const std::string& what) {
    if (options.verbosity != Verbosity::quiet) std::cerr << options.output.string() << ": " << what << "\n";
}

const spec::report::TimeAuthority& authority_of(const ReportOptions& options, const char* why) {
    if (!options.authority) throw spec::UsageError(std::string(why) + " (expected --tsa URL with it)");
    return *options.authority;
}

std::string archived(const ReportOptions& options, const std::string& pdf, const std::string& path) {
    const auto& authority = authority_of(options, "--archive");
    if (!options.trust) throw spec::UsageError("--archive (expected --trust ROOTS.pem with it)");
    const auto trusted =
        spec::trust::read_trusted(spec::trust::read_bytes(*options.trust, "PEM certificates"), *options.trust);
    spec::trust::RevocationData data;
    for (const std::string& file : options.revocation)
        spec::trust::read_revocation(spec::trust::read_bytes(file, "revocation data"), file, data);
    std::vector<std::string> notes;
    std::string out = spec::report::archive_report(pdf, path, trusted, data, authority, notes);
    for (const std::string& note : notes) std::cerr << note << "\n";
    return out;
}

// The signed file's entry in the log, and its proof beside it.
void log_signed(const ReportOptions& options, const std::string& pdf,
                const std::optional<spec::trust::Signer>& signer) {
    if (!options.log) return;
    auto log = spec::trust::Log::open(*options.log, options.origin);
    const auto entry = log.append({{"kind", "report signed"},
                                   {"name", options.output.filename().string()},
                                   {"sha256", spec::sha256_hex(std::string_view(pdf))}});
    spec::io::write_whole(beside(options, ".proof"),
                          spec::canonical_json(spec::report::signed_proof(log, entry.index, signer)));
}

}  // namespace

fs::path beside(const ReportOptions& options, const char* suffix) {
    return fs::path(options.output).replace_extension(suffix);
}

void write_together(const Files& files) {
    const auto staged = [](const fs::path& file) { return file.string() + ".new"; };
    try {
        for (const auto& [file, bytes] : files) spec::io::write_whole(staged(file), bytes);
    } catch (const spec::DataError& error) {
        std::error_code ignored;
        for (const auto& [file, bytes] : files) fs::remove(staged(file), ignored);
        std::string text = error.what();  // name the file that was asked for
        if (const std::size_t at = text.find(".new:"); at != std::string::npos)
            throw spec::DataError(spec::Position::at_file(text.substr(0, at)), text.substr(at + 6));
        throw;
    }
    for (const auto& [file, bytes] : files) fs::rename(staged(file), file);
}

void keep_queue(const ReportOptions& options, const std::vector<std::string>& notes) {
    const fs::path queue = beside(options, ".unstamped");
    if (notes.empty() || !options.authority) {
        fs::remove(queue);
        return;
    }
    for (const std::string& note : notes) std::cerr << note << "\n";
    spec::io::write_whole(queue, spec::canonical_json({{"schema", "sarap.queue/1"},
                                                       {"report", options.output.filename().string()},
                                                       {"authority", options.authority->name},
                                                       {"reason", notes.front()}}));
    std::cerr << queue.string() << ": queued; `sarap report " << options.output.string() << " --stamp --tsa URL -o "
              << options.output.string() << "` adds the time stamp\n";
}

int prepare_new_report(const ReportOptions& options, const std::vector<spec::Json>& results) {
    const auto prepared = spec::report::prepare_report(results, options.request);
    write_together({{beside(options, ".json"), prepared.twin},
                    {beside(options, ".tbs"), prepared.to_sign},
                    {options.output, prepared.pdf}});
    fs::remove(beside(options, ".json.p7s"));
    say(options, "prepared; sign the bytes of " + beside(options, ".tbs").string() +
                     " (detached CMS), then `sarap report " + options.output.string() + " --attach FILE.cms`");
    return exit_done;
}

int work_on_report(const ReportOptions& options, const std::optional<spec::trust::Signer>& signer) {
    const std::string& path = options.results.front();
    const std::string pdf = spec::trust::read_bytes(path, "a report in PDF");
    std::vector<std::string> notes;
    if (options.prepare) {
        const auto prepared = spec::report::prepare_next(pdf, path);
        write_together({{beside(options, ".tbs"), prepared.to_sign}, {options.output, prepared.pdf}});
        say(options, "prepared; sign the bytes of " + beside(options, ".tbs").string() + " (detached CMS)");
        return exit_done;
    }
    std::string out, what;
    if (options.attach) {
        const std::string cms = spec::trust::read_bytes(*options.attach, "a detached CMS");
        out = spec::report::attach_signature(pdf, path, cms, *options.attach, options.authority, notes);
        what = "signature of " + *options.attach + " attached";
    } else if (options.stamp) {
        out = spec::report::stamp_report(pdf, path, authority_of(options, "--stamp"));
        what = "time stamp added (B-T)";
    } else if (options.archive) {
        out = archived(options, pdf, path);
        what = "archived (B-LTA)";
    } else if (signer) {
        out = spec::report::sign_next(pdf, path, *signer, options.authority, &notes);
        what = "signed by " + signer->certificate.subject();
    } else {
        throw spec::UsageError("report: " + path +
                               " is to be signed, but by whom (expected --cert with --key or a token)");
    }
    spec::io::write_whole(options.output, out);
    log_signed(options, out, signer);
    keep_queue(options, notes);
    if (options.attach) fs::remove(beside(options, ".tbs"));
    say(options, what);
    return exit_done;
}

}  // namespace sarap
