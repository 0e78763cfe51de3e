#pragma once

#include <cstddef>
#include <optional>
#include <source_location>
#include <stdexcept>
#include <string>

namespace spec {

/// Where in an input something was found: a file, and where it is known a line (from 1) or a byte (from 0).
struct Position {
    std::string file;
    std::optional<std::size_t> line;
    std::optional<std::size_t> byte;

    static Position at_file(std::string file) { return {std::move(file), {}, {}}; }
    static Position at_line(std::string file, std::size_t line) { return {std::move(file), line, {}}; }
    static Position at_byte(std::string file, std::size_t byte) { return {std::move(file), {}, byte}; }

    /// "a.msp", "a.msp:3" or "data.ms:byte 264".
    std::string text() const;
};

/// The input is wrong. The message is `<file>[:<line> | :byte <n>]: <what is wrong> (<what was expected>)`,
/// lower case, without full stop, quoting the offending text.
class DataError : public std::runtime_error {
 public:
    DataError(Position position, const std::string& message);
    const Position& position() const { return position_; }
    /// The message without the position, for callers that place it themselves.
    const std::string& message() const { return message_; }

 private:
    Position position_;
    std::string message_;
};

/// The request is wrong: an option, a combination of options, a name that does not exist.
class UsageError : public std::runtime_error {
 public:
    using std::runtime_error::runtime_error;
};

/// Sarap itself is wrong: a contract between its parts was broken.
class ContractError : public std::logic_error {
 public:
    using std::logic_error::logic_error;
};

/// Checks a contract in every build; not for inner loops.
///
/// holds    : what must be true
/// contract : the condition as a reader would write it, "tolerance_mz >= 0"
/// throws   : ContractError with file and line of the caller
void expect(bool holds, const char* contract, std::source_location where = std::source_location::current());

}  // namespace spec
