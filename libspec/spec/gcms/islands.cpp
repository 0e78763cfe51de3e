#include <algorithm>
#include <cmath>
#include <spec/gcms/islands.hpp>

namespace spec::gcms {
namespace {

constexpr double longest_island = 30;  // peak widths

using Group = std::vector<PerceivedComponent>;

void cut_where_too_long(Group group, double width, std::vector<Group>& out) {
    if (group.size() < 2 || group.back().apex_scan - group.front().apex_scan <= longest_island * width) {
        out.push_back(std::move(group));
        return;
    }
    std::size_t widest = 1;
    for (std::size_t i = 2; i < group.size(); ++i)
        if (group[i].apex_scan - group[i - 1].apex_scan > group[widest].apex_scan - group[widest - 1].apex_scan)
            widest = i;
    const auto middle = group.begin() + static_cast<std::ptrdiff_t>(widest);
    cut_where_too_long(Group(group.begin(), middle), width, out);
    cut_where_too_long(Group(middle, group.end()), width, out);
}

// How far a component reaches: a wide peak further than the usual one.
double reach_of(const PerceivedComponent& component, double width, double widths) {
    double widest = width;
    for (const IonPeak& p : component.peaks)
        if (p.z >= 0.5 * component.peaks.front().z) widest = std::max(widest, p.filter_fwhm);
    return widths * widest;
}

}  // namespace

std::vector<IslandPlan> plan_islands(const std::vector<PerceivedComponent>& perceived, const IonMatrix& matrix,
                                     double width, double skew, const Parameters& parameters) {
    std::vector<Group> groups, pieces;
    double end = -1e300;
    for (const PerceivedComponent& c : perceived) {
        const double reach = reach_of(c, width, parameters.island_reach);
        if (groups.empty() || c.apex_scan - reach > end) groups.emplace_back();
        groups.back().push_back(c);
        end = std::max(end, c.apex_scan + reach);
    }
    for (Group& group : groups) cut_where_too_long(std::move(group), width, pieces);
    const double range = matrix.mz.empty() ? 0 : skew * (matrix.mz.back() - matrix.mz.front());
    const int last_scan = static_cast<int>(matrix.scans()) - 1;
    std::vector<IslandPlan> plans;
    for (const Group& piece : pieces) {
        IslandPlan plan;
        double from = 1e300, to = -1e300;
        for (const PerceivedComponent& c : piece) {
            const double reach = reach_of(c, width, parameters.island_reach) + width;
            from = std::min(from, c.apex_scan - reach);
            to = std::max(to, c.apex_scan + reach);
        }
        Group by_strength = piece;
        std::stable_sort(by_strength.begin(), by_strength.end(),
                         [](const auto& a, const auto& b) { return a.strength > b.strength; });
        for (const PerceivedComponent& c : by_strength) plan.starts.push_back(c.apex_scan);
        plan.from = piece.front().apex_scan - width;
        plan.to = piece.back().apex_scan + width;
        plan.first_scan = std::clamp(static_cast<int>(std::floor(from - std::max(range, 0.0))), 0, last_scan);
        plan.last_scan = std::clamp(static_cast<int>(std::ceil(to - std::min(range, 0.0))), 0, last_scan);
        if (!plans.empty() && plans.back().last_scan >= plan.first_scan) {  // share the ground between neighbours
            const double middle = 0.5 * (plans.back().to - width + plan.from + width);
            plans.back().last_scan = static_cast<int>(std::floor(middle));
            plan.first_scan = plans.back().last_scan + 1;
            plans.back().to = std::min(plans.back().to, middle);
            plan.from = std::max(plan.from, middle);
        }
        plans.push_back(plan);
    }
    return plans;
}

}  // namespace spec::gcms
