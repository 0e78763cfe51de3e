#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "broken_input.hpp"

namespace spec::test {

/// A netCDF classic (CDF-1) file written by hand after the format specification (Unidata, "The NetCDF Classic Format
/// Specification"), without record dimension.
struct Netcdf {
    using Values = std::variant<std::string, std::vector<std::int16_t>, std::vector<std::int32_t>, std::vector<float>,
                                std::vector<double>>;
    struct Variable {
        std::string name;
        std::vector<int> dimensions;  // by ordinal
        Values values;
        std::vector<std::pair<std::string, double>> attributes = {};
    };
    std::vector<std::pair<std::string, std::int32_t>> dimensions;
    std::vector<std::pair<std::string, std::string>> attributes;
    std::vector<Variable> variables;

    std::string bytes() const {
        std::string head = std::string("CDF\1", 4) + be<std::int32_t>(0) + list(0x0A, dimensions.size());
        for (const auto& [name, length] : dimensions) head += text(name) + be(length);
        head += list(0x0C, attributes.size());
        for (const auto& [name, value] : attributes) head += text(name) + be<std::int32_t>(2) + text(value);
        head += list(0x0B, variables.size());
        std::size_t length = head.size();
        for (const Variable& variable : variables) length += entry(variable, 0).size();
        std::string body;
        for (const Variable& variable : variables) {
            head += entry(variable, static_cast<std::int32_t>(length + body.size()));
            body += data(variable.values);
        }
        return head + body;
    }

 private:
    static std::string padded(std::string data) { return data.append((4 - data.size() % 4) % 4, '\0'); }
    static std::string text(const std::string& value) {
        return be(static_cast<std::int32_t>(value.size())) + padded(value);
    }
    static std::string list(std::int32_t tag, std::size_t count) {
        return count == 0 ? std::string(8, '\0') : be(tag) + be(static_cast<std::int32_t>(count));
    }
    static std::string data(const Values& values) {
        return padded(std::visit(
            [](const auto& all) {
                std::string out;
                for (const auto value : all) out += be(value);
                return out;
            },
            values));
    }
    static std::string entry(const Variable& variable, std::int32_t begin) {
        std::string out = text(variable.name) + be(static_cast<std::int32_t>(variable.dimensions.size()));
        for (const int dimension : variable.dimensions) out += be<std::int32_t>(dimension);
        out += list(0x0C, variable.attributes.size());
        for (const auto& [name, value] : variable.attributes)
            out += text(name) + be<std::int32_t>(6) + be<std::int32_t>(1) + be(value);
        return out + be(static_cast<std::int32_t>(variable.values.index() + 2)) +
               be(static_cast<std::int32_t>(data(variable.values).size())) + be(begin);
    }
};

}  // namespace spec::test
