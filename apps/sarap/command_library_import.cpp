#include <iostream>
#include <spec/core/error.hpp>
#include <spec/library/import.hpp>
#include <spec/search/ei_arrays.hpp>

#include "command.hpp"
#include "command_library.hpp"
#include "inputs.hpp"
#include "output.hpp"
#include "starter.hpp"

namespace sarap {
namespace {

namespace fs = std::filesystem;
namespace library = spec::library;

struct ImportOptions {
    fs::path library;
    std::optional<std::string> source;
    std::vector<std::string> files;
    CommonOptions common;
};

ImportOptions parse(const std::vector<std::string>& arguments) {
    CommandLine line("library import", "FILE...",
                     "adds the spectra of files (MSP, JCAMP-DX, Raman files, folders of them) to a library",
                     "sarap library import swgdrug39.msp -l swgdrug.h5");
    line.options().add_options()("library,l", po::value<std::string>()->value_name("FILE"),
                                 "library to extend; made when it does not exist")(
        "controls", po::value<std::string>()->value_name("LIST.csv"),
        "reads an official list into a folder of text instead (see `sarap library import --controls LIST.csv --help`)")(
        "source", po::value<std::string>()->value_name("NAME"), "first part of the entries' ids [the file's stem]");
    line.parse(arguments);
    if (!line.has("library")) throw spec::UsageError("library import: no library (expected -l FILE)");
    if (line.positional().empty()) throw spec::UsageError("library import: no file (expected FILE...)");
    return {line.get<std::string>("library"), line.find<std::string>("source"), line.positional(), line.common()};
}

struct Expanded {
    std::vector<library::ImportFile> files;
    std::vector<std::string> skipped;
};

Expanded expand(const ImportOptions& options) {
    Expanded all;
    for (const std::string& argument : options.files) {
        Inputs inputs = expand_inputs({argument});
        for (const fs::path& path : inputs.paths)
            all.files.push_back({path, options.source.value_or(library::default_source(argument))});
        all.skipped.insert(all.skipped.end(), inputs.skipped.begin(), inputs.skipped.end());
    }
    return all;
}

library::Draft draft_of(const fs::path& path) {
    library::Draft draft;
    if (fs::exists(path)) {
        draft = library::read_library(path);
        if (draft.release != "unreleased" || !draft.tables.empty())
            throw spec::UsageError("library import: " + path.string() +
                                   " was built from text (expected a library made by import, or a new file)");
    }
    draft.name = path.stem().string();
    return draft;
}

// Calibrations belong to every library; an import takes them from the starter library when it is there.
void add_calibrations(library::Draft& draft) {
    const auto starter = find_starter();
    if (!starter) return;
    const auto held = library::Library::open(*starter);
    for (const std::string& path : held.texts())
        if (path.starts_with("calibration/")) draft.texts[path] = held.text(path);
}

std::string summary(const library::ImportReport& report) {
    std::string text = "read " + std::to_string(report.read) + " loaded " + std::to_string(report.loaded) +
                       " refused " + std::to_string(report.refused) + "\n";
    for (const spec::DataError& refusal : report.refused_records)
        text += std::string("refused ") + refusal.what() + "\n";
    return text;
}

}  // namespace

int run_library_import(const std::vector<std::string>& arguments) {
    for (const std::string& argument : arguments)
        if (argument.starts_with("--controls")) return run_import_controls(arguments);
    const ImportOptions options = parse(arguments);
    const Expanded expanded = expand(options);
    const library::WriteLock lock(options.library);
    library::Draft draft = draft_of(options.library);
    const library::ImportReport report = library::import_files(draft, expanded.files);
    add_calibrations(draft);
    if (report.loaded > 0) library::write_library(options.library, draft, spec::search::ei_named_arrays);
    if (options.common.verbosity != Verbosity::quiet) {
        for (const std::string& skipped : expanded.skipped) std::cerr << skipped << '\n';
        for (const std::string& note : report.notes) std::cerr << "note " << note << '\n';
    }
    write_output(options.common.output, summary(report));
    if (report.failed.empty()) return exit_done;
    for (const std::string& failed : report.failed) std::cerr << failed << '\n';
    return expanded.files.size() == 1 ? exit_bad_input : exit_partly;
}

}  // namespace sarap
