#include <algorithm>
#include <cmath>
#include <cstdio>
#include <spec/core/error.hpp>
#include <spec/gcms/compare.hpp>
#include <spec/gcms/retention_index.hpp>

namespace spec::gcms {
namespace {

constexpr std::size_t least_rungs = 3;
constexpr int least_carbons = 6, most_carbons = 44;

// Indices of the fatty acid methyl ester markers by carbons of the acid (Kind et al. 2009).
constexpr std::pair<int, double> fiehn[] = {{8, 262320},   {9, 323120},   {10, 381020}, {12, 487220}, {14, 582620},
                                            {16, 668720},  {18, 747420},  {20, 819620}, {22, 886620}, {24, 948820},
                                            {26, 1006900}, {28, 1061700}, {30, 1113100}};

std::optional<double> index_of(LadderScale scale, int carbons) {
    if (scale == LadderScale::n_alkane) return 100.0 * carbons;
    for (const auto& [n, index] : fiehn)
        if (n == carbons) return index;
    return std::nullopt;
}

double intensity_at(const MassSpectrum& s, int mz) {
    const auto it = std::lower_bound(s.mz.begin(), s.mz.end(), static_cast<double>(mz));
    return it != s.mz.end() && *it == mz ? s.intensity[static_cast<std::size_t>(it - s.mz.begin())] : 0;
}

double greatest(const MassSpectrum& s) {
    return s.intensity.empty() ? 0 : *std::max_element(s.intensity.begin(), s.intensity.end());
}

// 57, 71 and 85 strong and falling, the further members of the series present, and little that is not hydrocarbon.
bool is_alkane(const MassSpectrum& s) {
    const double base = greatest(s), i57 = intensity_at(s, 57), i71 = intensity_at(s, 71), i85 = intensity_at(s, 85),
                 i99 = intensity_at(s, 99);
    const double i43 = intensity_at(s, 43);
    return base > 0 && std::max(i43, i57) >= 0.9 * base && i57 >= 0.5 * base && i71 >= 0.3 * base &&
           i85 >= 0.15 * base && i71 < i57 && i85 < i71 && i99 > 0 && i99 < i85 && intensity_at(s, 74) < 0.1 * base &&
           intensity_at(s, 73) < 0.1 * base;
}

// 74 the base peak (McLafferty) with 87 and 143.
bool is_methyl_ester(const MassSpectrum& s) {
    const double base = greatest(s);
    return base > 0 && intensity_at(s, 74) >= 0.95 * base && intensity_at(s, 87) >= 0.3 * base &&
           intensity_at(s, 57) < 0.5 * base;
}

// Carbons by the molecular ion: the highest mass of the series that stands out of its neighbours; 0 when none is seen.
int carbons_of(const MassSpectrum& s, LadderScale scale) {
    const int offset = scale == LadderScale::n_alkane ? 2 : 46;
    for (int n = most_carbons; n >= least_carbons; --n) {
        const int mass = 14 * n + offset;
        const double at = intensity_at(s, mass);
        if (at <= 0) continue;
        // Above the molecular ion there is nothing but its isotope peak.
        double above = 0;
        for (std::size_t i = 0; i < s.mz.size(); ++i)
            if (s.mz[i] > mass + 1) above += s.intensity[i];
        if (above > 0.25 * at) return 0;
        return at >= 0.002 * greatest(s) ? n : 0;
    }
    return 0;
}

// Numbers what lies between two numbered rungs when the count fits; removes what stays without a number.
void number_between(std::vector<Rung>& rungs, std::vector<std::string>& notes) {
    for (std::size_t i = 0; i < rungs.size();) {
        if (rungs[i].carbons == 0) {
            ++i;
            continue;
        }
        std::size_t j = i + 1;
        while (j < rungs.size() && rungs[j].carbons == 0) ++j;
        if (j < rungs.size() && rungs[j].carbons - rungs[i].carbons == static_cast<int>(j - i))
            for (std::size_t k = i + 1; k < j; ++k) rungs[k].carbons = rungs[i].carbons + static_cast<int>(k - i);
        i = j;
    }
    const auto unnumbered = std::count_if(rungs.begin(), rungs.end(), [](const Rung& r) { return r.carbons == 0; });
    if (unnumbered > 0)
        notes.push_back(std::to_string(unnumbered) +
                        " components look like the ladder but show no molecular ion: left out");
    std::erase_if(rungs, [](const Rung& r) { return r.carbons == 0; });
}

std::vector<Rung> candidates(const std::vector<Component>& components, LadderScale scale, double u_time_s) {
    std::vector<Rung> rungs;
    double largest = 0;
    for (const Component& c : components)
        if (scale == LadderScale::n_alkane ? is_alkane(c.spectrum) : is_methyl_ester(c.spectrum))
            largest = std::max(largest, c.area);
    for (const Component& c : components) {
        const bool fits = scale == LadderScale::n_alkane ? is_alkane(c.spectrum) : is_methyl_ester(c.spectrum);
        // Branched alkanes and traces look alike: rungs of a ladder are of similar size.
        if (!fits || c.area < 0.05 * largest) continue;
        rungs.push_back({carbons_of(c.spectrum, scale), 0, c.retention_time_s, u_time_s, c.id});
    }
    return rungs;
}

int numbered(const std::vector<Rung>& rungs) {
    return static_cast<int>(std::count_if(rungs.begin(), rungs.end(), [](const Rung& r) { return r.carbons > 0; }));
}

// Day number of a civil date (proleptic Gregorian), after Fliegel & van Flandern (1968).
std::optional<double> day_of(const std::string& iso) {
    int y = 0, m = 0, d = 0, hour = 0, minute = 0;
    if (std::sscanf(iso.c_str(), "%4d-%2d-%2dT%2d:%2d", &y, &m, &d, &hour, &minute) < 3) return std::nullopt;
    if (m < 1 || m > 12 || d < 1 || d > 31) return std::nullopt;
    const int a = (m - 14) / 12;
    const long day =
        d - 32075L + 1461L * (y + 4800 + a) / 4 + 367L * (m - 2 - a * 12) / 12 - 3L * ((y + 4900 + a) / 100) / 4;
    return static_cast<double>(day) + (hour + minute / 60.0) / 24;
}

}  // namespace

const char* to_string(LadderScale scale) { return scale == LadderScale::n_alkane ? "n_alkane" : "fiehn_fame"; }

Ladder ladder_of(LadderScale scale, std::vector<Rung> rungs) {
    Ladder ladder;
    ladder.scale = scale;
    std::stable_sort(rungs.begin(), rungs.end(),
                     [](const Rung& a, const Rung& b) { return a.retention_time_s < b.retention_time_s; });
    std::string missing;
    for (std::size_t i = 0; i < rungs.size(); ++i) {
        const auto index = index_of(scale, rungs[i].carbons);
        if (!index) {
            ladder.notes.push_back("C" + std::to_string(rungs[i].carbons) + " has no index on the scale " +
                                   to_string(scale) + ": left out");
            continue;
        }
        rungs[i].index = *index;
        ladder.rungs.push_back(rungs[i]);
    }
    for (std::size_t i = 1; i < ladder.rungs.size(); ++i) {
        const Rung &before = ladder.rungs[i - 1], &after = ladder.rungs[i];
        if (after.carbons <= before.carbons) {
            ladder.refused = "ladder is out of order: C" + std::to_string(after.carbons) + " follows C" +
                             std::to_string(before.carbons) + " (expected rising carbon numbers)";
            return ladder;
        }
        if (scale == LadderScale::n_alkane)
            for (int n = before.carbons + 1; n < after.carbons; ++n)
                missing += (missing.empty() ? "C" : ", C") + std::to_string(n);
    }
    if (!missing.empty())
        ladder.notes.push_back("rungs missing: " + missing + "; the index there spans more than one carbon");
    if (ladder.rungs.size() < least_rungs)
        ladder.refused = "ladder has " + std::to_string(ladder.rungs.size()) + " rungs (expected " +
                         std::to_string(least_rungs) + " or more)";
    return ladder;
}

Ladder recognise_ladder(const std::vector<Component>& components, double scan_step_s) {
    expect(scan_step_s > 0, "scan_step_s > 0");
    const double u_time_s = 0.1 * scan_step_s;
    auto alkanes = candidates(components, LadderScale::n_alkane, u_time_s),
         esters = candidates(components, LadderScale::fiehn_fame, u_time_s);
    const bool is_ester = numbered(esters) > numbered(alkanes);
    std::vector<std::string> notes;
    auto& rungs = is_ester ? esters : alkanes;
    if (is_ester) {
        std::erase_if(rungs, [](const Rung& r) { return r.carbons == 0; });
    } else {
        number_between(rungs, notes);
    }
    Ladder ladder = ladder_of(is_ester ? LadderScale::fiehn_fame : LadderScale::n_alkane, std::move(rungs));
    ladder.notes.insert(ladder.notes.begin(), notes.begin(), notes.end());
    return ladder;
}

std::optional<IndexValue> retention_index(const Ladder& ladder, double time_s, double u_time_s) {
    expect(!ladder.refused, "the ladder can be used");
    for (std::size_t i = 1; i < ladder.rungs.size(); ++i) {
        const Rung &n = ladder.rungs[i - 1], &m = ladder.rungs[i];
        if (time_s < n.retention_time_s || time_s > m.retention_time_s) continue;
        const double slope = (m.index - n.index) / (m.retention_time_s - n.retention_time_s);
        const double share = (time_s - n.retention_time_s) / (m.retention_time_s - n.retention_time_s);
        const double u2 = u_time_s * u_time_s + std::pow((1 - share) * n.u_time_s, 2) + std::pow(share * m.u_time_s, 2);
        return IndexValue{n.index + share * (m.index - n.index), slope * std::sqrt(u2)};
    }
    return std::nullopt;
}

std::optional<double> ladder_age_days(const Ladder& ladder, const std::string& acquired) {
    const auto from = day_of(ladder.acquired), to = day_of(acquired);
    if (!from || !to) return std::nullopt;
    return *to - *from;
}

}  // namespace spec::gcms
