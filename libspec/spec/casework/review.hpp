#pragma once

#include <filesystem>
#include <optional>
#include <spec/core/json.hpp>
#include <spec/trust/certificate.hpp>
#include <spec/trust/signer.hpp>
#include <string>
#include <vector>

namespace spec::casework {

/// A record of a review (schema sarap.review/1) as it lies in CASE/reviews, its signature beside it.
struct ReviewRecord {
    Json body;
    std::string file;  ///< reviews/<exhibit>.<n>.json
    std::string bytes, signature;
};

/// An exhibit of a case as its reviewer finds it.
struct ReviewedExhibit {
    std::string stem;  ///< of exhibits/<stem>.json
    std::string sha256;
    Json exhibit;
};

/// The exhibit of a case by its name, by "case/exhibit", or by its file's stem.
///
/// throws : DataError when none or several are called so
ReviewedExhibit find_exhibit(const std::filesystem::path& case_folder, const std::string& name);

/// The records of an exhibit's review, in their order; they form a chain, each naming the hash of the one before.
///
/// throws : DataError when one is missing, changed or out of the chain
std::vector<ReviewRecord> read_reviews(const std::filesystem::path& case_folder, const std::string& stem);

/// What a reviewer says.
struct ReviewStatement {
    std::optional<std::string> reading;   ///< the reviewer's own reading of the raw data
    std::optional<std::string> decision;  ///< "agree" or "return"
    std::string reason;
    std::optional<std::string> date;  ///< ISO date that the reviewer claims
};

/// Writes what a reviewer says: the reading first, as a record of its own, then the decision on Sarap's findings.
///
/// returns : the records written
/// throws  : DataError when it cannot be written; UsageError for a decision of a reviewer whose own reading of this
///           exhibit, as it stands now, is not recorded
std::vector<ReviewRecord> record_review(const std::filesystem::path& case_folder, const ReviewedExhibit& exhibit,
                                        const ReviewStatement& statement, const trust::Signer& reviewer);

/// The decision that stands for an exhibit: the last one on the exhibit as it is now, its signature verified.
///
/// author_sha256 : certificate of the report's author
/// returns       : the record's body with "certificate" verified, or why there is none: nothing recorded, returned,
///                 the author's own, not to be traced to a root
struct StandingReview {
    std::optional<Json> decision;
    std::string lacking;
};
StandingReview standing_review(const std::vector<ReviewRecord>& records, const std::string& exhibit_sha256,
                               const trust::Trusted& trusted, const std::optional<std::string>& author_sha256);

/// Why the signature of a record does not hold; nothing when it does.
std::optional<std::string> unsound_signature(const ReviewRecord& record, const trust::Trusted& trusted);

/// The findings of an exhibit as a reviewer is shown them.
std::string findings_text(const Json& exhibit);

}  // namespace spec::casework
