#pragma once

#include <filesystem>
#include <span>
#include <spec/core/measurement.hpp>
#include <spec/io/source.hpp>
#include <string>
#include <string_view>

namespace spec::io {

/// One file format: how to know it and how to read it.
struct Format {
    std::string_view name;         ///< what results print, "agilent_ms"
    std::string_view description;  ///< one line for `sarap formats`
    /// Whether the content is this format; looks at the content, never trusts the suffix alone.
    bool (*recognise)(const Source& source);
    /// All that the input holds, provenance filled in but for path and SHA-256. Throws DataError.
    Measurement (*read)(const Source& source);
};

/// The formats that Sarap reads, in the order in which they are tried: exact magic bytes first, free text last.
std::span<const Format> formats();

/// The first format that recognises the source; nullptr when none does.
const Format* recognise(const Source& source);

/// Reads one input of any format.
///
/// throws : DataError when no reader recognises it (the message names what it is where that is known) or it is damaged
Measurement read(const Source& source);
Measurement read(const std::filesystem::path& path);

}  // namespace spec::io
