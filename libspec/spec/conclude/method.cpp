#include <toml++/toml.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <spec/conclude/method.hpp>
#include <spec/conclude/method_parameters.hpp>
#include <spec/core/error.hpp>
#include <spec/core/sha256.hpp>
#include <spec/core/text.hpp>

namespace spec::conclude {
namespace {

std::string read_text(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    if (!in) throw DataError(Position::at_file(file.string()), "cannot be read (expected a method file in TOML)");
    return {std::istreambuf_iterator<char>(in), {}};
}

DataError wrong(const std::string& file, const toml::node& node, const std::string& what) {
    return DataError(Position::at_line(file, node.source().begin.line), what);
}

void set(const Parameter& parameter, const toml::node& node, const std::string& file, Method& method) {
    const std::string name = std::string(parameter.section) + "." + std::string(parameter.key);
    const ParameterPlace place = parameter.place(method);
    if (auto* const* number = std::get_if<double*>(&place)) {
        const auto value = node.value<double>();
        if (!value || !node.is_number()) throw wrong(file, node, name + " is not a number (expected a number)");
        **number = *value;
    } else if (auto* const* whole = std::get_if<int*>(&place)) {
        const auto value = node.value_exact<std::int64_t>();
        if (!value || *value < -2'000'000'000 || *value > 2'000'000'000)
            throw wrong(file, node, name + " is not a whole number (expected a whole number)");
        **whole = static_cast<int>(*value);
    } else {
        const auto value = node.value_exact<std::string>();
        if (!value) throw wrong(file, node, name + " is not text (expected text in quotes)");
        *std::get<std::string*>(place) = *value;
    }
}

void read_section(const std::string& section, const toml::table& table, const std::string& file, Method& method) {
    for (const auto& [key, node] : table) {
        const auto parameters = method_parameters();
        const auto known = std::find_if(parameters.begin(), parameters.end(), [&](const Parameter& parameter) {
            return parameter.section == section && parameter.key == key.str();
        });
        if (known == parameters.end())
            throw wrong(file, node,
                        "unknown parameter " + section + "." + std::string(key.str()) +
                            " (expected one that `sarap identify --print-method` lists)");
        set(*known, node, file, method);
    }
}

bool known_section(std::string_view section) {
    const auto parameters = method_parameters();
    return std::any_of(parameters.begin(), parameters.end(),
                       [&](const Parameter& parameter) { return parameter.section == section; });
}

std::string toml_quoted(const std::string& text) {
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') out += '\\';
        out += c;
    }
    return out + '"';
}

std::string value_text(const ParameterPlace& place) {
    if (auto* const* number = std::get_if<double*>(&place)) {
        const std::string digits = shortest(**number);
        return digits.find_first_of(".e") == std::string::npos ? digits + ".0" : digits;
    }
    if (auto* const* whole = std::get_if<int*>(&place)) return std::to_string(**whole);
    return toml_quoted(*std::get<std::string*>(place));
}

}  // namespace

Method read_method(const std::filesystem::path& file) {
    const std::string text = read_text(file);
    Method method;
    toml::table table;
    try {
        table = toml::parse(text, file.string());
    } catch (const toml::parse_error& error) {
        throw DataError(Position::at_line(file.string(), error.source().begin.line),
                        "not TOML: " + std::string(error.description()) + " (expected a method file)");
    }
    for (const auto& [key, node] : table) {
        const std::string section(key.str());
        if (section == "name" && node.is_string()) {
            method.name = *node.value<std::string>();
        } else if (const auto* inner = node.as_table(); inner && known_section(section)) {
            read_section(section, *inner, file.string(), method);
        } else {
            throw wrong(file.string(), node,
                        "unknown section '" + section + "' (expected one that `sarap identify --print-method` lists)");
        }
    }
    return method;
}

std::string method_text(const Method& method) {
    Method copy = method;
    std::string text =
        "# Parameters of an evaluation; what is left out keeps the value shown by --print-method.\nname = " +
        toml_quoted(method.name) + "\n";
    std::string_view section;
    for (const Parameter& parameter : method_parameters()) {
        if (parameter.section != section) text += "\n[" + std::string(parameter.section) + "]\n";
        section = parameter.section;
        text += "# " + std::string(parameter.comment) + "\n" + std::string(parameter.key) + " = " +
                value_text(parameter.place(copy)) + "\n";
    }
    return text;
}

std::string method_sha256(const Method& method) { return sha256_hex(method_text(method)); }

}  // namespace spec::conclude
