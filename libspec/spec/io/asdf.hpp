#pragma once

#include <cstddef>
#include <optional>
#include <spec/core/error.hpp>
#include <string_view>
#include <vector>

namespace spec::io {

/// A table (X++(Y..Y)) of a JCAMP-DX file, decoded but not yet scaled.
struct AsdfTable {
    /// Where a line of the file begins: its abscissa as written, and the index of the ordinate that it belongs to.
    struct LineStart {
        double x = 0;
        std::size_t index = 0;
        std::size_t line = 0;
    };
    std::vector<double> ordinates;  ///< missing ones ('?') are NaN
    std::vector<LineStart> lines;
};

/// Decodes lines of AFFN, PAC, SQZ, DIF and DUP ordinates, which may be mixed.
///
/// text         : the lines of the table, comments ($$) allowed
/// first        : file and line of the start of the text
/// limit        : the greatest number of ordinates to accept
/// throws       : DataError with the line: a character that is none of the forms, a DIF check value that does not agree
/// source       : McDonald & Wilks, JCAMP-DX 4.24, Appl. Spectrosc. 42 (1988) 151-162, sections on ASDF
AsdfTable decode_asdf(std::string_view text, const Position& first, std::size_t limit);

}  // namespace spec::io
