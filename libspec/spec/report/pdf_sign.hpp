#pragma once

#include <optional>
#include <spec/report/pdf_update.hpp>
#include <spec/trust/certificate.hpp>
#include <spec/trust/signer.hpp>
#include <spec/trust/time_stamp.hpp>
#include <spec/trust/verdict.hpp>
#include <string>
#include <vector>

namespace spec::report {

/// Who stamps the time of signatures.
struct TimeAuthority {
    std::string name;  ///< URL, for messages
    trust::TimeStamper stamp;
};

/// The signatures that a twin announces, in the order of signing.
///
/// throws : DataError when the list in the twin is malformed
std::vector<SignatureField> announced_signatures(const Json& twin, const std::string& file);

/// The next revision: a PAdES B-B signature, B-T with an authority.
///
/// previous : revision 0, or a revision signed by the ones before
/// throws   : DataError when the authority does not answer; the previous revision is still good then
std::string sign_pdf(const std::string& previous, const SignatureField& field, const trust::Signer& signer,
                     const std::optional<TimeAuthority>& authority = std::nullopt);

/// One archiving of a signed report: validation data, and a document time stamp over all before it.
struct ArchiveLayer {
    ValidationData data;
    std::string token, covered;  ///< DER of the time stamp, and the bytes that it covers
};

/// A signed report taken apart.
struct SignedPdf {
    std::string revision_0;
    std::vector<std::string> cms;      ///< DER of each signature, in order
    std::vector<std::string> covered;  ///< the bytes that each covers
    std::vector<SignatureField> announced;
    std::string last_signed;                  ///< the revision with the newest signature
    std::optional<SignatureUpdate> last;      ///< that revision's update
    std::optional<SignatureUpdate> prepared;  ///< a place that waits for a signature from outside
    std::vector<ArchiveLayer> archive;
};

/// The same update with a time stamp in its signature, which had none.
///
/// throws : DataError when the authority does not answer, or there is no room
std::string stamp_signature(const SignatureUpdate& update, const std::string& cms, const TimeAuthority& authority);

/// Two revisions more: the validation data, and a document time stamp (PAdES B-LTA).
///
/// throws : DataError when the authority does not answer
std::string archive_pdf(const std::string& pdf, const ValidationData& data, const TimeAuthority& authority, int number);

/// Takes a report apart by building it again: revision 0, then for each announced signature the update that our own
/// writer makes, which must equal the file byte for byte outside the signature values. Whatever our writer would not
/// have written is refused by that (rules R01, R03 to R09, R15).
///
/// returns : nothing when a rule failed; the lines say which
std::optional<SignedPdf> take_apart(const std::string& pdf, std::vector<trust::RuleLine>& lines);

}  // namespace spec::report
