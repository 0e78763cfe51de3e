#pragma once

#include <filesystem>
#include <optional>
#include <spec/report/external.hpp>
#include <spec/report/report.hpp>
#include <spec/trust/revocation.hpp>
#include <string>
#include <utility>
#include <vector>

#include "command_line.hpp"

namespace sarap {

/// What `sarap report` was asked to do.
struct ReportOptions {
    std::vector<std::string> results;
    std::filesystem::path output;
    spec::report::Request request;
    std::optional<std::string> certificate, key;
    std::optional<std::string> module, token, pin_file;
    std::optional<spec::report::TimeAuthority> authority;
    std::vector<std::string> exhibit_files;  ///< of request.exhibits
    std::optional<std::string> attach, log;
    std::optional<std::string> trust;  ///< roots: of an archive's signers, else of the reviewers
    std::vector<std::string> revocation;
    std::string origin;
    bool check = false, html = false, prepare = false, stamp = false, archive = false;
    Verbosity verbosity = Verbosity::normal;

    bool given_a_report() const { return results.size() == 1 && results.front().ends_with(".pdf"); }
};

/// Files that belong together: each is written beside its place first, then all take their names, so a full disk
/// leaves what was there.
///
/// throws : DataError when one cannot be written; nothing is changed then
void write_together(const std::vector<std::pair<std::filesystem::path, std::string>>& files);

/// A name beside the output with another suffix.
std::filesystem::path beside(const ReportOptions& options, const char* suffix);

/// What is done with a report that exists: the next signature of ours, a place for one of another program, that
/// program's signature, a time stamp, the archive's data. Returns the exit code.
int work_on_report(const ReportOptions& options, const std::optional<spec::trust::Signer>& signer);

/// A new report whose author signs with another program. Returns the exit code.
int prepare_new_report(const ReportOptions& options, const std::vector<spec::Json>& results);

/// Prints notes of a signature without time stamp and keeps them in NAME.unstamped, which `--stamp` works off;
/// without notes the file goes.
void keep_queue(const ReportOptions& options, const std::vector<std::string>& notes);

}  // namespace sarap
