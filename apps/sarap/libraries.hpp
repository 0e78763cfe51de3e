#pragma once

#include <filesystem>
#include <spec/conclude/legal.hpp>
#include <spec/library/library.hpp>
#include <string>
#include <vector>

#include "command_line.hpp"

namespace sarap {

/// The libraries of an identifying command, opened.
class Libraries {
 public:
    /// Opens --library (repeatable), else $SARAP_LIBRARY, else the starter.
    ///
    /// throws : DataError when one cannot be opened
    explicit Libraries(const std::vector<std::string>& paths);

    std::vector<const spec::library::Library*> searched() const;
    /// Those that hold substances and control rows; the starter when none of the searched does.
    std::vector<const spec::library::Library*> law() const;

 private:
    std::vector<spec::library::Library> searched_;
    std::vector<spec::library::Library> starter_;  ///< at most one, when needed for the law
};

/// Adds --library, --method, --print-method, --jurisdiction, --as-of, --top, --set-level, --format.
void add_identifying_options(CommandLine& line);

/// The law asked by --jurisdiction and --as-of.
spec::conclude::LegalQuestion legal_question(const CommandLine& line);

}  // namespace sarap
