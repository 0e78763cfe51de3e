// The verbs that change the text of a library: add, schedule, retire, propose, rollback, release; and import
// --controls.

#include <iostream>
#include <spec/core/error.hpp>
#include <spec/core/text.hpp>
#include <spec/io/source.hpp>
#include <spec/library/change_file.hpp>
#include <spec/library/controls_list.hpp>
#include <spec/library/diff.hpp>
#include <spec/library/proposal.hpp>
#include <spec/library/text_folder.hpp>
#include <spec/search/ei_arrays.hpp>
#include <spec/search/ei_search.hpp>

#include "command.hpp"
#include "command_library.hpp"
#include "libraries.hpp"
#include "output.hpp"
#include "standard_run.hpp"

namespace sarap {
namespace {

namespace library = spec::library;

void add_curator_options(CommandLine& line) {
    line.options().add_options()("curator", po::value<std::string>()->value_name("CERT"),
                                 "certificate of the curator (PEM)")("key", po::value<std::string>()->value_name("KEY"),
                                                                     "its private key (PEM)")(
        "date", po::value<std::string>()->value_name("DATE"), "the curator's date")(
        "why", po::value<std::string>()->value_name("TEXT"), "the reason, for the log");
}

spec::trust::Signer signer_of(const CommandLine& line, const std::string& verb) {
    const auto certificate = line.find<std::string>("curator"), key = line.find<std::string>("key");
    if (!certificate || !key)
        throw spec::UsageError("library " + verb + ": no curator (expected --curator CERT --key KEY)");
    return spec::trust::pem_signer_from_files(*certificate, *key);
}

std::string date_of(const CommandLine& line, const std::string& verb) {
    const auto date = line.find<std::string>("date");
    if (!date) throw spec::UsageError("library " + verb + ": no date (expected --date DATE)");
    return iso_date("date", *date);
}

std::string folder_of(const CommandLine& line, const std::string& verb, std::size_t arguments) {
    if (line.positional().size() != arguments)
        throw spec::UsageError("library " + verb + ": expected " + std::to_string(arguments) +
                               (arguments == 1 ? " argument" : " arguments") + " (see `sarap library " + verb +
                               " --help`)");
    return line.positional().front();
}

// The text as it stands, nothing tested but that its tables agree: release() tests everything.
library::Draft sound_text(const std::string& folder) {
    library::Build build = library::read_text(folder, nullptr);
    if (!build.problems.empty()) throw build.problems.front();
    return std::move(build.draft);
}

void propose(const CommandLine& line, const std::string& folder, const library::Draft& before, library::Change change,
             const std::vector<std::string>& checks) {
    change.date = date_of(line, change.kind);
    if (const auto why = line.find<std::string>("why")) change.why = *why;
    const library::Proposed proposed = library::propose(folder, change, signer_of(line, change.kind));
    std::string text;
    for (const std::string& check : checks) text += "look at: " + check + "\n";
    text += library::diff_text(library::diff_json(before, proposed.draft));
    text += "proposed " + proposed.id + "; another curator makes it part of the library with `sarap library release`\n";
    write_output(line.common().output, text);
}

// The nearest compounds of libraries to a new spectrum: whether it can be told from what is held.
void compare_with(const std::vector<std::string>& libraries, const spec::Measurement& standard,
                  std::vector<std::string>& checks) {
    const auto* records = std::get_if<std::vector<spec::SpectrumRecord>>(&standard.data);
    if (libraries.empty() || !records) return;
    const Libraries opened(libraries);
    const spec::search::EiSearch engine(opened.searched());
    spec::search::SearchOptions options;
    options.top = 3;
    for (const spec::SpectrumRecord& record : *records) {
        spec::search::EiQuery query;
        query.spectrum = record.spectrum;
        std::string nearest;
        for (const spec::Match& hit : engine.find(query, options).hits)
            nearest += (nearest.empty() ? "" : "; ") + hit.name + " (" + hit.entry + ", " +
                       spec::shortest(spec::round_significant(hit.score, 3)) + ")";
        checks.push_back("nearest spectra held: " + (nearest.empty() ? "none" : nearest));
    }
}

std::vector<spec::Measurement> standards_of(const CommandLine& line, std::vector<std::string>& checks) {
    const auto files = line.list("spectrum");
    const auto time = line.find<double>("time");
    if (time && files.size() != 1)
        throw spec::UsageError("--time with " + std::to_string(files.size()) +
                               " files of --spectrum (expected one run, of which it is a time)");
    std::vector<spec::Measurement> standards;
    for (const std::string& file : files) {
        standards.push_back(read_standard(file, time, checks));
        compare_with(line.list("library"), standards.back(), checks);
    }
    return standards;
}

int run_change(const char* kind, const std::vector<std::string>& arguments) {
    const std::string verb(kind);
    CommandLine line("library " + verb, "FOLDER CHANGE.toml",
                     verb == "add" ? "proposes a substance with names, structure and spectra"
                                   : "proposes rows of a list, and a new substance with them",
                     "sarap library " + verb +
                         " reference_library new.toml --spectrum standard.D --time 614.1 --curator a.pem --key a.key "
                         "--date 2026-11-20");
    using Strings = std::vector<std::string>;
    line.options().add_options()("spectrum", po::value<Strings>()->composing()->value_name("FILE"),
                                 "the standard, measured: spectra, or a run with --time; repeatable")(
        "time", po::value<double>()->value_name("SECONDS"), "retention time of the standard's peak in a run")(
        "library,l", po::value<Strings>()->composing()->value_name("FILE"),
        "library to compare the new spectrum with; repeatable");
    add_curator_options(line);
    line.parse(arguments);
    const std::string folder = folder_of(line, verb, 2);
    const library::Draft before = sound_text(folder);
    std::vector<std::string> checks;
    const auto standards = standards_of(line, checks);
    const bool waiting = !library::proposals(folder).empty();
    const library::Draft held = waiting ? library::text_with_proposals(folder).draft : library::Draft{};
    propose(line, folder, before,
            library::read_change(waiting ? held : before, line.positional()[1], verb, standards, checks), checks);
    return exit_done;
}

}  // namespace

int run_library_add(const std::vector<std::string>& arguments) { return run_change("add", arguments); }
int run_library_schedule(const std::vector<std::string>& arguments) { return run_change("schedule", arguments); }

int run_library_retire(const std::vector<std::string>& arguments) {
    CommandLine line("library retire", "FOLDER ID",
                     "proposes the end of a control row, or the withdrawal of a spectrum",
                     "sarap library retire reference_library C000012 --valid-to 2026-12-01 --why \"Decree 1\" "
                     "--curator a.pem --key a.key --date 2026-11-20");
    line.options().add_options()("valid-to", po::value<std::string>()->value_name("DATE"),
                                 "first day on which a control row no longer holds");
    add_curator_options(line);
    line.parse(arguments);
    const std::string folder = folder_of(line, "retire", 2);
    const library::Draft before = sound_text(folder);
    const auto end = line.find<std::string>("valid-to");
    propose(line, folder, before,
            library::retire(before, line.positional()[1], line.find<std::string>("why").value_or(""),
                            end ? iso_date("valid-to", *end) : ""),
            {});
    return exit_done;
}

int run_library_propose(const std::vector<std::string>& arguments) {
    CommandLine line("library propose", "FOLDER",
                     "proposes the text as it stands, after changes by hand or by import --controls",
                     "sarap library propose reference_library --why \"first release\" --curator a.pem --key a.key "
                     "--date 2026-11-20");
    add_curator_options(line);
    line.parse(arguments);
    const std::string folder = folder_of(line, "propose", 1);
    // What was changed by hand is compared with the newest release that the folder keeps, if there is one.
    propose(line, folder, library::newest_released(folder), {"propose", "", "", {}, {}}, {});
    return exit_done;
}

int run_library_rollback(const std::vector<std::string>& arguments) {
    CommandLine line(
        "library rollback", "FOLDER RELEASE",
        "proposes the text of an older release; releasing it makes a new release that equals it",
        "sarap library rollback reference_library 3 --why \"release 4 named the wrong list\" --curator a.pem "
        "--key a.key --date 2026-11-20");
    line.options().add_options()("text", po::value<std::string>()->value_name("FOLDER"),
                                 "the text of that release, where the folder keeps no copy of it");
    add_curator_options(line);
    line.parse(arguments);
    const std::string folder = folder_of(line, "rollback", 2);
    std::optional<std::filesystem::path> text;
    if (const auto given = line.find<std::string>("text")) text = *given;
    propose(line, folder, sound_text(folder), library::rollback(folder, line.positional()[1], text), {});
    return exit_done;
}

int run_library_release(const std::vector<std::string>& arguments) {
    CommandLine line(
        "library release", "FOLDER",
        "makes what is proposed the library: checks it again, signs as the second curator, writes the file",
        "sarap library release reference_library --curator b.pem --key b.key --date 2026-11-21 -o library.h5");
    add_curator_options(line);
    line.parse(arguments);
    const std::string folder = folder_of(line, "release", 1);
    if (!line.common().output) throw spec::UsageError("library release: no library to write (expected -o FILE)");
    const library::WriteLock lock(*line.common().output);
    const library::Released released = library::release(folder, signer_of(line, "release"), date_of(line, "release"));
    library::write_library(*line.common().output, released.draft, spec::search::ei_named_arrays);
    std::cout << "release " << released.number << " of " << released.draft.name << "\nroot " << released.root << "\n";
    for (const std::string& id : released.proposals) std::cout << "holds " << id << '\n';
    return exit_done;
}

int run_import_controls(const std::vector<std::string>& arguments) {
    CommandLine line(
        "library import", "FOLDER", "reads an official list into the text of a library",
        "sarap library import --controls list.csv --jurisdiction KZ --instrument kz-2019-470 reference_library");
    line.options().add_options()("controls", po::value<std::string>()->value_name("LIST.csv"),
                                 "the list (docs/formats/controls-list.md)")(
        "jurisdiction", po::value<std::string>()->default_value("KZ")->value_name("CODE"), "whose list it is")(
        "instrument", po::value<std::string>()->value_name("ID"), "the act, an id of instruments.csv");
    add_curator_options(line);
    line.parse(arguments);
    const std::string folder = folder_of(line, "import", 1);
    const auto instrument = line.find<std::string>("instrument");
    if (!instrument) throw spec::UsageError("library import --controls: no act (expected --instrument ID)");
    const std::string file = line.get<std::string>("controls");
    const library::Draft before = sound_text(folder);
    auto list = library::import_controls(before, std::string(spec::io::Source::open(file).text()), file,
                                         line.get<std::string>("jurisdiction"), *instrument);
    std::cout << "read " << list.read << " matched " << list.matched << " unmatched " << list.unmatched.size() << '\n';
    for (const std::string& row : list.unmatched) std::cout << "unmatched " << row << '\n';
    if (line.common().verbosity != Verbosity::quiet)
        for (const std::string& note : list.notes) std::cerr << "note " << note << '\n';
    if (list.matched == 0) return exit_done;
    if (line.has("curator")) {
        propose(line, folder, before, std::move(list.change), {});
        return exit_done;
    }
    library::change_folder(folder, [&](const std::filesystem::path& staged) {
        for (const auto& [name, rows] : list.change.rows) library::append_rows(staged / (name + ".csv"), rows);
        const library::Build build = library::build_from_text(staged);
        if (!build.problems.empty()) throw build.problems.front();
    });
    std::cout << "written to the text; `sarap library propose` puts it before a second curator\n";
    return exit_done;
}

}  // namespace sarap
