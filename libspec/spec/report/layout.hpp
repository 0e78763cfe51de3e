#pragma once

#include <spec/report/document.hpp>
#include <string>

namespace spec::report {

/// The document on A4 pages as PDF 1.4, without any transparency. The same document gives the same bytes.
std::string to_pdf(const Document& document);

}  // namespace spec::report
