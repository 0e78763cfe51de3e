#pragma once

#include <atomic>
#include <filesystem>
#include <functional>
#include <map>
#include <spec/casework/mass.hpp>
#include <spec/casework/observations.hpp>
#include <spec/casework/sequence.hpp>
#include <spec/conclude/identify.hpp>
#include <spec/conclude/rule_set.hpp>
#include <string>
#include <vector>

namespace spec::casework {

enum class Restart { from_scratch, resume };

/// What the report of one exhibit is made from.
struct ReportParts {
    std::string stem;           ///< of its files' names
    Json exhibit;               ///< sarap.exhibit/1
    std::vector<Json> results;  ///< sarap.result/1, in the order of acquisition
    std::optional<Json> blank;  ///< the blank's result, for the chromatograms
};

/// A file of a report: its name below reports/, and its bytes.
struct ReportFile {
    std::string name, bytes;
};

struct BatchOptions {
    std::filesystem::path case_folder;
    Restart restart = Restart::from_scratch;
    std::vector<MassLimit> limits;  ///< given by the caller, beside those of the libraries
    conclude::RuleSet rules = conclude::default_rule_set();
    /// Field tests as received and tests of the plant, for the exhibits that they name.
    std::vector<Observation> observations;
    /// Called from any thread when a row is done.
    std::function<void(std::size_t done, std::size_t all)> progress;
    /// Makes the files of an exhibit's report; called from any thread, also from several at a time. Absent: no reports.
    std::function<std::vector<ReportFile>(const ReportParts& parts)> report;
    std::string report_options;               ///< all that decides what `report` makes, beside its parts
    const std::atomic<bool>* stop = nullptr;  ///< set by a signal: what has begun is finished, nothing more begins
    std::function<double()> seconds;          ///< a clock, to tell how long the stages took; absent: nothing is told
};

/// One exhibit of a batch and where its parts stand, relative to the case folder.
struct BatchExhibit {
    std::string case_id, exhibit;
    std::string file;                  ///< exhibits/<case>_<exhibit>.json
    std::vector<std::string> results;  ///< results/<sample>.json, in the order of acquisition
};

struct BatchOutcome {
    std::size_t done = 0, resumed = 0, reports = 0;
    bool interrupted = false;
    std::vector<RowFailure> failures;  ///< rows of the file and measurements that failed, by line
    std::vector<BatchExhibit> exhibits;
    std::vector<std::string> notes;
    std::map<std::string, double> stage_s;  ///< busy seconds of each stage, over all threads
    std::string log_head;                   ///< SHA-256 of the last line of log.jsonl; empty when interrupted
};

/// Works through a sequence: ladders, then every blank, standard and check, the calibration from the standards, then
/// every exhibit with what it is bound to (bindings.hpp) and its report. Writes results/, exhibits/, reports/, charts/,
/// sequence.json, sequence.html and log.jsonl; each file whole or not at all. A row that fails never stops the others.
///
/// Results do not depend on the number of threads, nor on whether the batch was interrupted and resumed.
///
/// throws : DataError when the case folder cannot be written, holds another sequence's results, or another batch works
///          in it
BatchOutcome run_batch(const Sequence& sequence, const conclude::Engines& engines, const BatchOptions& options);

}  // namespace spec::casework
