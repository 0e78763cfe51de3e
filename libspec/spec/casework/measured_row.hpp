#pragma once

#include <filesystem>
#include <optional>
#include <spec/casework/sequence.hpp>
#include <spec/conclude/identify.hpp>
#include <spec/io/source.hpp>
#include <string>
#include <vector>

namespace spec::casework {

/// A row that was measured and evaluated, or why it was not.
///
/// What a row is compared with later (components, times, areas) is taken from the numbers that its result prints: a
/// batch that is resumed sees the same numbers as the one that measured them.
struct MeasuredRow {
    const SequenceRow* row = nullptr;
    std::string result;  ///< canonical sarap.result/1 before the sequence is evaluated; empty when it failed
    std::string technique;
    std::optional<std::string> acquired;
    std::string input_sha256;
    double scan_step_s = 0;             ///< of a run
    std::vector<Component> components;  ///< as printed, without apex spectra and all hits but the best
    std::string failure;
    bool done() const { return !result.empty(); }
};

/// A file or folder format read whole into memory: a drive that vanishes is an error of reading, and not a signal.
///
/// throws : DataError when it does not exist or cannot be read
io::Source open_in_memory(const std::filesystem::path& path);

/// Identifies one row; its failure is kept, only a defect of the program is thrown.
MeasuredRow measure(const SequenceRow& row, const Measurement& measurement, const conclude::Engines& engines,
                    const conclude::Companions& companions);

/// The same row from a result that an earlier batch wrote, without what the sequence added to it.
MeasuredRow measured_before(const SequenceRow& row, const Json& result);

/// The components that a result prints.
std::vector<Component> printed_components(const Json& result);

/// What a row is compared with: the run under its sample's name.
conclude::CompanionRun companion_run(const MeasuredRow& measured);

/// The same with those components alone that name a compound, without spectra: what retention is compared with.
conclude::CompanionRun named_components(const MeasuredRow& measured);

}  // namespace spec::casework
