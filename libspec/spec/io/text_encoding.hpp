#pragma once

#include <string>
#include <string_view>

namespace spec::io {

/// Bytes of a text file as UTF-8 without byte order mark: UTF-8, UTF-16 (with mark, or every other byte zero), else
/// Latin-1.
std::string decoded(std::string_view bytes);

/// Whether the bytes are text in one of these encodings: no control characters but blanks and line ends.
bool looks_like_text(std::string_view bytes);

}  // namespace spec::io
