#include <toml++/toml.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <spec/conclude/rule_set.hpp>
#include <spec/core/error.hpp>
#include <spec/core/sha256.hpp>

namespace spec::conclude {
namespace {

constexpr std::string_view default_text =
    R"(# What an identification needs. A laboratory may replace this file (sarap batch --criteria FILE); its name, version and
# SHA-256 stand in every finding that was judged by it.
name = "SWGDRUG"
version = "8.0"
date = "2019-06-13"
source = "SWGDRUG Recommendations v8.0, part IIIB; ASTM E2329-17"

# A: structure (spectra); B: physical or chemical property (retention); C: general chemical response (colour tests).
[[technique]]
name = "EI-MS"
category = "A"
principle = "mass spectrometry"
[[technique]]
name = "GC retention time"
category = "B"
principle = "gas chromatography"
[[technique]]
name = "Raman"
category = "A"
principle = "vibrational spectroscopy"
[[technique]]
name = "colour test"
category = "C"
principle = "chemical reaction"
[[technique]]
name = "immunoassay"
category = "C"
principle = "immunochemistry"

# With a category A technique, one other technique on another principle; without, three, two of them of category B.
[[combination]]
least = 2
least_a = 1
least_a_or_b = 1
[[combination]]
least = 3
least_a = 0
least_a_or_b = 2
)";

[[noreturn]] void refuse(const std::string& file, const toml::node& node, const std::string& message) {
    throw DataError(Position::at_line(file, node.source().begin.line), message);
}

std::string text_in(const toml::table& table, const char* key, const std::string& file) {
    const auto value = table[key].value<std::string>();
    if (!value || value->empty()) refuse(file, table, std::string("no ") + key + " (expected a text)");
    return *value;
}

int number_in(const toml::table& table, const char* key, const std::string& file) {
    const auto value = table[key].value<int64_t>();
    if (!value || *value < 0 || *value > 100)
        refuse(file, table, std::string(key) + " is missing or not a number (expected a whole number from 0)");
    return static_cast<int>(*value);
}

void refuse_unknown(const toml::table& table, std::initializer_list<std::string_view> known, const std::string& file) {
    for (const auto& [key, node] : table)
        if (std::find(known.begin(), known.end(), key.str()) == known.end())
            refuse(file, node, "unknown key '" + std::string(key.str()) + "' (expected one of the default's)");
}

template <typename Read>
void each_table(const toml::table& table, const char* key, const std::string& file, Read read) {
    const toml::array* list = table[key].as_array();
    if (!list || list->empty()) refuse(file, table, std::string("no [[") + key + "]] (expected at least one)");
    for (const auto& node : *list) {
        if (!node.is_table()) refuse(file, node, std::string(key) + " is not a table (expected [[" + key + "]])");
        read(*node.as_table());
    }
}

RuleTechnique technique_in(const toml::table& table, const std::string& file) {
    refuse_unknown(table, {"name", "category", "principle"}, file);
    RuleTechnique out{text_in(table, "name", file), text_in(table, "category", file),
                      text_in(table, "principle", file)};
    if (out.category != "A" && out.category != "B" && out.category != "C")
        refuse(file, table, "category '" + out.category + "' (expected A, B or C)");
    return out;
}

}  // namespace

std::string_view default_rule_text() { return default_text; }

RuleSet read_rule_set(std::string_view text, const std::string& file) {
    RuleSet out;
    try {
        const toml::table table = toml::parse(text);
        refuse_unknown(table, {"name", "version", "date", "source", "technique", "combination"}, file);
        out.name = text_in(table, "name", file);
        out.version = text_in(table, "version", file);
        out.date = text_in(table, "date", file);
        out.source = text_in(table, "source", file);
        each_table(table, "technique", file,
                   [&](const toml::table& one) { out.techniques.push_back(technique_in(one, file)); });
        each_table(table, "combination", file, [&](const toml::table& one) {
            refuse_unknown(one, {"least", "least_a", "least_a_or_b"}, file);
            out.combinations.push_back(
                {number_in(one, "least", file), number_in(one, "least_a", file), number_in(one, "least_a_or_b", file)});
        });
    } catch (const toml::parse_error& error) {
        throw DataError(Position::at_line(file, error.source().begin.line),
                        "not TOML: " + std::string(error.description()) + " (expected criteria)");
    }
    out.sha256 = sha256_hex(text);
    return out;
}

const RuleSet& default_rule_set() {
    static const RuleSet rules = read_rule_set(default_text, "default criteria");
    return rules;
}

std::vector<std::string> lacking(const RuleSet& rules, std::span<const std::string> names) {
    std::set<std::string> principles_a, principles_ab, principles;
    for (const RuleTechnique& technique : rules.techniques) {
        if (std::find(names.begin(), names.end(), technique.name) == names.end()) continue;
        principles.insert(technique.principle);
        if (technique.category == "A") principles_a.insert(technique.principle);
        if (technique.category != "C") principles_ab.insert(technique.principle);
    }
    const auto met = [&](const RuleCombination& way) {
        return static_cast<int>(principles.size()) >= way.least &&
               static_cast<int>(principles_a.size()) >= way.least_a &&
               static_cast<int>(principles_ab.size()) >= way.least_a_or_b;
    };
    if (std::any_of(rules.combinations.begin(), rules.combinations.end(), met)) return {};
    if (principles_a.empty()) return {"a technique of category A, or further ones of category B"};
    return {"a second technique that uses other properties of the compound"};
}

double spectrum_log10_ratio(double probability, double prior) {
    const double p = std::clamp(probability, 0.001, 0.999);
    return std::log10(p / (1 - p)) - std::log10(prior / (1 - prior));
}

double retention_log10_ratio(bool passed, double window_s, double range_s) {
    expect(range_s > 0, "range_s > 0");
    constexpr double agrees = 0.997;  // three standard deviations
    const double by_chance = std::clamp(2 * window_s / range_s, 0.1, 1.0);
    return passed ? std::log10(agrees / by_chance) : std::log10((1 - agrees) / (1 - std::min(by_chance, 0.9)));
}

}  // namespace spec::conclude
