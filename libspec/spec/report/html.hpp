#pragma once

#include <spec/report/document.hpp>
#include <string>

namespace spec::report {

/// The document as one HTML file that needs no other: figures inside as SVG, no script, nothing fetched.
std::string to_html(const Document& document);

}  // namespace spec::report
