#pragma once

#include <array>
#include <spec/core/json.hpp>
#include <spec/library/draft.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace spec::library {

using Digest = std::array<unsigned char, 32>;
Digest sha256(std::string_view bytes);

/// What the content root stands on: one leaf for each entry, row of a table and text.
struct Leaf {
    std::string key;  ///< "entry/<id>", "table/<name>/<row as canonical JSON>", "text/<path>"
    Digest hash;      ///< RFC 6962 leaf hash
};

/// The leaves sorted by key, bytewise. Texts below derived/ (what follows from the content) and release/ (who signed
/// it) are no content.
std::vector<Leaf> content_leaves(const Draft& draft);

/// An entry without its spectrum, as it is hashed and exported.
Json canonical_metadata(const Entry& entry);

}  // namespace spec::library
