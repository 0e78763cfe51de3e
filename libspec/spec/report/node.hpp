#pragma once

#include <optional>
#include <spec/core/json.hpp>
#include <string>
#include <vector>

namespace spec::report {

/// A place in a JSON value that knows its path, so that a message can name it and a printed number carries it as its
/// id. Absent and null are the same: a report shows both as "not stated".
class Node {
 public:
    /// value must outlive the node; file names it in messages
    Node(const Json& value, std::string file, std::string path = "")
        : value_(&value), file_(std::move(file)), path_(std::move(path)) {}

    Node operator[](const char* key) const;  ///< an absent node when there is no such key
    bool present() const;
    const std::string& path() const { return path_; }  ///< "results[0].findings[2].quantity.value"
    const Json& json() const { return *value_; }

    /// throws : DataError "<file>: <path> is missing (expected a text)", or what it is instead
    std::string text() const;
    std::string text_or(const std::string& other) const;
    double number() const;
    std::optional<double> number_if() const;  ///< nothing when absent
    bool truth() const;
    std::vector<Node> items() const;      ///< of a list; empty when absent
    std::vector<double> numbers() const;  ///< of a list of numbers; empty when absent
    std::vector<std::string> texts() const;
    [[noreturn]] void refuse(const std::string& expected) const;

 private:
    const Json* value_;
    std::string file_, path_;
};

}  // namespace spec::report
