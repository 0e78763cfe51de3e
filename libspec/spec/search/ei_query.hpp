#pragma once

#include <optional>
#include <spec/core/mass_spectrum.hpp>
#include <string>

namespace spec::search {

/// One EI spectrum to be searched.
struct EiQuery {
    MassSpectrum spectrum;
    std::optional<RetentionIndex> retention_index;
    std::string name;
    /// Leave-one-out: an entry that is not to be used, "<source>:<ID>" or the ID alone; empty for none.
    std::string exclude_entry;
    /// Leave-one-out of a compound: entries whose InChIKey begins with this are not used; empty for none.
    std::string exclude_inchikey = {};
};

}  // namespace spec::search
