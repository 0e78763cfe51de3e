#pragma once

#include <filesystem>
#include <functional>
#include <spec/casework/observations.hpp>
#include <spec/casework/quantity.hpp>
#include <spec/casework/sequence.hpp>
#include <spec/conclude/identify.hpp>
#include <string>
#include <vector>

namespace spec::casework {

enum class Restart { from_scratch, resume };

struct BatchOptions {
    std::filesystem::path case_folder;
    Restart restart = Restart::from_scratch;
    /// Called from any thread when a row is done.
    std::function<void(std::size_t done, std::size_t all)> progress;
    /// Field tests and plant tests of the exhibits; they stand in exhibits/, compared with what was found.
    std::vector<Observation> observations = {};
};

/// One exhibit of a batch and where its parts stand, relative to the case folder.
struct BatchExhibit {
    std::string case_id, exhibit;
    std::string file;                  ///< exhibits/<case>_<exhibit>.json
    std::vector<std::string> results;  ///< results/<sample>.json, in the order of acquisition
};

struct BatchOutcome {
    std::size_t done = 0, resumed = 0;
    std::vector<RowFailure> failures;  ///< rows of the file and measurements that failed, by line
    std::vector<BatchExhibit> exhibits;
};

/// Works through a sequence: every blank, standard and check, the calibration from the standards, then every exhibit
/// with the blank before it and the standards of the sequence. Writes results/, exhibits/, sequence.json and log.jsonl;
/// each file whole or not at all. A row that fails never stops the others.
///
/// Results do not depend on the number of threads, nor on whether the batch was interrupted and resumed.
///
/// throws : DataError when the case folder cannot be written or another batch works in it
BatchOutcome run_batch(const Sequence& sequence, const conclude::Engines& engines, const BatchOptions& options);

}  // namespace spec::casework
