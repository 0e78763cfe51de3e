#include "libraries.hpp"

#include <algorithm>
#include <spec/core/error.hpp>

#include "starter.hpp"

namespace sarap {
namespace {

using spec::library::Library;

std::vector<std::string> chosen(const std::vector<std::string>& paths) {
    if (!paths.empty()) return paths;
    return {substance_library(std::nullopt).string()};
}

bool has_law(const Library& library) { return !library.substances().empty(); }

}  // namespace

Libraries::Libraries(const std::vector<std::string>& paths) {
    for (const std::string& path : chosen(paths)) searched_.push_back(Library::open(path));
    if (std::any_of(searched_.begin(), searched_.end(), has_law)) return;
    const auto starter = find_starter();
    if (!starter)
        throw spec::UsageError(
            "no library with substances and their legal status (expected the starter library beside the program)");
    starter_.push_back(Library::open(*starter));
}

std::vector<const Library*> Libraries::searched() const {
    std::vector<const Library*> all;
    for (const Library& library : searched_) all.push_back(&library);
    return all;
}

std::vector<const Library*> Libraries::law() const {
    std::vector<const Library*> all;
    for (const Library& library : searched_)
        if (has_law(library)) all.push_back(&library);
    for (const Library& library : starter_) all.push_back(&library);
    return all;
}

void add_identifying_options(CommandLine& line) {
    using Strings = std::vector<std::string>;
    line.options().add_options()("library,l", po::value<Strings>()->composing()->value_name("FILE"),
                                 "reference library (repeatable) [$SARAP_LIBRARY, else the starter library]")(
        "method", po::value<std::string>()->value_name("FILE"), "parameters of the evaluation (TOML)")(
        "print-method", "write all parameters with comments and stop")(
        "jurisdiction", po::value<Strings>()->composing()->value_name("CODE"), "whose law is asked (repeatable) [KZ]")(
        "as-of", po::value<std::string>()->value_name("DATE"),
        "date of the act or seizure for the legal status; without it the status is unknown")(
        "top", po::value<int>()->value_name("N"), "hits to list [10]")(
        "set-level", po::value<double>()->value_name("P"),
        "share of candidate sets that hold the true compound [0.95]")(
        "format", po::value<std::string>()->default_value("text")->value_name("F"), "text, json or jsonl");
}

spec::conclude::LegalQuestion legal_question(const CommandLine& line) {
    spec::conclude::LegalQuestion question;
    if (line.has("jurisdiction")) question.jurisdictions = line.list("jurisdiction");
    if (const auto date = line.find<std::string>("as-of")) question.as_of = iso_date("as-of", *date);
    return question;
}

}  // namespace sarap
