#include <unistd.h>

#include <iostream>
#include <mutex>
#include <spec/casework/batch.hpp>
#include <spec/core/error.hpp>
#include <spec/io/source.hpp>
#include <spec/io/write_file.hpp>
#include <spec/report/report.hpp>

#include "command.hpp"
#include "command_line.hpp"
#include "evaluation.hpp"
#include "libraries.hpp"

namespace sarap {
namespace {

using spec::casework::BatchExhibit;
using spec::casework::BatchOutcome;

struct Options {
    CommandLine line{"batch", "SEQUENCE.csv",
                     "a whole sequence of injections -> one folder of results and report drafts",
                     "sarap batch sequence.csv -o case --as-of 2026-11-01"};
};

void parse(const std::vector<std::string>& arguments, Options& options) {
    add_identifying_options(options.line);
    options.line.options().add_options()("resume", "do only what is missing or changed")("no-reports", "results only")(
        "dry-run", "show what would be done and stop")("observations", po::value<std::string>()->value_name("FILE.csv"),
                                                       "field tests as received and tests of the plant, by exhibit "
                                                       "(case,exhibit,kind,test,claims,result,by,date,origin)")(
        "language", po::value<std::string>()->value_name("kk|ru|en")->default_value("en"),
        "language of the report drafts");
    options.line.parse(arguments);
    if (options.line.positional().size() != 1)
        throw spec::UsageError("batch takes one sequence file (see `sarap batch --help`)");
}

std::function<void(std::size_t, std::size_t)> progress_bar(Verbosity verbosity) {
    if (verbosity == Verbosity::quiet || ::isatty(STDERR_FILENO) == 0) return {};
    return [](std::size_t done, std::size_t all) {
        static std::mutex mutex;
        const std::lock_guard lock(mutex);
        std::cerr << "\r" << done << " of " << all << " rows" << (done == all ? "\n" : "") << std::flush;
    };
}

void show_plan(const spec::casework::Sequence& sequence) {
    const spec::casework::SequenceRow* blank = nullptr;
    for (const auto& row : sequence.rows) {
        std::cout << row.line << "  " << row.sample << "  " << spec::casework::to_string(row.type);
        if (row.type == spec::casework::RowType::exhibit)
            std::cout << "  case " << row.case_id << " exhibit " << row.exhibit << ", blank "
                      << (blank ? blank->sample : std::string("none"));
        std::cout << "\n";
        if (row.type == spec::casework::RowType::blank) blank = &row;
    }
}

// One unsigned draft an exhibit, from its results.
void write_report(const std::filesystem::path& folder, const BatchExhibit& exhibit, spec::report::Request request) {
    const auto read = [&](const std::string& file) {
        const auto source = spec::io::Source::open(folder / file);
        return spec::parse_json(source.text(), source.name());
    };
    std::vector<spec::Json> results;
    for (const std::string& file : exhibit.results) results.push_back(read(file));
    request.exhibits.push_back(read(exhibit.file));
    const std::string stem = std::filesystem::path(exhibit.file).stem().string();
    const auto files = spec::report::make_report(results, request, std::nullopt);
    const auto beside = [&](const char* suffix) { return folder / "reports" / (stem + suffix); };
    spec::io::write_whole(beside(".json"), files.twin);
    spec::io::write_whole(beside(".pdf"), files.pdf);
}

// One after another: pango's font maps are not made for several threads.
void write_reports(const std::filesystem::path& folder, const std::vector<BatchExhibit>& exhibits,
                   const std::string& language) {
    spec::report::Request request;
    request.language = language;
    for (const BatchExhibit& exhibit : exhibits) write_report(folder, exhibit, request);
}

std::string summary(const BatchOutcome& outcome) {
    return "rows done " + std::to_string(outcome.done) + " failed " + std::to_string(outcome.failures.size()) +
           " kept " + std::to_string(outcome.resumed) + " exhibits " + std::to_string(outcome.exhibits.size()) + "\n";
}

}  // namespace

int run_batch(const std::vector<std::string>& arguments) {
    Options options;
    parse(arguments, options);
    const CommandLine& line = options.line;
    const spec::conclude::Method method = chosen_method(line);
    const auto sequence = spec::casework::read_sequence(line.positional().front());
    for (const std::string& note : sequence.notes) std::cerr << "note: " << note << '\n';
    if (line.has("dry-run")) {
        for (const auto& failure : sequence.failures) std::cerr << failure.reason << '\n';
        show_plan(sequence);
        return exit_done;
    }
    if (!line.common().output) throw spec::UsageError("batch needs a folder for the case (-o CASE)");
    const std::string language = one_of("language", line.get<std::string>("language"), spec::report::languages());
    const Libraries libraries(line.list("library"));
    const spec::search::EiSearch ei(libraries.searched());
    const spec::search::RamanSearch raman(libraries.searched(), method.raman);
    const auto question = legal_question(line);
    const spec::conclude::Engines engines{ei, raman, libraries.searched(), libraries.law(), method, question};
    spec::casework::BatchOptions batch{
        *line.common().output,
        line.has("resume") ? spec::casework::Restart::resume : spec::casework::Restart::from_scratch,
        progress_bar(line.common().verbosity)};
    if (const auto file = line.find<std::string>("observations"))
        batch.observations = spec::casework::read_observations(spec::io::Source::open(*file).text(), *file);
    const BatchOutcome outcome = spec::casework::run_batch(sequence, engines, batch);
    if (!line.has("no-reports")) write_reports(batch.case_folder, outcome.exhibits, language);
    for (const auto& failure : outcome.failures) std::cerr << failure.reason << '\n';
    if (line.common().verbosity != Verbosity::quiet) std::cout << summary(outcome);
    if (outcome.failures.empty()) return exit_done;
    return exit_partly;
}

}  // namespace sarap
