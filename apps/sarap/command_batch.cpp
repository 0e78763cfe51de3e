#include <unistd.h>

#include <omp.h>
#include <chrono>
#include <csignal>
#include <iostream>
#include <mutex>
#include <set>
#include <spec/casework/batch.hpp>
#include <spec/casework/bindings.hpp>
#include <spec/core/error.hpp>
#include <spec/core/text.hpp>
#include <spec/io/source.hpp>
#include <spec/report/report.hpp>
#include <thread>

#include "command.hpp"
#include "command_line.hpp"
#include "evaluation.hpp"
#include "libraries.hpp"
#include "watched_folder.hpp"

namespace sarap {
namespace {

using spec::casework::BatchOutcome;
using spec::casework::Sequence;

std::atomic<bool> stop_asked{false};

extern "C" void ask_to_stop(int) { stop_asked.store(true); }

struct Options {
    CommandLine line{"batch", "SEQUENCE.csv|FOLDER",
                     "a whole sequence of injections -> one folder of results and report drafts",
                     "sarap batch sequence.csv -o case --as-of 2026-11-01"};
    std::string language;
    spec::conclude::RuleSet rules;
    std::vector<spec::casework::MassLimit> limits;
    std::vector<spec::casework::Observation> observations;
};

// "Etizolam=0.05 g"
spec::casework::MassLimit mass_limit(const std::string& text) {
    const auto wrong = [&] {
        return spec::UsageError("--threshold " + text +
                                " (expected SUBSTANCE=MASS UNIT, for example \"Etizolam=0.05 g\")");
    };
    const auto equal = text.rfind('=');
    if (equal == std::string::npos || equal == 0) throw wrong();
    const std::string amount(spec::trimmed(text.substr(equal + 1)));
    const auto blank = amount.find_first_not_of("0123456789.eE+-");
    const auto value = spec::to_double(amount.substr(0, blank));
    const std::string unit = blank == std::string::npos ? "" : std::string(spec::trimmed(amount.substr(blank)));
    const double mg = unit == "g" ? 1000 : unit == "mg" ? 1 : unit == "kg" ? 1e6 : 0;
    if (!value || !(*value > 0) || mg == 0) throw wrong();
    return {std::string(spec::trimmed(text.substr(0, equal))), "as given", *value * mg};
}

void parse(const std::vector<std::string>& arguments, Options& options) {
    add_identifying_options(options.line);
    options.line.options().add_options()("resume", "do only what is missing or changed")("no-reports", "results only")(
        "dry-run", "show what would be done and stop")("observations", po::value<std::string>()->value_name("FILE.csv"),
                                                       "field tests as received and tests of the plant, by exhibit "
                                                       "(case,exhibit,kind,test,claims,result,by,date,origin)")(
        "language", po::value<std::string>()->value_name("kk|ru|en")->default_value("en"),
        "language of the report drafts")("criteria", po::value<std::string>()->value_name("FILE"),
                                         "what an identification needs (TOML) [SWGDRUG, see --print-criteria]")(
        "print-criteria", "write the default criteria and stop")(
        "threshold", po::value<std::vector<std::string>>()->composing()->value_name("S=MASS"),
        "a mass limit for a substance, \"Etizolam=0.05 g\" (repeatable)")(
        "watch", "go on: take runs as the instrument finishes them, until interrupted")(
        "settle", po::value<double>()->value_name("SECONDS")->default_value(10),
        "--watch: a run is finished when it has not changed for so long")(
        "idle", po::value<double>()->value_name("SECONDS"), "--watch: stop after so long without a new run")(
        "stages", "show the share of each stage");
    options.line.parse(arguments);
    if (options.line.has("print-criteria")) throw HelpRequested{std::string(spec::conclude::default_rule_text())};
    if (options.line.positional().size() != 1)
        throw spec::UsageError("batch takes one sequence file or one folder (see `sarap batch --help`)");
    options.language = one_of("language", options.line.get<std::string>("language"), spec::report::languages());
    options.rules = spec::conclude::default_rule_set();
    if (const auto file = options.line.find<std::string>("criteria")) {
        const auto source = spec::io::Source::open(*file);
        options.rules = spec::conclude::read_rule_set(source.text(), *file);
    }
    if (const auto file = options.line.find<std::string>("observations"))
        options.observations = spec::casework::read_observations(spec::io::Source::open(*file).text(), *file);
    for (const std::string& text : options.line.list("threshold")) options.limits.push_back(mass_limit(text));
}

bool is_folder(const std::string& path) { return std::filesystem::is_directory(path); }

Sequence sequence_of(const std::string& path) {
    return is_folder(path) ? spec::casework::guess_sequence(path) : spec::casework::read_sequence(path);
}

double seconds_now() {
    using namespace std::chrono;
    return duration<double>(steady_clock::now().time_since_epoch()).count();
}

std::string clock_text(double seconds) {
    const long whole = static_cast<long>(seconds + 0.5);
    return std::to_string(whole / 60) + ":" + (whole % 60 < 10 ? "0" : "") + std::to_string(whole % 60);
}

std::function<void(std::size_t, std::size_t)> progress_bar(Verbosity verbosity) {
    if (verbosity == Verbosity::quiet || ::isatty(STDERR_FILENO) == 0) return {};
    const double start = seconds_now();
    return [start](std::size_t done, std::size_t all) {
        static std::mutex mutex;
        const double spent = seconds_now() - start;
        const double left = done > 0 ? spent * static_cast<double>(all - done) / static_cast<double>(done) : 0;
        const std::lock_guard lock(mutex);
        std::cerr << "\r" << done << " of " << all << " rows, " << clock_text(spent) << " spent, about "
                  << clock_text(left) << " left " << (done == all ? "\n" : "") << std::flush;
    };
}

// One unsigned draft an exhibit, from its results, with the blank beside the chromatogram.
std::vector<spec::casework::ReportFile> draft(const spec::casework::ReportParts& parts, const std::string& language) {
    spec::report::Request request;
    request.language = language;
    request.exhibits.push_back(parts.exhibit);
    if (parts.blank) request.blanks.push_back(spec::report::blank_of(*parts.blank));
    const auto files = spec::report::make_report(parts.results, request, std::nullopt);
    return {{parts.stem + ".json", files.twin}, {parts.stem + ".pdf", files.pdf}};
}

std::string summary(const BatchOutcome& outcome) {
    std::string text = "rows done " + std::to_string(outcome.done) + " failed " +
                       std::to_string(outcome.failures.size()) + " kept " + std::to_string(outcome.resumed) +
                       " exhibits " + std::to_string(outcome.exhibits.size()) + "\n";
    if (outcome.interrupted) text += "interrupted: go on with --resume\n";
    return text;
}

std::string stage_table(const BatchOutcome& outcome, double wall_s) {
    double busy = 0;
    for (const auto& [stage, seconds] : outcome.stage_s) busy += seconds;
    std::string text;
    char line[100];
    for (const auto& [stage, seconds] : outcome.stage_s) {
        std::snprintf(line, sizeof line, "%-12s %8.3f s  %5.1f %%\n", stage.c_str(), seconds, 100 * seconds / busy);
        text += line;
    }
    std::snprintf(line, sizeof line, "busy %.3f s, wall %.3f s, threads %d\n", busy, wall_s, omp_get_max_threads());
    return text + line;
}

/// What batches of one command share: libraries and engines, opened once.
class BatchRunner {
 public:
    explicit BatchRunner(const Options& options)
        : options_(options),
          method_(chosen_method(options.line)),
          libraries_(options.line.list("library")),
          ei_(libraries_.searched()),
          raman_(libraries_.searched(), method_.raman),
          question_(legal_question(options.line)) {}

