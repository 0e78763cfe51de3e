#pragma once

#include <spec/core/result.hpp>
#include <string>

namespace sarap {

/// A result as a person reads it in a terminal: findings first, then the components and what remains open.
std::string result_text(const spec::Result& result);

/// A conclusion in one line: "single candidate: Fentanyl (probability 0.97)".
std::string conclusion_text(const spec::Conclusion& conclusion);

}  // namespace sarap
