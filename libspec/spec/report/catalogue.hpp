#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace spec::report {

/// The sentences of one language, from catalogue/<language>.toml, and its way of writing numbers and dates.
class Catalogue {
 public:
    /// throws : UsageError for a language without catalogue
    static const Catalogue& of(const std::string& language);

    const std::string& language() const { return language_; }
    /// The text of a key, "section.key", with {name} replaced by its value.
    /// throws : ContractError for a key that the catalogue does not have, or a place left open
    std::string text(const std::string& key, const std::vector<std::pair<std::string, std::string>>& values = {}) const;
    bool has(const std::string& key) const { return texts_.contains(key); }
    /// Digits as computed, with the decimal sign of the language.
    std::string local_number(std::string digits) const;
    /// An ISO date or time as the language writes it: "2026-11-22" -> "22.11.2026"; other texts unchanged.
    std::string local_date(const std::string& iso) const;
    const std::map<std::string, std::string>& texts() const { return texts_; }
    std::string sha256() const;  ///< of the catalogue's file

 private:
    Catalogue(std::string language, std::string_view toml);
    std::string language_;
    std::string source_;
    std::map<std::string, std::string> texts_;
};

/// "en", "kk", "ru".
std::vector<std::string> languages();

/// A number with a given count of decimals, '.' as decimal point, no exponent.
std::string fixed(double value, int decimals);
/// A number with a given count of significant digits, '.' as decimal point; exponent only beyond 10^15 or below 10^-4.
std::string significant(double value, int digits);

}  // namespace spec::report
