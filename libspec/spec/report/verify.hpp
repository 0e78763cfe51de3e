#pragma once

#include <spec/trust/certificate.hpp>
#include <spec/trust/verdict.hpp>
#include <string>
#include <vector>

namespace spec::report {

/// Whether a report is as it was signed.
///
/// pdf_path : the PDF; beside it lie NAME.json (twin), NAME.manifest.json and NAME.manifest.p7s
/// trusted  : root certificates
/// throws   : DataError when the PDF itself cannot be read; whatever else is wrong is a verdict
trust::Verification verify_report(const std::string& pdf_path, const std::vector<trust::Certificate>& trusted);

}  // namespace spec::report
