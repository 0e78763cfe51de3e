#pragma once

#include <optional>
#include <string>

namespace spec::casework {

/// Hours from one time to another, "2022-02-23T21:02:37"; nothing when one is not such a time.
std::optional<double> hours_between(const std::string& from, const std::string& to);

}  // namespace spec::casework
