#pragma once

#include <spec/report/compose.hpp>

namespace spec::report {

/// Field tests as received, beside what the laboratory found, and the plant tests and cannabinoids of cannabis; nothing
/// when no exhibit of the twin has any.
void add_observations(Composer& out, const Node& twin);

}  // namespace spec::report
