#pragma once

#include <boost/program_options.hpp>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace sarap {

namespace po = boost::program_options;

/// Thrown when --help was asked for; main prints the text on stdout and exits 0.
struct HelpRequested {
    std::string text;
};

enum class Verbosity { quiet, normal, verbose };

/// What every command understands.
struct CommonOptions {
    std::optional<std::filesystem::path> output;  ///< stdout when absent
    Verbosity verbosity = Verbosity::normal;
};

/// The arguments of one command: its own options, the common ones, and positional arguments.
///
///     CommandLine line("search", "SPECTRA...", "searches every spectrum of the files against the library",
///                      "sarap search unknown.msp -l library.h5 --format jsonl");
///     line.options().add_options()("top", po::value<int>()->default_value(10), "hits to list");
///     line.parse(arguments);                      // throws HelpRequested or UsageError
///     const int top = line.get<int>("top");
class CommandLine {
 public:
    CommandLine(std::string command, std::string positional, std::string summary, std::string example);

    po::options_description& options() { return options_; }
    /// Adds --threads, --output, --quiet, --verbose, --help, reads the arguments and sets the number of threads.
    void parse(const std::vector<std::string>& arguments);

    template <typename Value>
    Value get(const std::string& option) const {
        return values_[option].as<Value>();
    }
    template <typename Value>
    std::optional<Value> find(const std::string& option) const {
        if (values_.count(option) == 0) return std::nullopt;
        return values_[option].as<Value>();
    }
    bool has(const std::string& option) const { return values_.count(option) > 0; }
    /// The values of a repeatable option, empty when it is absent.
    std::vector<std::string> list(const std::string& option) const;
    const std::vector<std::string>& positional() const { return positional_; }
    const CommonOptions& common() const { return common_; }

 private:
    std::string help() const;

    std::string command_, positional_name_, summary_, example_;
    po::options_description options_{"Options"};
    po::variables_map values_;
    std::vector<std::string> positional_;
    CommonOptions common_;
};

/// The value of an option that takes one of a few words.
///
/// throws : UsageError that names the option and the words it takes
std::string one_of(const std::string& option, const std::string& value, const std::vector<std::string>& words);

/// A date as ISO 8601 writes it, 2026-11-01, checked against the calendar.
///
/// throws : UsageError that names the option
std::string iso_date(const std::string& option, const std::string& value);

}  // namespace sarap
