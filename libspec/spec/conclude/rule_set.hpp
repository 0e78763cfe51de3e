#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace spec::conclude {

/// What a technique is worth to an identification.
struct RuleTechnique {
    std::string name;       ///< as evidence names it: "EI-MS", "GC retention time", "Raman"
    std::string category;   ///< "A", "B" or "C"
    std::string principle;  ///< what it measures; two techniques count as two only on different principles
};

/// One way to be identified: at least so many techniques on different principles, so many of them of category A, of
/// category A or B.
struct RuleCombination {
    int least = 2, least_a = 0, least_a_or_b = 0;
};

/// The criteria of an identification from several techniques: a dated text that a laboratory can replace.
struct RuleSet {
    std::string name, version, date, source;
    std::vector<RuleTechnique> techniques;
    std::vector<RuleCombination> combinations;
    std::string sha256;  ///< of the text
};

/// SWGDRUG v8.0 with ASTM E2329, as TOML.
std::string_view default_rule_text();

/// Reads a rule set.
///
/// file   : its name, for messages
/// throws : DataError with the line: not TOML, a section or key that is not known or is missing, a category that is not
///          A, B or C, no technique, no combination
RuleSet read_rule_set(std::string_view toml, const std::string& file);

/// The default, read once.
const RuleSet& default_rule_set();

/// What techniques that agree on a substance still lack; empty when one combination is met.
///
/// names : techniques whose evidence supports the substance; a repeated one counts once
std::vector<std::string> lacking(const RuleSet& rules, std::span<const std::string> names);

/// log10 of the likelihood ratio of a calibrated spectrum: odds of its probability over odds of the prior that it was
/// calibrated at. Probabilities are held within [0.001, 0.999].
double spectrum_log10_ratio(double probability, double prior);

/// log10 of the likelihood ratio of a retention time: agreement is expected of the compound itself, and of another one
/// as often as it happens to elute within the window; at most 1, because related compounds elute near each other.
///
/// window_s  : half-width
/// range_s   : length of the chromatogram, above zero
double retention_log10_ratio(bool passed, double window_s, double range_s);

}  // namespace spec::conclude
