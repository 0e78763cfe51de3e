#pragma once

#include <spec/report/compose.hpp>

namespace spec::report {

/// The box at the head of a report: one sentence a finding.
void add_summary(Composer& out, const Node& twin);
/// All that one result says: file, findings, components, candidates, figures, quality checks.
/// blank : a blank of the same technique to draw below, or nullptr
void add_measurement(Composer& out, const Node& result, int number, const Node* blank = nullptr);
/// The SHA-256 of a twin's canonical bytes, lower-case hexadecimal.
std::string sha256_of_twin(const Json& twin);

}  // namespace spec::report
