#pragma once

#include <map>
#include <string_view>

namespace spec::report {

/// The catalogue files as compiled in, by language (made by CMake from catalogue/*.toml).
extern const std::map<std::string_view, std::string_view> catalogue_texts;

}  // namespace spec::report
