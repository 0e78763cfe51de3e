#pragma once

#include <optional>
#include <spec/core/json.hpp>
#include <spec/report/catalogue.hpp>
#include <spec/report/document.hpp>
#include <spec/trust/signer.hpp>
#include <string>
#include <vector>

namespace spec::report {

/// What a report is asked to be.
struct Request {
    std::string language = "en";       ///< "en", "kk" or "ru"
    std::optional<std::string> date;   ///< ISO date that the caller claims
};

/// A report's JSON twin (schema sarap.report/1): everything that its pages show, in one value.
///
/// results : objects of schema sarap.result/1, from `identify`
/// signer  : absent for an unsigned report; a PEM key marks the report TEST
Json make_twin(const std::vector<Json>& results, const Request& request, const std::optional<trust::Signer>& signer);

/// The pages of a twin in one language; the same twin gives the same bytes.
///
/// file   : name of the twin for messages
/// throws : DataError naming the place in the twin that is missing or wrong
std::string render_pdf(const Json& twin, const std::string& file, const std::string& language);

/// A report's files, all as bytes. The manifest names the hashes of pages and twin; the signature is over the manifest.
struct ReportFiles {
    std::string pdf, twin, manifest;
    std::optional<std::string> signature;  ///< DER, detached CMS
};

/// name : file name of the PDF without ".pdf", as it stands in the manifest
ReportFiles make_report(const std::vector<Json>& results, const Request& request, const std::optional<trust::Signer>& signer,
                        const std::string& name);

/// The results in a file: one object, a list, or one object a line.
///
/// throws : DataError when it is not JSON or an object is not a sarap.result/1
std::vector<Json> read_results(std::string_view text, const std::string& file);

}  // namespace spec::report
