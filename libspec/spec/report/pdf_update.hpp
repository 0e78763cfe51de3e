#pragma once

#include <optional>
#include <string>
#include <vector>

namespace spec::report {

/// What a signature field holds.
enum class FieldKind {
    own,       ///< CAdES as trust::sign_cms writes it
    external,  ///< a CMS that another program made (SubFilter adbe.pkcs7.detached)
    archive    ///< a document time stamp (ETSI.RFC3161) over everything before it
};

/// One signature of a report, as its twin announces it.
struct SignatureField {
    int number = 1;          ///< from 1, in the order of signing
    std::string role;        ///< "author", "reviewer", "organisation"
    std::string name;        ///< printed name
    std::string date;        ///< claimed ISO date; may be empty
    bool certifies = false;  ///< the first one: sets DocMDP
    int permission = 1;      ///< DocMDP: 1 no change, 2 further signatures
    FieldKind kind = FieldKind::own;
};

/// An incremental update that adds a signature, with an empty place for it.
struct SignatureUpdate {
    std::string file;         ///< the previous revision and the update
    std::size_t gap = 0;      ///< byte of '<' of /Contents
    std::size_t gap_end = 0;  ///< byte after '>'

    /// What is signed: everything but the gap.
    std::string covered() const { return file.substr(0, gap) + file.substr(gap_end); }
};

/// previous : a revision that ends with "%%EOF\n", written by to_archive or by fill_signature
/// reserved : bytes kept for the CMS
/// returns  : the same bytes for the same arguments; only the gap depends on the signature
/// source   : ISO 32000-1, 12.8; ETSI EN 319 142-1 (PAdES baseline)
SignatureUpdate add_signature_field(const std::string& previous, const SignatureField& field, std::size_t reserved);

/// What a verifier needs years later: certificates, revocation lists and OCSP answers, each as DER.
struct ValidationData {
    std::vector<std::string> certificates, lists, answers;
};

/// An incremental update with the validation data (/DSS), in the order given.
///
/// source : ETSI EN 319 142-1, 5.4.2 (PAdES B-LT)
std::string add_validation_data(const std::string& previous, const ValidationData& data);

/// The validation data of a file's newest /DSS; nothing when there is none.
///
/// throws : std::exception when the file is not a PDF
std::optional<ValidationData> validation_data(const std::string& pdf);

/// The file with the CMS in its place, in lower-case hexadecimal digits, the rest of the place zero.
///
/// throws : ContractError when it does not fit
std::string fill_signature(const SignatureUpdate& update, const std::string& cms);

/// Places for a CMS that the writer uses, smallest first: 16, 32, 64 KiB.
const std::vector<std::size_t>& reserved_sizes();

}  // namespace spec::report
