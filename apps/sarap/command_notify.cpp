#include <iostream>
#include <spec/casework/notification.hpp>
#include <spec/core/error.hpp>
#include <spec/io/source.hpp>
#include <spec/io/write_file.hpp>
#include <spec/report/case_file.hpp>
#include <spec/report/notification.hpp>
#include <spec/report/report.hpp>

#include "command.hpp"
#include "command_line.hpp"
#include "libraries.hpp"
#include "output.hpp"

namespace sarap {
namespace {

using spec::Json;

Json one_result(const std::string& file) {
    const auto results = spec::report::read_results(spec::io::Source::open(file).text(), file);
    if (results.size() != 1)
        throw spec::DataError(spec::Position::at_file(file),
                              "holds " + std::to_string(results.size()) + " results (expected one)");
    if (results.front()["schema"] != "sarap.result/1")
        throw spec::DataError(spec::Position::at_file(file),
                              "is an exhibit (expected the result of one measurement, with its components)");
    return results.front();
}

Json details_of(const CommandLine& line) {
    Json details = Json::object();
    if (const auto file = line.find<std::string>("details"))
        details = spec::report::read_notification(spec::io::Source::open(*file).text(), *file);
    if (const auto status = line.find<std::string>("status"))
        details["status"] = one_of("status", *status, {"new", "first_national", "update"});
    if (const auto smiles = line.find<std::string>("structure")) details["substance"]["structure"] = *smiles;
    return details;
}

}  // namespace

int run_notify(const std::vector<std::string>& arguments) {
    CommandLine line(
        "notify", "RESULT.json",
        "early warning: a notification of a substance that is new, as JSON, or as PDF with the JSON inside",
        "sarap notify exhibit.json --component 12 --details note.toml -o note.pdf");
    line.options().add_options()("component", po::value<int>()->value_name("N"), "the component, its id in the result")(
        "details", po::value<std::string>()->value_name("NOTE.toml"), "what the laboratory states of the sample")(
        "print-details", "write a template for --details")("status", po::value<std::string>()->value_name("S"),
                                                           "new, first_national or update [new]")(
        "structure", po::value<std::string>()->value_name("SMILES"), "the structure, as an expert established it")(
        "library,l", po::value<std::vector<std::string>>()->composing()->value_name("FILE"),
        "reference library (repeatable) [$SARAP_LIBRARY, else the starter library]")(
        "jurisdiction", po::value<std::vector<std::string>>()->composing()->value_name("CODE"),
        "whose law is asked (repeatable) [KZ]")("as-of", po::value<std::string>()->value_name("DATE"),
                                                "the day for which the status is asked");
    line.parse(arguments);
    if (line.has("print-details")) throw HelpRequested{std::string(spec::report::notification_template())};
    if (line.positional().size() != 1)
        throw spec::UsageError("notify: expected one result (see `sarap notify --help`)");
    if (!line.has("component")) throw spec::UsageError("notify: no component (expected --component N)");
    const std::string file = line.positional().front();
    const Json result = one_result(file);
    const Libraries libraries(line.list("library"));
    const Json notification = spec::casework::make_notification(
        result, file, line.get<int>("component"), details_of(line), libraries.law(), legal_question(line));
    const std::string text = spec::canonical_json(notification) + "\n";
    const auto output = line.common().output;
    if (!output || output->extension() != ".pdf") {
        write_output(output, text);
        return exit_done;
    }
    const auto twin = std::filesystem::path(*output).replace_extension(".json");
    if (std::filesystem::weakly_canonical(twin) == std::filesystem::weakly_canonical(file))
        throw spec::UsageError("--output " + output->string() + " would replace " + file +
                               " by the notification's JSON (expected another name)");
    spec::io::write_whole(twin, text);
    spec::io::write_whole(*output, spec::report::notification_pdf(notification, twin.string()));
    if (line.common().verbosity != Verbosity::quiet)
        std::cerr << output->string() << " and " << twin.string() << ": written, not signed\n";
    return exit_done;
}

}  // namespace sarap
