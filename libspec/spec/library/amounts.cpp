#include <algorithm>
#include <array>
#include <set>
#include <spec/core/result.hpp>
#include <spec/core/text.hpp>
#include <spec/library/amounts.hpp>
#include <spec/library/table.hpp>

namespace spec::library {
namespace {

Json text_or_null(const std::string& text) { return text.empty() ? Json(nullptr) : Json(text); }

Json number_or_null(const std::string& text) {
    const auto value = to_double(text);
    return value ? printed(*value) : Json(nullptr);
}

std::size_t place_of(const std::string& band) {
    constexpr std::array<const char*, 3> order{"small", "large", "especially_large"};
    return static_cast<std::size_t>(std::find(order.begin(), order.end(), band) - order.begin());
}

}  // namespace

Json amounts(const Library& library, const Substance& substance, const std::string& list,
             const std::optional<std::string>& as_of) {
    const auto text = library.table("thresholds");
    Json found = Json::array();
    if (text.empty()) return found;
    const Table table = parse_csv(text, "thresholds", library.path().string());
    const auto field = [&](std::size_t row, const char* column) -> std::string {
        const auto at = table.find_column(column);
        return at ? table.rows[row][*at] : std::string();
    };
    std::set<std::string> superseded;
    for (std::size_t row = 0; row < table.rows.size(); ++row) superseded.insert(field(row, "supersedes"));
    for (std::size_t row = 0; row < table.rows.size(); ++row) {
        const std::string named = field(row, "substance"), from = field(row, "valid_from"), to = field(row, "valid_to");
        if (field(row, "list") != list || (!named.empty() && named != substance.id)) continue;
        if (const std::string id = field(row, "id"); !id.empty() && superseded.count(id) > 0) continue;
        if (as_of && ((!from.empty() && *as_of < from) || (!to.empty() && to <= *as_of))) continue;
        found.push_back({{"band", field(row, "band")},
                         {"from", number_or_null(field(row, "from"))},
                         {"to", number_or_null(field(row, "to"))},
                         {"inclusive", text_or_null(field(row, "inclusive"))},
                         {"unit", field(row, "unit")},
                         {"mass_basis", field(row, "mass_basis")},
                         {"valid_from", text_or_null(from)},
                         {"valid_to", text_or_null(to)},
                         {"basis", field(row, "basis")},
                         {"verified", !field(row, "verified_by").empty()}});
    }
    std::stable_sort(found.begin(), found.end(),
                     [](const Json& a, const Json& b) { return place_of(a["band"]) < place_of(b["band"]); });
    return found;
}

}  // namespace spec::library
