#include <omp.h>

#include <exception>
#include <iostream>
#include <optional>
#include <spec/conclude/identify.hpp>
#include <spec/core/error.hpp>
#include <spec/gcms/components.hpp>
#include <spec/io/format.hpp>
#include <spec/io/source.hpp>

#include "command.hpp"
#include "command_line.hpp"
#include "evaluation.hpp"
#include "inputs.hpp"
#include "libraries.hpp"
#include "output.hpp"
#include "result_text.hpp"

namespace sarap {
namespace {

using spec::conclude::Companions;
using spec::conclude::Engines;

struct Options {
    CommandLine line{"identify", "INPUT...", "identifies the substances in measured files (GC-MS runs, Raman spectra)",
                     "sarap identify exhibit.D --blank blank.D --standard etizolam.D --as-of 2026-11-01 --format json"};
    std::string format;
};

void parse(const std::vector<std::string>& arguments, Options& options) {
    using Strings = std::vector<std::string>;
    add_identifying_options(options.line);
    options.line.options().add_options()("blank", po::value<std::string>()->value_name("RUN"),
                                         "the blank measured before the exhibit")(
        "standard", po::value<Strings>()->composing()->value_name("RUN"),
        "a run of a reference standard, measured under the same conditions (repeatable)")(
        "ladder", po::value<std::string>()->value_name("RUN"),
        "a run of n-alkanes or fatty acid methyl esters, for retention indices")(
        "calibration", po::value<std::string>()->value_name("FILE"),
        "corrects the axis of Raman spectra, as written by `sarap calibrate raman`");
    options.line.parse(arguments);
    options.format = one_of("format", options.line.get<std::string>("format"), {"text", "json", "jsonl"});
}

const spec::GcmsRun& run_of(const spec::Measurement& measurement, const std::string& path) {
    if (const auto* run = std::get_if<spec::GcmsRun>(&measurement.data)) return *run;
    throw spec::DataError(spec::Position::at_file(path), "not a GC-MS run (expected one as blank, standard or ladder)");
}

spec::conclude::CompanionRun companion(const std::string& path, const Engines& engines,
                                       const std::optional<spec::conclude::LadderRun>& ladder) {
    const spec::Measurement measurement = spec::io::read(path);
    std::vector<std::string> notes;
    return {path, spec::conclude::evaluate_run(run_of(measurement, path), engines, ladder, notes)};
}

spec::conclude::LadderRun ladder_from(const std::string& path, const Engines& engines) {
    const spec::Measurement measurement = spec::io::read(path);
    const spec::GcmsRun& run = run_of(measurement, path);
    std::vector<std::string> notes;
    const auto components = spec::gcms::find_components(run, engines.method.gcms, notes);
    const auto acquired = measurement.metadata.find("acquired");
    auto ladder = spec::conclude::read_ladder(
        path, measurement.provenance.sha256,
        acquired == measurement.metadata.end() ? std::nullopt : std::optional(acquired->second), components,
        spec::conclude::scan_step_of(run));
    if (ladder.ladder.refused) throw spec::DataError(spec::Position::at_file(path), *ladder.ladder.refused);
    return ladder;
}

Companions read_companions(const CommandLine& line, const Engines& engines) {
    Companions companions;
    if (const auto ladder = line.find<std::string>("ladder")) companions.ladder = ladder_from(*ladder, engines);
    if (const auto blank = line.find<std::string>("blank"))
        companions.blank = companion(*blank, engines, companions.ladder);
    for (const std::string& standard : line.list("standard"))
        companions.standards.push_back(companion(standard, engines, companions.ladder));
    return companions;
}

std::optional<spec::raman::AxisCalibration> axis_calibration(const CommandLine& line) {
    const auto path = line.find<std::string>("calibration");
    if (!path) return std::nullopt;
    return spec::raman::read_calibration(spec::io::Source::open(*path).text(), *path);
}

/// What became of one input: a result, or the reason why there is none.
struct Outcome {
    std::optional<spec::Result> result;
    std::string failure;
    std::exception_ptr defect;
};

Outcome identify_one(const std::filesystem::path& path, const Engines& engines, const Companions& companions) {
    Outcome outcome;
    try {
        outcome.result = spec::conclude::identify(spec::io::read(path), engines, companions);
    } catch (const spec::DataError& error) {
        outcome.failure = error.what();
    } catch (...) {
        outcome.defect = std::current_exception();
    }
    return outcome;
}

std::vector<Outcome> identify_all(const std::vector<std::filesystem::path>& paths, const Engines& engines,
                                  const Companions& companions) {
    std::vector<Outcome> outcomes(paths.size());
#pragma omp parallel for schedule(dynamic)
    for (std::size_t i = 0; i < paths.size(); ++i) outcomes[i] = identify_one(paths[i], engines, companions);
    for (const Outcome& outcome : outcomes)
        if (outcome.defect) std::rethrow_exception(outcome.defect);
    return outcomes;
}

std::string formatted(const std::vector<Outcome>& outcomes, const std::string& format, bool one_input) {
    std::string out;
    if (format == "json" && !one_input) {
        spec::Json list = spec::Json::array();
        for (const Outcome& outcome : outcomes)
            if (outcome.result) list.push_back(to_json(*outcome.result));
        return spec::canonical_json(list) + "\n";
    }
    for (const Outcome& outcome : outcomes) {
        if (!outcome.result) continue;
        out += format == "text" ? result_text(*outcome.result) : spec::canonical_json(to_json(*outcome.result)) + "\n";
    }
    return out;
}

}  // namespace

int run_identify(const std::vector<std::string>& arguments) {
    Options options;
    parse(arguments, options);
    const spec::conclude::Method method = chosen_method(options.line);
    if (options.line.has("print-method")) {
        write_output(options.line.common().output, method_text(method));
        return exit_done;
    }
    const Inputs inputs = expand_inputs(options.line.positional());
    const Libraries libraries(options.line.list("library"));
    const spec::search::EiSearch ei(libraries.searched());
    const spec::search::RamanSearch raman(libraries.searched(), method.raman);
    const auto question = legal_question(options.line);
    const Engines engines{ei,     raman,    libraries.searched(),          libraries.law(),
                          method, question, axis_calibration(options.line)};
    const auto outcomes = identify_all(inputs.paths, engines, read_companions(options.line, engines));

    std::size_t failed = 0;
    for (const std::string& skipped : inputs.skipped) std::cerr << skipped << '\n';
    for (const Outcome& outcome : outcomes) {
        if (outcome.result) continue;
        ++failed;
        std::cerr << outcome.failure << '\n';
    }
    const bool one_input = inputs.paths.size() == 1 && options.line.positional().size() == 1;
    if (failed == outcomes.size() && one_input) return exit_bad_input;
    write_output(options.line.common().output, formatted(outcomes, options.format, one_input));
    return failed > 0 ? exit_partly : exit_done;
}

}  // namespace sarap
