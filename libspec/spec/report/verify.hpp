#pragma once

#include <optional>
#include <spec/trust/certificate.hpp>
#include <spec/trust/verdict.hpp>
#include <string>
#include <vector>

namespace spec::report {

/// Whether a report is as it was signed: rules R01 to R18 of docs/methods/report.md.
///
/// path     : NAME.pdf; a NAME.json beside it must be the twin inside, a NAME.json.p7s its signature. Or NAME.json, a
/// twin
///            with its signature beside it.
///            A result (sarap.result/1) is not signed: only its form and its raw file are looked at.
/// raw_folder : where the measured files lie, under the names that the results give; their SHA-256 is compared (R19)
/// trusted  : root certificates of signers and of time-stamp authorities, and revocation lists
/// throws   : DataError when the file itself cannot be read; whatever else is wrong is a verdict
trust::Verification verify_report(const std::string& path, const trust::Trusted& trusted,
                                  const std::optional<std::string>& raw_folder = std::nullopt);

}  // namespace spec::report
