#include <algorithm>
#include <iostream>
#include <spec/casework/rescan.hpp>
#include <spec/core/error.hpp>
#include <spec/core/text.hpp>
#include <spec/io/source.hpp>
#include <spec/report/report.hpp>

#include "command.hpp"
#include "command_line.hpp"
#include "evaluation.hpp"
#include "libraries.hpp"
#include "output.hpp"

namespace sarap {
namespace {

namespace fs = std::filesystem;
using spec::Json;
using spec::casework::RescanScope;

// A folder stands for the results in it, such as CASE/results.
std::vector<std::string> result_files(const std::vector<std::string>& arguments) {
    if (arguments.empty()) throw spec::UsageError("rescan: no result (expected RESULT.json..., or folders of them)");
    std::vector<std::string> files;
    for (const std::string& argument : arguments) {
        if (!fs::is_directory(argument)) {
            files.push_back(argument);
            continue;
        }
        std::vector<std::string> found;
        for (const auto& item : fs::directory_iterator(argument))
            if (item.path().extension() == ".json" || item.path().extension() == ".jsonl")
                found.push_back(item.path().string());
        std::sort(found.begin(), found.end());
        files.insert(files.end(), found.begin(), found.end());
    }
    return files;
}

std::string short_number(const Json& value) {
    return value.is_number() ? spec::shortest(spec::round_significant(value.get<double>(), 4)) : std::string();
}

std::string text_of(const Json& line) {
    const Json& now = line["now"]["conclusion"];
    std::string text = line["result"].get<std::string>() + "  component " + line["component"].dump();
    if (line["retention_time_s"].is_number()) text += " at " + short_number(line["retention_time_s"]) + " s";
    text += ": was " + line["before"]["conclusion"]["outcome"].get<std::string>() + ", would now be " +
            now["outcome"].get<std::string>() + "\n";
    for (const Json& candidate : line["candidates"]) {
        text += "  " + candidate["name"].get<std::string>() + "  " + candidate["inchikey"].get<std::string>();
        if (candidate["probability"].is_number()) text += "  probability " + short_number(candidate["probability"]);
        text += "\n";
        for (const Json& status : candidate["legal_status"])
            text += "    " + status["jurisdiction"].get<std::string>() + ": " + status["status"].get<std::string>() +
                    ", " + status["reason"].get<std::string>() + "\n";
    }
    for (const Json& note : line["notes"]) text += "  note: " + note.get<std::string>() + "\n";
    return text;
}

std::string formatted(const std::vector<Json>& lines, const std::string& format) {
    if (format == "json") return spec::canonical_json(Json(lines)) + "\n";
    std::string out;
    for (const Json& line : lines) out += format == "text" ? text_of(line) : spec::canonical_json(line) + "\n";
    return out;
}

}  // namespace

int run_rescan(const std::vector<std::string>& arguments) {
    CommandLine line("rescan", "RESULT.json...",
                     "searches what old results could not name again, in a new library; lists what would now be found "
                     "and changes nothing",
                     "sarap rescan case/results --library release8.h5 --as-of 2026-11-01 --format jsonl");
    add_identifying_options(line);
    line.options().add_options()("all", "look at named components too, and list every answer that would change");
    line.parse(arguments);
    const std::string format = one_of("format", line.get<std::string>("format"), {"text", "json", "jsonl"});
    const spec::conclude::Method method = chosen_method(line);
    const auto files = result_files(line.positional());
    const Libraries libraries(line.list("library"));
    const spec::search::EiSearch ei(libraries.searched());
    const spec::search::RamanSearch raman(libraries.searched(), method.raman);
    const auto question = legal_question(line);
    const spec::conclude::Engines engines{ei, raman, libraries.searched(), libraries.law(), method, question};
    const RescanScope scope = line.has("all") ? RescanScope::all : RescanScope::unidentified;
    std::vector<Json> lines;
    std::size_t searched = 0, failed = 0;
    for (const std::string& file : files) {
        try {
            for (const Json& result : spec::report::read_results(spec::io::Source::open(file).text(), file)) {
                if (result["schema"] != "sarap.result/1") continue;  // an exhibit rests on results of its own files
                auto found = spec::casework::rescan(result, file, engines, scope);
                searched += found.searched;
                std::move(found.lines.begin(), found.lines.end(), std::back_inserter(lines));
            }
        } catch (const spec::DataError& error) {
            ++failed;
            std::cerr << error.what() << '\n';
        }
    }
    if (failed > 0 && failed == files.size() && files.size() == 1) return exit_bad_input;
    write_output(line.common().output, formatted(lines, format));
    if (line.common().verbosity != Verbosity::quiet)
        std::cerr << "searched again " << searched << ", listed " << lines.size() << "\n";
    return failed > 0 ? exit_partly : exit_done;
}

}  // namespace sarap
