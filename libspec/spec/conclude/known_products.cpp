#include <algorithm>
#include <set>
#include <spec/conclude/known_products.hpp>
#include <spec/core/text.hpp>

namespace spec::conclude {
namespace {

// A component may be this many times what the source is expected to have made of itself before the source is excluded:
// conversion varies from run to run.
constexpr double conversion_factor = 5;

bool same_connectivity(const std::string& a, const std::string& b) {
    return a.size() >= 14 && a.substr(0, 14) == b.substr(0, 14);
}

// A mass spectrum does not tell stereoisomers apart: what is known of one is asked of all.
std::vector<std::string> with_stereoisomers(const library::Library& library, const library::Substance& substance) {
    std::vector<std::string> ids{substance.id};
    for (const library::Substance& other : library.substances())
        if (other.id != substance.id && same_connectivity(other.inchikey, substance.inchikey)) ids.push_back(other.id);
    return ids;
}

// The area of what is named as a compound, and whether it is anywhere.
double area_named(const std::vector<Component>& run, const std::string& inchikey) {
    double area = 0;
    for (const Component& component : run)
        for (const Candidate& candidate : component.conclusion.candidates)
            if (same_connectivity(candidate.inchikey, inchikey)) {
                area += component.area;
                break;
            }
    return area;
}

double least_area(const std::vector<Component>& run) {
    double least = 0;
    for (const Component& component : run)
        if (component.area > 0 && (least == 0 || component.area < least)) least = component.area;
    return least;
}

}  // namespace

std::vector<KnownSource> known_sources(const std::string& inchikey, const std::string& name,
                                       const std::vector<const library::Library*>& law) {
    for (const library::Library* library : law) {
        const library::Substance* product = library->find_for_hit(inchikey, name);
        if (!product) continue;
        std::vector<KnownSource> found;
        std::vector<std::string> next = with_stereoisomers(*library, *product);
        std::set<std::string> seen(next.begin(), next.end());
        while (!next.empty()) {
            std::vector<std::string> further;
            for (const library::InletProduct& row : library->inlet_products()) {
                if (std::find(next.begin(), next.end(), row.product) == next.end() || seen.count(row.parent) > 0)
                    continue;
                const library::Substance* parent = library->find(row.parent);
                if (!parent) continue;
                found.push_back({parent->name, parent->inchikey, row.conditions, !row.verified_by.empty()});
                for (std::string& id : with_stereoisomers(*library, *parent)) {
                    seen.insert(id);
                    further.push_back(std::move(id));
                }
            }
            next = std::move(further);
        }
        return found;
    }
    return {};
}

std::optional<std::string> excluded_source(const Component& component, const Candidate& product,
                                           const KnownSource& source, const std::vector<Component>& run,
                                           std::span<const CompanionRun> standards) {
    for (const CompanionRun& standard : standards) {
        const double parent = area_named(standard.components, source.inchikey);
        const double made = area_named(standard.components, product.inchikey);
        if (parent <= 0 || made > parent) continue;  // not a standard of the source, or one of the product
        // What was not seen could be as large as the least that was.
        const double share = std::max(made, least_area(standard.components)) / parent;
        const double held = std::max(area_named(run, source.inchikey), least_area(run));
        if (component.area <= conversion_factor * share * held) continue;
        return "the standard " + standard.path + " of " + source.name + " turns into it by at most " +
               shortest(round_significant(100 * share, 2)) + " %, and the exhibit holds " +
               shortest(round_significant(component.area / held, 2)) + " times as much of it as of " + source.name +
               " at most";
    }
    return std::nullopt;
}

}  // namespace spec::conclude
