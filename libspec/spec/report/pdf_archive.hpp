#pragma once

#include <optional>
#include <spec/core/json.hpp>
#include <string>

namespace spec::report {

/// Which part of PDF/A (ISO 19005) a file is made for.
enum class Conformance {
    pdfa_3b,  ///< with the twin inside; what reports are
    pdfa_1b   ///< without attachments; for checking with tools that know this part only
};

struct ArchiveOptions {
    Conformance conformance = Conformance::pdfa_3b;
    std::string title, language;  ///< language as BCP 47, "kk"
    std::string date;             ///< ISO date; may be empty
    std::string twin;             ///< bytes of report.json, attached for pdfa_3b
};

/// cairo's PDF made fit for archiving: fonts with all that PDF/A asks of them, colour profile, metadata, the twin
/// attached.
///
/// returns : revision 0 of a report; the same input gives the same bytes; ends with "%%EOF\n"
/// throws  : DataError when the colour profile (icc-profiles-free) is missing
std::string to_archive(const std::string& cairo_pdf, const ArchiveOptions& options);

/// SHA-256 of the colour profile, and the versions of the libraries that draw pages, for the twin.
Json renderer_stamp();

/// What stands in a revision 0: the attached twin and the language of its pages.
struct ArchiveContents {
    std::string twin, language;
};

/// throws : DataError with what the parser says; also when it had to repair anything or an attachment is too large
ArchiveContents read_archive(const std::string& pdf, const std::string& file);

}  // namespace spec::report
