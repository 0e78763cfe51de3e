#include "command_line.hpp"

#include <omp.h>

#include <chrono>
#include <iostream>
#include <spec/core/error.hpp>
#include <spec/core/text.hpp>
#include <sstream>

namespace sarap {

CommandLine::CommandLine(std::string command, std::string positional, std::string summary, std::string example)
    : command_(std::move(command)),
      positional_name_(std::move(positional)),
      summary_(std::move(summary)),
      example_(std::move(example)) {}

std::string CommandLine::help() const {
    std::ostringstream out;
    out << "sarap " << command_ << ' ' << positional_name_ << " [options]\n  " << summary_ << "\n\n"
        << options_ << "\nExample:\n  " << example_ << "\n";
    return out.str();
}

void CommandLine::parse(const std::vector<std::string>& arguments) {
    options_.add_options()("threads", po::value<int>()->value_name("N"), "threads to use [all cores]")(
        "output,o", po::value<std::string>()->value_name("FILE"), "write the result there instead of stdout")(
        "quiet", "say nothing but errors")("verbose", "say more")("help", "this text");
    po::options_description hidden;
    hidden.add(options_).add_options()("positional", po::value<std::vector<std::string>>());
    po::positional_options_description rest;
    rest.add("positional", -1);
    try {
        po::store(po::command_line_parser(arguments).options(hidden).positional(rest).run(), values_);
        if (values_.count("help") > 0) throw HelpRequested{help()};
        po::notify(values_);
    } catch (const po::error& error) {
        throw spec::UsageError(std::string(error.what()) + " (see `sarap " + command_ + " --help`)");
    }
    positional_ = list("positional");
    if (const auto output = find<std::string>("output")) common_.output = *output;
    if (has("quiet")) common_.verbosity = Verbosity::quiet;
    if (has("verbose")) common_.verbosity = Verbosity::verbose;
    if (const auto threads = find<int>("threads")) {
        if (*threads < 1) throw spec::UsageError("--threads " + std::to_string(*threads) + " (expected 1 or more)");
        omp_set_num_threads(*threads);
    }
}

std::vector<std::string> CommandLine::list(const std::string& option) const {
    if (values_.count(option) == 0) return {};
    return values_[option].as<std::vector<std::string>>();
}

std::string one_of(const std::string& option, const std::string& value, const std::vector<std::string>& words) {
    std::string expected;
    for (const std::string& word : words) {
        if (word == value) return value;
        expected += (expected.empty() ? "" : ", ") + word;
    }
    throw spec::UsageError("--" + option + " " + value + " (expected one of " + expected + ")");
}

std::string iso_date(const std::string& option, const std::string& value) {
    const auto wrong = [&] {
        return spec::UsageError("--" + option + " " + value + " (expected a date such as 2026-11-01)");
    };
    if (value.size() != 10 || value[4] != '-' || value[7] != '-') throw wrong();
    const auto year = spec::to_long(value.substr(0, 4));
    const auto month = spec::to_long(value.substr(5, 2));
    const auto day = spec::to_long(value.substr(8, 2));
    if (!year || !month || !day || *month < 1 || *day < 1) throw wrong();
    const std::chrono::year_month_day date{std::chrono::year(static_cast<int>(*year)),
                                           std::chrono::month(static_cast<unsigned>(*month)),
                                           std::chrono::day(static_cast<unsigned>(*day))};
    if (!date.ok()) throw wrong();
    return value;
}

}  // namespace sarap
