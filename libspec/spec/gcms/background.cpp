#include <algorithm>
#include <cmath>
#include <spec/core/text.hpp>
#include <spec/gcms/background.hpp>
#include <spec/numeric/statistics.hpp>

namespace spec::gcms {
namespace {

constexpr std::size_t least_scans = 50;  // of a run in which a tail can be told from peaks
constexpr double solvent_factor = 5;     // times the median ion current
constexpr double tail_factor = 2;        // times the median: below this the tail is over
constexpr double least_bleed = 0.2;      // of the ion current of the last tenth
constexpr double mostly = 0.6;           // of a spectrum
constexpr double among_the_greatest = 0.25;

// Ions of cyclic and linear poly(dimethylsiloxanes): D3 207, D4 281, D5 355, D6 341 and 429, and their fragments and
// isotopes.
constexpr int siloxane_ions[] = {73,  96,  133, 147, 177, 191, 193, 207, 208, 209, 221, 249, 251, 253,
                                 265, 266, 267, 268, 269, 281, 282, 283, 295, 325, 327, 341, 342, 343,
                                 355, 356, 357, 401, 405, 415, 429, 430, 431, 475, 489, 503};
constexpr int leading_ions[] = {207, 281, 341, 355, 429};

bool is_siloxane_ion(double mz) {
    return std::any_of(std::begin(siloxane_ions), std::end(siloxane_ions), [&](int ion) { return mz == ion; });
}

std::string seconds(double value) { return shortest(std::round(10 * value) / 10) + " s"; }

std::vector<double> total_ion_current(const IonMatrix& matrix) {
    std::vector<double> total(matrix.scans(), 0.0);
    for (std::size_t k = 0; k < matrix.scan.size(); ++k)
        total[static_cast<std::size_t>(matrix.scan[k])] += double{matrix.counts[k]};
    return total;
}

// The scan in which the tail of the solvent is over; nothing where the run does not begin with one.
std::optional<std::size_t> end_of_solvent(const std::vector<double>& total) {
    const double usual = numeric::median(total);
    if (!(usual > 0)) return std::nullopt;
    std::size_t top = 0;  // within the first twentieth
    for (std::size_t i = 0; i < total.size() / 20; ++i)
        if (total[i] > total[top]) top = i;
    if (total[0] < tail_factor * usual || total[top] < solvent_factor * usual) return std::nullopt;
    std::size_t end = top;
    while (end < total.size() && total[end] > tail_factor * usual) ++end;
    return end < total.size() ? std::optional(end) : std::nullopt;
}

double bleed_share(const IonMatrix& matrix, std::size_t from) {
    double bleed = 0, all = 0;
    for (std::size_t ion = 0; ion < matrix.ions(); ++ion) {
        const auto scan = matrix.ion_scan(ion);
        const auto counts = matrix.ion_counts(ion);
        double sum = 0;
        for (std::size_t k = 0; k < scan.size(); ++k)
            if (static_cast<std::size_t>(scan[k]) >= from) sum += double{counts[k]};
        all += sum;
        if (is_siloxane_ion(matrix.mz[ion])) bleed += sum;
    }
    return all > 0 ? bleed / all : 0;
}

}  // namespace

Background find_background(const IonMatrix& matrix, std::vector<std::string>& notes) {
    Background background;
    if (matrix.scans() < least_scans) return background;
    const std::vector<double> total = total_ion_current(matrix);
    if (const auto end = end_of_solvent(total)) {
        background.solvent_until_s = matrix.time_s[*end];
        notes.push_back("the run begins in the tail of the solvent, up to " + seconds(matrix.time_s[*end]));
    }
    const double share = bleed_share(matrix, matrix.scans() - matrix.scans() / 10);
    if (share >= least_bleed) {
        background.bleed_share = share;
        notes.push_back("column bleed: " + std::to_string(std::lround(100 * share)) +
                        " % of the ion current of the last tenth of the run are siloxane ions (m/z 207, 281, 73 ...)");
    }
    return background;
}

std::optional<std::string> siloxane_note(const MassSpectrum& spectrum) {
    double all = 0, siloxane = 0, base = 0, leading = 0;
    for (std::size_t i = 0; i < spectrum.mz.size(); ++i) {
        const double counts = spectrum.intensity[i];
        all += counts;
        base = std::max(base, counts);
        if (is_siloxane_ion(spectrum.mz[i])) siloxane += counts;
        if (std::any_of(std::begin(leading_ions), std::end(leading_ions),
                        [&](int ion) { return spectrum.mz[i] == ion; }))
            leading = std::max(leading, counts);
    }
    if (!(siloxane >= mostly * all) || !(leading >= among_the_greatest * base) || base == 0) return std::nullopt;
    return "looks like a siloxane (column bleed, septum or vial cap): " +
           std::to_string(std::lround(100 * siloxane / all)) + " % of the spectrum in m/z 73, 207, 281 and their like";
}

}  // namespace spec::gcms
