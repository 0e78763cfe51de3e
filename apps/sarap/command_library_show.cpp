#include <algorithm>
#include <iostream>
#include <spec/core/error.hpp>
#include <spec/core/json.hpp>
#include <spec/library/library.hpp>
#include <spec/library/show.hpp>

#include "command.hpp"
#include "command_library.hpp"
#include "output.hpp"
#include "starter.hpp"

namespace sarap {
namespace {

namespace library = spec::library;
using spec::Json;

std::string shown(const Json& value) {
    return value.is_null() ? "" : value.is_string() ? value.get<std::string>() : value.dump();
}

std::string row(const char* label, const std::string& value) {
    if (value.empty()) return {};
    std::string text(label);
    text.resize(14, ' ');
    return text + value + "\n";
}

std::string control_line(const Json& control) {
    std::string text = shown(control["jurisdiction"]) + "  " + shown(control["list"]);
    if (!control["valid_from"].is_null()) text += "  from " + shown(control["valid_from"]);
    if (!control["valid_to"].is_null()) text += " to " + shown(control["valid_to"]);
    if (!control["seen_on"].is_null()) text += "  seen " + shown(control["seen_on"]);
    return text + "  (" + shown(control["basis"]) +
           (control["verified"].get<bool>() ? "; verified)" : "; not verified)");
}

// "large from 1 g of the mixture (verified)": a row, not a judgement.
std::string amount_line(const Json& amount) {
    std::string text = shown(amount["list"]) + "  " + shown(amount["band"]);
    if (!amount["from"].is_null()) text += " from " + shown(amount["from"]);
    if (!amount["to"].is_null()) text += " to " + shown(amount["to"]);
    text += " " + shown(amount["unit"]) + ", mass of the " + shown(amount["mass_basis"]);
    if (!amount["valid_from"].is_null()) text += ", from " + shown(amount["valid_from"]);
    if (!amount["valid_to"].is_null()) text += " to " + shown(amount["valid_to"]);
    return text + "  (" + shown(amount["basis"]) + (amount["verified"].get<bool>() ? "; verified)" : "; not verified)");
}

std::string inlet_line(const Json& row) {
    const bool parent = row.contains("becomes");
    return (parent ? "becomes " + shown(row["becomes"]) : "comes from " + shown(row["comes_from"])) + ": " +
           shown(row["conditions"]) + (row["verified"].get<bool>() ? "" : "  (not verified)");
}

std::string as_text(const Json& substance) {
    std::string names;
    for (const Json& name : substance["names"]) {
        names += (names.empty() ? "" : "; ") + shown(name["name"]);
        if (name["language"] != "und" && name["language"] != "en") names += " (" + shown(name["language"]) + ")";
    }
    std::string text = shown(substance["name"]) + " (" + shown(substance["id"]) + ")\n" + row("names", names) +
                       row("formula", shown(substance["formula"])) + row("InChIKey", shown(substance["inchikey"])) +
                       row("SMILES", shown(substance["smiles"])) + row("CAS", shown(substance["cas"])) +
                       row("class", shown(substance["class"])) +
                       row("structure", shown(substance["structure_verified"]));
    for (const Json& status : substance["legal_status"])
        text += row("status", shown(status["jurisdiction"]) +
                                  (status["as_of"].is_null() ? "" : " on " + shown(status["as_of"])) + ": " +
                                  shown(status["status"]) + "; " + shown(status["reason"]));
    for (const Json& control : substance["controls"]) text += row("control", control_line(control));
    for (const Json& amount : substance["thresholds"]) text += row("amount", amount_line(amount));
    for (const Json& rule : substance["rules"])
        text += row("definition", shown(rule["id"]) + "  " + shown(rule["jurisdiction"]) + "  (indicative only)");
    for (const Json& item : substance["inlet"]) text += row("known product", inlet_line(item));
    for (const Json& entry : substance["entries"])
        text += row("spectrum", shown(entry["id"]) + "  " + shown(entry["technique"]) + "  " + shown(entry["kind"]));
    return text;
}

std::string gaps_text(const Json& gaps) {
    std::string text;
    for (const Json& gap : gaps["gaps"]) {
        text +=
            shown(gap["id"]) + "\t" + shown(gap["name"]) + "\t" + (gap["listed"].get<bool>() ? "listed" : "") + "\t";
        std::string lacks;
        for (const Json& what : gap["lacks"]) lacks += (lacks.empty() ? "" : " ") + shown(what);
        text += lacks + "\n";
    }
    text += "of " + gaps["substances"].dump() + " substances lack";
    const char* separator = " ";
    for (const auto& item : gaps["lacking"].items()) {
        text += separator + item.key() + " " + item.value().dump();
        separator = ", ";
    }
    return text + "\n";
}

int show_gaps(const CommandLine& line, const std::string& format) {
    if (!line.positional().empty())
        throw spec::UsageError("library show --gaps: takes no name (it lists what all substances lack)");
    const Json json = library::gaps_json(library::Library::open(substance_library(line.find<std::string>("library"))));
    write_output(line.common().output, format == "json" ? spec::canonical_json(json) + "\n" : gaps_text(json));
    return exit_done;
}

}  // namespace

int run_library_show(const std::vector<std::string>& arguments) {
    CommandLine line("library show", "NAME|INCHIKEY|ID", "all that a library knows of one substance",
                     "sarap library show fentanyl --jurisdiction KZ --as-of 2026-11-01");
    line.options().add_options()("library,l", po::value<std::string>()->value_name("FILE"),
                                 "library [the starter library]")(
        "jurisdiction", po::value<std::vector<std::string>>()->value_name("CODE"),
        "whose law is asked, repeatable [KZ]")("as-of", po::value<std::string>()->value_name("DATE"),
                                               "the day for which the status is asked")(
        "gaps", "list instead which substances lack a structure, a spectrum, a Kazakh or Russian name")(
        "format", po::value<std::string>()->default_value("text")->value_name("FORM"), "text or json");
    line.parse(arguments);
    if (line.has("gaps")) return show_gaps(line, one_of("format", line.get<std::string>("format"), {"text", "json"}));
    if (line.positional().size() != 1) throw spec::UsageError("library show: expected one name, InChIKey or id");
    const std::string format = one_of("format", line.get<std::string>("format"), {"text", "json"});
    std::optional<std::string> as_of;
    if (const auto date = line.find<std::string>("as-of")) as_of = iso_date("as-of", *date);
    auto jurisdictions = line.list("jurisdiction");
    if (jurisdictions.empty()) jurisdictions = {"KZ"};
    const auto held = library::Library::open(substance_library(line.find<std::string>("library")));
    const library::Substance* substance = held.find(line.positional().front());
    if (!substance)
        throw spec::UsageError("library show: no substance '" + line.positional().front() + "' in " +
                               held.path().string() +
                               " (expected a name, InChIKey or id that `sarap library list` shows)");
    const Json json = library::substance_json(held, *substance, jurisdictions, as_of);
    write_output(line.common().output, format == "json" ? spec::canonical_json(json) + "\n" : as_text(json));
    return exit_done;
}

int run_library_list(const std::vector<std::string>& arguments) {
    CommandLine line("library list", "", "the substances of a library, one a line",
                     "sarap library list --format jsonl");
    line.options().add_options()("library,l", po::value<std::string>()->value_name("FILE"),
                                 "library [the starter library]")(
        "format", po::value<std::string>()->default_value("text")->value_name("FORM"), "text or jsonl");
    line.parse(arguments);
    if (!line.positional().empty()) throw spec::UsageError("library list: takes no arguments but options");
    const std::string format = one_of("format", line.get<std::string>("format"), {"text", "jsonl"});
    const auto held = library::Library::open(substance_library(line.find<std::string>("library")));
    std::string text;
    for (const library::Substance& substance : held.substances()) {
        const auto entries = static_cast<std::size_t>(
            std::count_if(held.entries().begin(), held.entries().end(),
                          [&](const auto& entry) { return library::is_of(entry, substance); }));
        const Json json{{"id", substance.id},
                        {"name", substance.name},
                        {"formula", substance.formula},
                        {"inchikey", substance.inchikey},
                        {"class", substance.compound_class},
                        {"spectra", entries}};
        text += format == "jsonl"
                    ? spec::canonical_json(json) + "\n"
                    : substance.id + "\t" + substance.name + "\t" + substance.formula + "\t" + substance.inchikey +
                          "\t" + substance.compound_class + "\t" + std::to_string(entries) + "\n";
    }
    write_output(line.common().output, text);
    return exit_done;
}

}  // namespace sarap
