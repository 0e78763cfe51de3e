#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace spec {

/// Text without ASCII blanks (space, tab, CR, LF) at both ends.
std::string_view trimmed(std::string_view text);

/// ASCII letters in lower or upper case, all other bytes unchanged.
std::string lower(std::string_view text);
std::string upper(std::string_view text);

/// The parts between separators; an empty text has one empty part.
std::vector<std::string_view> split(std::string_view text, char separator);

/// A number that fills the whole text (blanks around it allowed), with '.' as decimal point; nothing else is a number.
std::optional<double> to_double(std::string_view text);
std::optional<long> to_long(std::string_view text);

/// The number with the fewest digits that reads back as the same double.
std::string shortest(double value);

bool is_utf8(std::string_view text);

/// Latin-1 bytes as UTF-8.
std::string latin1_to_utf8(std::string_view text);

/// The text itself when it is UTF-8, else read as Latin-1.
std::string to_utf8(std::string_view text);

/// UTF-8 as UTF-16 code units (for the key order of RFC 8785). The text must be UTF-8.
std::u16string utf16(std::string_view text);

/// A name as messages, file names and keys compare it: ASCII letters in lower case, blanks around it removed.
std::string folded(std::string_view name);

}  // namespace spec
