#include <cmath>
#include <spec/core/text.hpp>
#include <spec/search/ei_compounds.hpp>
#include <string>
#include <unordered_map>

namespace spec::search {
namespace {

constexpr double nominal_offset = 0.2;

using Numbers = std::unordered_map<std::string, std::uint32_t>;

std::uint32_t number_of(Numbers& numbers, const std::string& key) {
    return numbers.try_emplace(key, static_cast<std::uint32_t>(numbers.size())).first->second;
}

}  // namespace

std::optional<int> nominal_mass(const library::Entry& entry) {
    if (!entry.exact_mass) return std::nullopt;
    return static_cast<int>(std::floor(*entry.exact_mass + nominal_offset));
}

CompoundNumbers number_compounds(std::size_t n_entries,
                                 const std::function<const library::Entry&(std::size_t)>& entry) {
    std::unordered_map<std::string, std::string> key_of_name;
    for (std::size_t i = 0; i < n_entries; ++i)
        if (!entry(i).inchikey.empty()) key_of_name.try_emplace(folded(entry(i).name), entry(i).inchikey);
    CompoundNumbers out;
    Numbers compounds, constitutions;
    std::vector<std::string> block;  // of each compound
    for (std::size_t i = 0; i < n_entries; ++i) {
        const library::Entry& one = entry(i);
        std::string key = one.inchikey;
        if (key.empty()) {
            const auto found = key_of_name.find(folded(one.name));
            key = found == key_of_name.end() ? "name:" + folded(one.name) : found->second;
        }
        out.compound.push_back(number_of(compounds, key));
        if (out.compound.back() < block.size()) continue;
        const auto mass = nominal_mass(one);
        block.push_back(key.starts_with("name:") ? key : key.substr(0, 14) + (mass ? std::to_string(*mass) : ""));
    }
    for (const std::uint32_t compound : out.compound)
        out.constitution.push_back(number_of(constitutions, block[compound]));
    return out;
}

}  // namespace spec::search
