#include <iostream>
#include <spec/casework/review.hpp>
#include <spec/core/error.hpp>

#include "command.hpp"
#include "command_line.hpp"
#include "output.hpp"

namespace sarap {
namespace {

using spec::casework::ReviewStatement;

struct ReviewOptions {
    std::string case_folder, exhibit, certificate, key;
    ReviewStatement statement;
    CommonOptions common;
};

ReviewOptions parse_review(const std::vector<std::string>& arguments) {
    CommandLine line(
        "review", "CASE", "technical review of an exhibit: the reviewer's own reading first, then the decision, signed",
        "sarap review case --exhibit FL21/1010 --finding \"etizolam at 10.2 min\" --agree "
        "--reason \"spectrum and time agree with the standard\" --cert r.pem --key r.key --date 2026-11-22");
    line.options().add_options()("exhibit", po::value<std::string>()->value_name("E"), "the exhibit")(
        "finding", po::value<std::string>()->value_name("TEXT"),
        "the reviewer's own reading of the raw data; recorded before Sarap's findings are shown")(
        "agree", "the findings hold")("return", "they do not: back to the author")(
        "reason", po::value<std::string>()->value_name("TEXT"), "why")(
        "cert", po::value<std::string>()->value_name("C.pem"), "the reviewer's certificate, then those above it")(
        "key", po::value<std::string>()->value_name("K.pem"), "its private key")(
        "date", po::value<std::string>()->value_name("DATE"), "the date that the reviewer claims");
    line.parse(arguments);
    ReviewOptions out;
    const auto needed = [&](const char* option) {
        const auto value = line.find<std::string>(option);
        if (!value || value->empty())
            throw spec::UsageError("review needs --" + std::string(option) + " (see `sarap review --help`)");
        return *value;
    };
    if (line.positional().size() != 1)
        throw spec::UsageError("review takes one case folder (see `sarap review --help`)");
    out.case_folder = line.positional().front();
    out.exhibit = needed("exhibit");
    out.certificate = needed("cert");
    out.key = needed("key");
    out.statement.reading = line.find<std::string>("finding");
    if (line.has("agree") && line.has("return")) throw spec::UsageError("--agree with --return (expected one of them)");
    if (line.has("agree")) out.statement.decision = "agree";
    if (line.has("return")) out.statement.decision = "return";
    if (!out.statement.reading && !out.statement.decision)
        throw spec::UsageError("review: nothing to record (expected --finding, then --agree or --return)");
    if (out.statement.reading && out.statement.reading->empty())
        throw spec::UsageError("--finding is empty (expected the reviewer's own reading)");
    if (out.statement.decision) out.statement.reason = needed("reason");
    if (const auto date = line.find<std::string>("date")) out.statement.date = iso_date("date", *date);
    out.common = line.common();
    return out;
}

}  // namespace

int run_review(const std::vector<std::string>& arguments) {
    const ReviewOptions options = parse_review(arguments);
    const auto signer = spec::trust::pem_signer_from_files(options.certificate, options.key);
    const auto exhibit = spec::casework::find_exhibit(options.case_folder, options.exhibit);
    const auto written = spec::casework::record_review(options.case_folder, exhibit, options.statement, signer);
    std::string text;
    for (const auto& record : written)
        text += "recorded " + record.file + ": " + record.body["kind"].get<std::string>() + " of " +
                signer.certificate.common_name() + "\n";
    text += "Sarap's findings for " + exhibit.exhibit.value("exhibit", exhibit.stem) + ":\n" +
            spec::casework::findings_text(exhibit.exhibit);
    write_output(options.common.output, text);
    return exit_done;
}

}  // namespace sarap
