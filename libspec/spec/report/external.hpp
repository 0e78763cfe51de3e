#pragma once

#include <spec/report/report.hpp>
#include <spec/trust/revocation.hpp>
#include <string>
#include <vector>

namespace spec::report {

/// A report with an empty place for a signature that another program makes (national keys, a remote HSM).
struct PreparedReport {
    std::string pdf;
    std::string to_sign;  ///< the bytes that the detached CMS must cover, everything but the place
    std::string twin;     ///< canonical JSON; empty when the report existed before
};

/// A new report; the request names the author in `external_author`.
///
/// throws : DataError with one line a missing field when a final report is asked for
PreparedReport prepare_report(const std::vector<Json>& results, const Request& request);

/// The place for the next announced signature of a report that others signed.
///
/// throws : DataError when the file is not a report of ours, all have signed, a place waits already, or the next
///          signer is announced with a key of ours
PreparedReport prepare_next(const std::string& pdf, const std::string& file);

/// The prepared report with the CMS in its place.
///
/// cms       : DER or PEM, detached over `to_sign`; with algorithms that OpenSSL knows it must hold
/// authority : stamps the time; when it does not answer, a note says so
/// throws    : DataError naming what is wrong with the report or with the CMS
std::string attach_signature(const std::string& pdf, const std::string& file, const std::string& cms,
                             const std::string& cms_file, const std::optional<TimeAuthority>& authority,
                             std::vector<std::string>& notes);

/// The report with a time stamp in its newest signature, which was made while the authority did not answer.
///
/// throws : DataError when there is no signature, it is stamped already, or the authority does not answer
std::string stamp_report(const std::string& pdf, const std::string& file, const TimeAuthority& authority);

/// The complete report made fit for archives (PAdES B-LTA): the certificates of all signers and authorities, what was
/// said about their revocation, and a document time stamp. May be repeated before that stamp's certificate ends.
///
/// given   : lists and answers that the caller has; nothing: the places that the certificates name are asked
/// trusted : roots, to know the chains
/// throws  : DataError when signatures are missing, a signer is not certified, or the authority does not answer
std::string archive_report(const std::string& pdf, const std::string& file, const trust::Trusted& trusted,
                           const trust::RevocationData& given, const TimeAuthority& authority,
                           std::vector<std::string>& notes);

}  // namespace spec::report
