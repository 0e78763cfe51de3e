#pragma once

#include <optional>
#include <span>
#include <spec/conclude/evidence.hpp>
#include <spec/core/result.hpp>
#include <spec/library/library.hpp>
#include <string>
#include <vector>

namespace spec::conclude {

/// A substance that an inlet, a solvent or storage can turn into the one that was found.
struct KnownSource {
    std::string name, inchikey;
    std::string conditions;  ///< of the last step, "heat of the inlet (decarboxylation)"
    bool verified = false;
};

/// The substances that the libraries' tables of products name as sources of one, sources of sources included; the
/// nearest first. The first library that knows the substance answers.
std::vector<KnownSource> known_sources(const std::string& inchikey, const std::string& name,
                                       const std::vector<const library::Library*>& law);

/// Whether the data of a run exclude that a component came from a source: a standard of the source, run under the same
/// conditions, shows how much of it turns into the product; the component is too large for what the exhibit holds of
/// the source.
///
/// product   : what the component was found to be
/// run       : all components of the exhibit
/// standards : those in which one component alone is named as the source, and which were not named as the product,
/// count returns   : the reason in words, or nothing when it is not excluded
std::optional<std::string> excluded_source(const Component& component, const Candidate& product,
                                           const KnownSource& source, const std::vector<Component>& run,
                                           std::span<const CompanionRun> standards);

}  // namespace spec::conclude
