// The verbs that look into a library: classify, diff, log, verify, export.

#include <iostream>
#include <spec/core/error.hpp>
#include <spec/core/json.hpp>
#include <spec/library/build.hpp>
#include <spec/library/chemistry.hpp>
#include <spec/library/diff.hpp>
#include <spec/library/export.hpp>
#include <spec/library/proposal.hpp>
#include <spec/library/verify.hpp>
#include <spec/trust/certificate.hpp>

#include "command.hpp"
#include "command_library.hpp"
#include "output.hpp"
#include "starter.hpp"

namespace sarap {
namespace {

namespace fs = std::filesystem;
namespace library = spec::library;
using spec::Json;

// A library file, or a folder of text.
library::Draft draft_of(const fs::path& path) {
    if (!fs::is_directory(path)) return library::read_library(path);
    library::Build build = library::build_from_text(path);
    if (!build.problems.empty()) throw build.problems.front();
    return std::move(build.draft);
}

std::string text_of(const Json& classification) {
    std::string text;
    for (const Json& rule : classification["rules"])
        text += "indicative: " + rule["id"].get<std::string>() + " (" + rule["jurisdiction"].get<std::string>() + ", " +
                rule["title"].get<std::string>() + "), core " + rule["core"].get<std::string>() + ", atoms " +
                rule["atoms"].dump() + "\n";
    if (classification["rules"].empty())
        text += "no generic definition held is met; this does not mean that the substance is not controlled\n";
    for (const Json& item : classification["derivations"])
        text += "indicative: substituents rule from " + item["parent"].get<std::string>() + "\n";
    for (const Json& item : classification["nearest"])
        text += "nearest listed: " + item["name"].get<std::string>() + "  similarity " + item["similarity"].dump() +
                "  " + item["lists"].dump() + "\n";
    return text + classification["note"].get<std::string>() + "\n";
}

std::vector<std::string> two(const CommandLine& line) {
    if (line.positional().size() != 2)
        throw spec::UsageError("library diff: expected two libraries (files, or folders of text)");
    return line.positional();
}

}  // namespace

int run_library_classify(const std::vector<std::string>& arguments) {
    CommandLine line(
        "library classify", "",
        "the generic definitions that a structure meets and the nearest listed substances; indicative only",
        "sarap library classify --structure \"CNC(C)C(=O)c1ccc(C)cc1\" --format json");
    line.options().add_options()("structure", po::value<std::string>()->value_name("SMILES"),
                                 "the structure, as an expert established it")(
        "library,l", po::value<std::string>()->value_name("FILE"), "library [the starter library]")(
        "nearest", po::value<std::size_t>()->default_value(5)->value_name("N"), "listed substances to name")(
        "format", po::value<std::string>()->default_value("text")->value_name("FORM"), "text or json");
    line.parse(arguments);
    if (!line.has("structure")) throw spec::UsageError("library classify: no structure (expected --structure SMILES)");
    const std::string format = one_of("format", line.get<std::string>("format"), {"text", "json"});
    const auto held = library::Library::open(substance_library(line.find<std::string>("library")));
    const Json json =
        library::classification_json(held, line.get<std::string>("structure"), line.get<std::size_t>("nearest"));
    write_output(line.common().output, format == "json" ? spec::canonical_json(json) + "\n" : text_of(json));
    return exit_done;
}

int run_library_diff(const std::vector<std::string>& arguments) {
    CommandLine line("library diff", "BEFORE AFTER",
                     "what changed from one library to another, each a file or a folder of text",
                     "sarap library diff release1.h5 release2.h5");
    line.options().add_options()("format", po::value<std::string>()->default_value("text")->value_name("FORM"),
                                 "text or json");
    line.parse(arguments);
    const std::string format = one_of("format", line.get<std::string>("format"), {"text", "json"});
    const auto paths = two(line);
    const Json json = library::diff_json(draft_of(paths[0]), draft_of(paths[1]));
    write_output(line.common().output, format == "json" ? spec::canonical_json(json) + "\n" : library::diff_text(json));
    return exit_done;
}

int run_library_log(const std::vector<std::string>& arguments) {
    CommandLine line("library log", "LIBRARY", "the releases of a library file or a folder of text: when, who, why",
                     "sarap library log library.h5");
    line.parse(arguments);
    if (line.positional().size() != 1)
        throw spec::UsageError("library log: expected one library (a file, or a folder of text)");
    const fs::path path = line.positional().front();
    const auto files = fs::is_directory(path) ? library::release_files(path) : library::read_library(path).texts;
    std::string text;
    for (const Json& release : library::release_log(files)) {
        text += "release " + release["release"].get<std::string>() + "  " + release["date"].get<std::string>() +
                "  released by " + release["curator"]["name"].get<std::string>() + "\n  root " +
                release["root"].get<std::string>() + "\n";
        for (const auto& [name, content] : files) {
            if (!name.ends_with("/proposal.json")) continue;
            const Json proposal = spec::parse_json(content, name);
            for (const Json& item : release["proposals"])
                if (item["id"] == proposal["id"])
                    text += "  " + proposal["id"].get<std::string>() + "  " + proposal["date"].get<std::string>() +
                            "  " + proposal["kind"].get<std::string>() + " by " +
                            proposal["curator"]["name"].get<std::string>() + ": " + proposal["why"].get<std::string>() +
                            "\n";
        }
    }
    write_output(line.common().output, text.empty() ? "no release\n" : text);
    return exit_done;
}

int run_library_verify(const std::vector<std::string>& arguments) {
    CommandLine line("library verify", "LIBRARY.h5",
                     "whether a library is whole and the release that two curators signed",
                     "sarap library verify library.h5 --trust roots.pem");
    line.options().add_options()("trust", po::value<std::string>()->value_name("ROOTS.pem"),
                                 "trusted root certificates")(
        "text", po::value<std::string>()->value_name("FOLDER"),
        "the library's text: an older release than its newest fails")(
        "format", po::value<std::string>()->default_value("text")->value_name("FORM"), "text or json");
    line.parse(arguments);
    const std::string format = one_of("format", line.get<std::string>("format"), {"text", "json"});
    if (line.positional().size() != 1) throw spec::UsageError("library verify: expected one library file");
    std::vector<spec::trust::Certificate> roots;
    if (const auto file = line.find<std::string>("trust"))
        roots = spec::trust::read_certificates(spec::trust::read_bytes(*file, "PEM certificates"), *file);
    std::optional<fs::path> folder;
    if (const auto text = line.find<std::string>("text")) folder = *text;
    const auto found = library::verify_library(line.positional().front(), roots, folder);
    write_output(line.common().output, format == "json" ? spec::canonical_json(spec::trust::to_json(found)) + "\n"
                                                        : spec::trust::to_text(found));
    switch (found.overall()) {
        case spec::trust::Verdict::passed: return exit_done;
        case spec::trust::Verdict::failed: return exit_bad_input;
        case spec::trust::Verdict::indeterminate: return exit_partly;
    }
    return exit_defect;
}

int run_library_export(const std::vector<std::string>& arguments) {
    CommandLine line(
        "library export", "",
        "writes a library in a form of others: msp (EI), jcamp (Raman), sdf (structures), csv (a folder of tables)",
        "sarap library export -l library.h5 --to sdf -o substances.sdf");
    line.options().add_options()("library,l", po::value<std::string>()->value_name("FILE"),
                                 "library [the starter library]")("to", po::value<std::string>()->value_name("FORM"),
                                                                  "msp, jcamp, sdf or csv");
    line.parse(arguments);
    if (!line.has("to")) throw spec::UsageError("library export: no form (expected --to msp, jcamp, sdf or csv)");
    if (!line.common().output) throw spec::UsageError("library export: no place to write (expected -o PATH)");
    const std::string form = one_of("to", line.get<std::string>("to"), {"msp", "jcamp", "sdf", "csv"});
    const auto report = library::export_library(
        library::read_library(substance_library(line.find<std::string>("library"))), form, *line.common().output);
    std::cout << "written " << report.written << " left out " << report.left_out.size() << '\n';
    if (line.common().verbosity == Verbosity::verbose)
        for (const std::string& left : report.left_out) std::cerr << "left out " << left << '\n';
    return exit_done;
}

}  // namespace sarap
