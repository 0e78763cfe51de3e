#include <spec/casework/sampling.hpp>
#include <spec/core/error.hpp>
#include <spec/core/json.hpp>
#include <spec/core/result.hpp>
#include <spec/core/text.hpp>

#include "command.hpp"
#include "command_line.hpp"
#include "output.hpp"

namespace sarap {
namespace {

using spec::Json;
using spec::casework::SamplingQuestion;
using spec::casework::SharePrior;

std::string percent(double share) { return spec::shortest(spec::round_significant(100 * share, 6)) + " %"; }

Json plan_json(const SamplingQuestion& question, const SharePrior& prior) {
    const auto count = [](const std::optional<long>& n) { return n ? Json(*n) : Json(nullptr); };
    return {{"population", question.population},
            {"share", spec::printed(question.share)},
            {"confidence", spec::printed(question.confidence)},
            {"negatives", question.negatives},
            {"prior", {spec::printed(prior.a), spec::printed(prior.b)}},
            {"hypergeometric", count(spec::casework::hypergeometric_sample(question))},
            {"bayesian", count(spec::casework::bayesian_sample(question, prior))}};
}

std::string plan_text(const Json& plan, const SamplingQuestion& question) {
    const auto units = [](const Json& n) {
        return n.is_null() ? std::string("no sample is enough") : "examine " + std::to_string(n.get<long>()) + " units";
    };
    const std::string claim = "at least " + percent(question.share) + " of " + std::to_string(question.population) +
                              " units, confidence " + percent(question.confidence) + ", at most " +
                              std::to_string(question.negatives) + " negative\n";
    return claim + "hypergeometric: " + units(plan["hypergeometric"]) + "\nBayesian, prior Beta(" +
           spec::shortest(plan["prior"][0].get<double>()) + ", " + spec::shortest(plan["prior"][1].get<double>()) +
           "): " + units(plan["bayesian"]) + "\n";
}

void add_statement(const SamplingQuestion& question, long examined, long positives, const SharePrior& prior, Json& out,
                   std::string& text) {
    const auto said = spec::casework::evaluate_sample(question, examined, positives, prior);
    out["examined"] = examined;
    out["positives"] = positives;
    out["at_least"] = said.at_least;
    out["posterior"] = spec::printed(said.bayesian_probability);
    text += std::to_string(positives) + " of " + std::to_string(examined) + " examined hold the substance: at least " +
            std::to_string(said.at_least) + " of " + std::to_string(question.population) + " units (" +
            percent(spec::round_significant(said.share, 4)) + ") do, confidence " + percent(question.confidence) +
            "\nposterior probability that at least " + percent(question.share) +
            " do: " + spec::shortest(spec::round_significant(said.bayesian_probability, 4)) + "\n";
}

void add_mass(const SamplingQuestion& question, const std::string& list, Json& out, std::string& text) {
    std::vector<double> masses;
    for (const std::string_view one : spec::split(list, ',')) {
        const auto mass = spec::to_double(one);
        if (!mass) throw spec::UsageError("--masses " + list + " (expected numbers with commas between)");
        masses.push_back(*mass);
    }
    const auto total = spec::casework::total_mass(question.population, masses, question.confidence);
    out["total_mass"] = {{"value", spec::printed(total.total)}, {"half_width", spec::printed(total.half_width)}};
    text += "mass of all units: " + spec::shortest(spec::round_significant(total.total, 6)) + " +- " +
            spec::shortest(spec::round_significant(total.half_width, 3)) + " (confidence " +
            percent(question.confidence) + ", t = " + spec::shortest(spec::round_significant(total.t, 4)) + ")\n";
}

SharePrior prior_of(const std::string& text) {
    const auto parts = spec::split(text, ',');
    const auto a = parts.size() == 2 ? spec::to_double(parts[0]) : std::nullopt;
    const auto b = parts.size() == 2 ? spec::to_double(parts[1]) : std::nullopt;
    if (!a || !b) throw spec::UsageError("--prior " + text + " (expected two numbers, for example 1,1)");
    return {*a, *b};
}

}  // namespace

int run_sampling(const std::vector<std::string>& arguments) {
    CommandLine line("sampling", "", "how many of many units to examine, and what a sample says of all",
                     "sarap sampling --population 100 --share 0.9 --confidence 0.95");
    line.options().add_options()("population", po::value<long>()->value_name("N"), "number of units")(
        "share", po::value<double>()->value_name("K")->default_value(0.9, "0.9"),
        "share that is to hold the substance")(
        "confidence", po::value<double>()->value_name("P")->default_value(0.95, "0.95"), "confidence of the statement")(
        "negatives", po::value<long>()->value_name("R")->default_value(0), "units of the sample that may not hold it")(
        "prior", po::value<std::string>()->value_name("A,B")->default_value("1,1"), "Bayesian plan: Beta prior")(
        "examined", po::value<long>()->value_name("N"), "units that were examined")(
        "positives", po::value<long>()->value_name("X"), "units of these that hold the substance")(
        "masses", po::value<std::string>()->value_name("M,M,..."), "masses of the units weighed: mass of all")(
        "format", po::value<std::string>()->value_name("text|json")->default_value("text"),
        "how the answer is written");
    line.parse(arguments);
    const auto population = line.find<long>("population");
    if (!population || !line.positional().empty())
        throw spec::UsageError("sampling needs --population N (see `sarap sampling --help`)");
    const auto examined = line.find<long>("examined"), positives = line.find<long>("positives");
    if (examined.has_value() != positives.has_value())
        throw spec::UsageError("--examined and --positives (expected both or neither)");
    const SamplingQuestion question{*population, line.get<double>("share"), line.get<double>("confidence"),
                                    line.get<long>("negatives")};
    const SharePrior prior = prior_of(line.get<std::string>("prior"));
    Json out = plan_json(question, prior);
    out["schema"] = "sarap.sampling/1";
    std::string text = plan_text(out, question);
    if (examined) add_statement(question, *examined, *positives, prior, out, text);
    if (const auto masses = line.find<std::string>("masses")) add_mass(question, *masses, out, text);
    const bool json = one_of("format", line.get<std::string>("format"), {"text", "json"}) == "json";
    write_output(line.common().output, json ? spec::canonical_json(out) + "\n" : text);
    return exit_done;
}

}  // namespace sarap
