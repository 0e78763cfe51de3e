#include <algorithm>
#include <cmath>
#include <spec/gcms/scan_skew.hpp>
#include <spec/numeric/statistics.hpp>

namespace spec::gcms {
namespace {

constexpr double leading_z = 50, member_z = 20;  // of a group: its strongest ion, and every other
constexpr double group_reach = 1.5;              // scans
constexpr std::size_t least_ions = 8, most_groups = 40, most_ions = 40;
constexpr int least_distance_mz = 20;

}  // namespace

double fit_scan_skew(const IonMatrix& matrix, const std::vector<IonPeak>& peaks) {
    std::vector<IonPeak> strong;
    for (const IonPeak& p : peaks)
        if (p.z >= member_z) strong.push_back(p);
    std::stable_sort(strong.begin(), strong.end(), [](const IonPeak& a, const IonPeak& b) { return a.z > b.z; });
    std::vector<char> used(strong.size());
    std::vector<double> slopes;
    std::size_t groups = 0;
    for (std::size_t i = 0; i < strong.size() && groups < most_groups && strong[i].z >= leading_z; ++i) {
        if (used[i]) continue;
        std::vector<std::pair<double, double>> members;
        for (std::size_t j = i; j < strong.size() && members.size() < most_ions; ++j) {
            if (used[j] || std::abs(strong[j].apex_scan - strong[i].apex_scan) > group_reach) continue;
            used[j] = 1;
            members.emplace_back(matrix.mz[static_cast<std::size_t>(strong[j].ion)], strong[j].apex_scan);
        }
        if (members.size() < least_ions) continue;
        ++groups;
        for (std::size_t a = 0; a < members.size(); ++a)
            for (std::size_t b = a + 1; b < members.size(); ++b)
                if (std::abs(members[a].first - members[b].first) >= least_distance_mz)
                    slopes.push_back((members[b].second - members[a].second) / (members[b].first - members[a].first));
    }
    if (slopes.empty()) return 0;
    // A scan lists what was seen late with too small a position: apexes of ions measured late come early.
    const double skew = numeric::median(slopes);
    const double range = matrix.mz.back() - matrix.mz.front();
    return std::abs(skew) * range > 1.5 ? 0 : skew;
}

}  // namespace spec::gcms
