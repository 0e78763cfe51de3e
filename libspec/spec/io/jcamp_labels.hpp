#pragma once

#include <cstddef>
#include <optional>
#include <spec/core/error.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace spec::io {

/// A labelled data record of a JCAMP-DX file: `##LABEL= text`, up to the next line that begins with `##`.
struct JcampRecord {
    std::string label;      ///< compared form: without blanks, '-', '/', '_', in upper case; "$LASERWAVELENGTH"
    std::string_view name;  ///< as written
    std::string_view text;  ///< after '=', with all its lines and comments
    std::size_t line = 0;   ///< of the file, from 1
};

/// A block: the records from TITLE to END, without those of the blocks in it.
struct JcampBlock {
    std::vector<JcampRecord> records;
    bool ended = false;  ///< its END was there
    std::size_t line = 0;

    /// The first record with the label, or nullptr.
    const JcampRecord* find(std::string_view label) const;
    /// The first line of the record without comment and blanks, in UTF-8; empty when there is none.
    std::string text(std::string_view label) const;
    /// The number that the record holds; nothing when the record is missing or empty.
    /// throws : DataError with the line when there is text but no number
    std::optional<double> number(std::string_view label, const std::string& file) const;
};

/// The blocks of a file in the order of their TITLEs, linked ones flattened.
std::vector<JcampBlock> split_jcamp(std::string_view text);

/// A label as it is compared.
std::string plain_label(std::string_view name);

/// The first line of a record's text without `$$` comment and blanks around it.
std::string_view first_line(std::string_view text);

/// Takes the next line off the front of `rest`; line ends are CR, LF or CRLF.
std::string_view next_line(std::string_view& rest);

}  // namespace spec::io