    BatchOutcome run(const Sequence& sequence, spec::casework::Restart restart) const {
        const spec::conclude::Engines engines{ei_, raman_, libraries_.searched(), libraries_.law(), method_, question_};
        spec::casework::BatchOptions batch;
        batch.case_folder = *options_.line.common().output;
        batch.restart = restart;
        batch.limits = options_.limits;
        batch.rules = options_.rules;
        batch.observations = options_.observations;
        batch.progress = progress_bar(options_.line.common().verbosity);
        if (!options_.line.has("no-reports"))
            batch.report = [this](const spec::casework::ReportParts& parts) { return draft(parts, options_.language); };
        batch.report_options = options_.language;
        batch.stop = &stop_asked;
        batch.seconds = seconds_now;
        return spec::casework::run_batch(sequence, engines, batch);
    }

 private:
    const Options& options_;
    spec::conclude::Method method_;
    Libraries libraries_;
    spec::search::EiSearch ei_;
    spec::search::RamanSearch raman_;
    spec::conclude::LegalQuestion question_;
};

void print_notes(const std::vector<std::string>& notes, std::set<std::string>& printed) {
    for (const std::string& note : notes)
        if (printed.insert(note).second) std::cerr << "note: " << note << '\n';
}

int report_outcome(const Options& options, const BatchOutcome& outcome, double wall_s) {
    for (const auto& failure : outcome.failures) std::cerr << failure.reason << '\n';
    if (options.line.common().verbosity != Verbosity::quiet) std::cout << summary(outcome);
    if (options.line.has("stages")) std::cout << stage_table(outcome, wall_s);
    return outcome.failures.empty() && !outcome.interrupted ? exit_done : exit_partly;
}

int show_plan(const Sequence& sequence) {
    for (const auto& failure : sequence.failures) std::cerr << failure.reason << '\n';
    std::cout << spec::casework::plan_text(sequence);
    return exit_done;
}

// Takes what is finished, again and again; each time everything of before is kept.
int watch(const Options& options, const BatchRunner& runner) {
    WatchedFolder watched(options.line.positional().front(), options.line.get<double>("settle"));
    const auto idle = options.line.find<double>("idle");
    std::set<std::string> printed;
    double last_new = seconds_now();
    int code = exit_done;
    while (!stop_asked.load()) {
        if (const auto sequence = watched.newly_finished(seconds_now())) {
            print_notes(sequence->notes, printed);
            const BatchOutcome outcome = runner.run(*sequence, spec::casework::Restart::resume);
            print_notes(outcome.notes, printed);
            code = report_outcome(options, outcome, 0);
            last_new = seconds_now();
        }
        if (idle && seconds_now() - last_new > *idle) break;
        std::this_thread::sleep_for(std::chrono::milliseconds(200));
    }
    return code;
}

}  // namespace

int run_batch(const std::vector<std::string>& arguments) {
    const double start = seconds_now();
    Options options;
    parse(arguments, options);
    const CommandLine& line = options.line;
    std::set<std::string> printed;
    std::signal(SIGINT, ask_to_stop);
    std::signal(SIGTERM, ask_to_stop);
    std::signal(SIGXFSZ, SIG_IGN);  // a file limit is an error of writing
    if (line.has("watch") && !line.has("dry-run")) {
        if (!line.common().output) throw spec::UsageError("batch needs a folder for the case (-o CASE)");
        return watch(options, BatchRunner(options));
    }
    const Sequence sequence = sequence_of(line.positional().front());
    print_notes(sequence.notes, printed);
    if (line.has("dry-run")) return show_plan(sequence);
    if (!line.common().output) throw spec::UsageError("batch needs a folder for the case (-o CASE)");
    const BatchRunner runner(options);
    const BatchOutcome outcome = runner.run(
        sequence, line.has("resume") ? spec::casework::Restart::resume : spec::casework::Restart::from_scratch);
    print_notes(outcome.notes, printed);
    return report_outcome(options, outcome, seconds_now() - start);
}

}  // namespace sarap
