#pragma once

#include <span>
#include <spec/conclude/method.hpp>
#include <string>
#include <string_view>
#include <variant>

namespace spec::conclude {

/// Where a parameter of a method stands.
using ParameterPlace = std::variant<double*, int*, std::string*>;

/// One parameter: its section and key in a method file, what it means (with unit), and where it stands.
struct Parameter {
    std::string_view section, key, comment;
    ParameterPlace (*place)(Method& method);
};

/// All parameters, section by section, in the order in which --print-method writes them.
std::span<const Parameter> method_parameters();

}  // namespace spec::conclude
