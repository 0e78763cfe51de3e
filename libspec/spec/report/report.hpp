#pragma once

#include <optional>
#include <spec/core/json.hpp>
#include <spec/report/catalogue.hpp>
#include <spec/report/document.hpp>
#include <spec/report/pdf_archive.hpp>
#include <spec/report/pdf_sign.hpp>
#include <spec/trust/signer.hpp>
#include <string>
#include <vector>

namespace spec::report {

/// Someone who is to sign, as the pages and the twin name them.
struct AnnouncedSigner {
    std::string role;  ///< "author", "reviewer", "organisation"
    std::string name;
    std::optional<std::string> certificate_sha256;  ///< where it is known beforehand
    bool external = false;                          ///< signs with another program (report/external.hpp)
};

/// What a report is asked to be, beside its results.
struct Request {
    std::string language = "en";                   ///< "en", "kk" or "ru"
    std::optional<std::string> date;               ///< ISO date that the caller claims
    std::vector<AnnouncedSigner> further_signers;  ///< after the author, in the order of signing
    std::optional<Json> case_file, laboratory;     ///< from read_case and read_laboratory
    std::vector<Json> exhibits;  ///< sarap.exhibit/1: findings of several results joined; they head the report
    std::vector<Json> blanks;    ///< from blank_of: drawn below the exhibits that were measured after them
    std::vector<Json> reviews;   ///< decisions of reviewers on the exhibits (sarap.review/1), signatures verified
    std::optional<AnnouncedSigner> external_author;  ///< instead of a signer: the author signs with another program
    std::optional<Json> log;                         ///< checkpoint and proof of the twin's body (report/log_entry.hpp)
    bool final_report = false;                       ///< refused by make_report when a field is missing
};

/// What a report needs of a blank's result to draw it.
Json blank_of(const Json& result);

/// A report's JSON twin (schema sarap.report/1): everything that its pages show, in one value.
///
/// results : objects of schema sarap.result/1, from `identify`
/// signer  : the author; absent for an unsigned report; a PEM key marks the report TEST
Json make_twin(const std::vector<Json>& results, const Request& request, const std::optional<trust::Signer>& signer);

/// The pages of a twin in one language as PDF/A, the twin attached; the same twin gives the same bytes.
///
/// file   : name of the twin for messages
/// throws : DataError naming the place in the twin that is missing or wrong
std::string render_pdf(const Json& twin, const std::string& file, const std::string& language,
                       Conformance conformance = Conformance::pdfa_3b);

/// The same content as one HTML file.
std::string render_html(const Json& twin, const std::string& file, const std::string& language);

/// A report's files, all as bytes.
struct ReportFiles {
    std::string pdf;   ///< PDF/A-3 with the twin inside, signed by the author when there is one
    std::string twin;  ///< canonical JSON
    std::optional<std::string> twin_signature;  ///< DER, detached CMS over the twin
    std::vector<std::string> notes;             ///< what the caller should be told: no time stamp
};

/// The report and the author's signature.
///
/// throws    : DataError with one line a missing field when a final report is asked for
/// authority : stamps the time (PAdES B-T); when it does not answer the signature stays B-B and a note says so
ReportFiles make_report(const std::vector<Json>& results, const Request& request,
                        const std::optional<trust::Signer>& signer,
                        const std::optional<TimeAuthority>& authority = std::nullopt);

/// The same report with the next announced signature.
///
/// notes  : where it is given, an authority that does not answer is a note and the signature stays B-B
/// throws : DataError when the file is not a report of ours, all have signed, or someone else's turn is next
std::string sign_next(const std::string& pdf, const std::string& file, const trust::Signer& signer,
                      const std::optional<TimeAuthority>& authority = std::nullopt,
                      std::vector<std::string>* notes = nullptr);

/// The results in a file: one object, a list, or one object a line. An exhibit (sarap.exhibit/1) is given back as it
/// is; the results that it names stand beside it and are read by the caller.
///
/// throws : DataError when it is not JSON or an object is neither a sarap.result/1 nor a sarap.exhibit/1
std::vector<Json> read_results(std::string_view text, const std::string& file);

}  // namespace spec::report
