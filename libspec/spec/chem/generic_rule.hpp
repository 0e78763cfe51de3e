#pragma once

#include <memory>
#include <spec/chem/structure.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace spec::chem {

/// One part of a structure that a rule judged: what it is, which atoms it has, and which condition it met.
struct RulePart {
    std::string name;        ///< "branch 1", "aryl"
    std::vector<int> atoms;  ///< indices in the order of the SMILES that was read
    std::string fragment;    ///< SMILES of the part
    std::string condition;   ///< the predicate that held
};

/// A rule that a structure meets. Indicative, never a verdict: no lawyer has read the definitions.
struct RuleHit {
    std::string rule, title, jurisdiction, instrument, in_force, source;
    std::string core;        ///< name of the core that matched
    std::vector<int> atoms;  ///< atoms of the core, in the order of the SMILES that was read
    std::vector<RulePart> parts;
};

/// Generic (class) definitions of controlled substances: cores as SMARTS, conditions from a closed vocabulary that is
/// implemented once (docs/methods/generic-definitions.md). New rules are data.
class GenericRules {
 public:
    /// text   : rules/generic_definitions.toml
    /// throws : DataError with the line: a core that does not parse, a word that is not of the vocabulary
    static GenericRules parse(std::string_view text, const std::string& file);
    GenericRules(GenericRules&&) noexcept;
    GenericRules& operator=(GenericRules&&) noexcept;
    ~GenericRules();

    std::vector<std::string> ids() const;
    /// The rules that a structure meets, each at most once, in the order of the file. The parent of the structure is
    /// judged: largest fragment, uncharged, without isotopes.
    std::vector<RuleHit> classify(const Structure& structure) const;

 private:
    struct Rules;
    explicit GenericRules(std::unique_ptr<Rules> rules);
    std::unique_ptr<Rules> rules_;
};

}  // namespace spec::chem
