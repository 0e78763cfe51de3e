#include <algorithm>
#include <cmath>
#include <spec/core/error.hpp>
#include <spec/gcms/components.hpp>
#include <spec/gcms/ion_matrix.hpp>
#include <spec/gcms/noise.hpp>
#include <spec/gcms/perception.hpp>
#include <spec/numeric/statistics.hpp>

namespace spec::gcms {
namespace {

constexpr std::size_t least_scans = 5;

double at(std::span<const std::int32_t> scan, std::span<const float> counts, int i) {
    const auto it = std::lower_bound(scan.begin(), scan.end(), i);
    return it != scan.end() && *it == i ? double{counts[static_cast<std::size_t>(it - scan.begin())]} : 0;
}

double mean_between(const IonMatrix& matrix, std::size_t ion, int first, int last) {
    first = std::max(first, 0);
    last = std::min(last, static_cast<int>(matrix.scans()) - 1);
    if (last < first) return 0;
    double sum = 0;
    for (int i = first; i <= last; ++i) sum += at(matrix.ion_scan(ion), matrix.ion_counts(ion), i);
    return sum / (last - first + 1);
}

// Apex scans minus the mean of both flanks; ions that do not stand out of their own noise are left out.
MassSpectrum apex_spectrum(const IonMatrix& matrix, const NoiseModel& noise, double apex_scan, double fwhm) {
    const int first = static_cast<int>(std::ceil(apex_scan - 0.5 * fwhm)), last = static_cast<int>(std::floor(apex_scan + 0.5 * fwhm));
    const int away = static_cast<int>(std::lround(1.5 * fwhm)) + 1, flank = std::max(2, static_cast<int>(std::lround(0.5 * fwhm)));
    const int middle = static_cast<int>(std::lround(apex_scan)), scans = std::max(1, last - first + 1);
    MassSpectrum spectrum;
    for (std::size_t ion = 0; ion < matrix.ions(); ++ion) {
        const double top = mean_between(matrix, ion, first, std::max(first, last));
        if (top == 0) continue;
        const double left = mean_between(matrix, ion, middle - away - flank, middle - away);
        const double right = mean_between(matrix, ion, middle + away, middle + away + flank);
        const double net = top - 0.5 * (left + right);
        if (net < 3 * std::sqrt(noise.variance(top) / scans)) continue;
        spectrum.mz.push_back(matrix.mz[ion]);
        spectrum.intensity.push_back(net);
    }
    return spectrum;
}

Component describe(const IonMatrix& matrix, const NoiseModel& noise, const PerceivedComponent& perceived) {
    std::vector<double> widths;
    for (const IonPeak& peak : perceived.peaks) widths.push_back(peak.filter_fwhm);
    const double fwhm = numeric::median(widths);
    Component component;
    const double last = static_cast<double>(matrix.scans() - 1), position = std::clamp(perceived.apex_scan, 0.0, last);
    const auto i = static_cast<std::size_t>(std::min(position, last - 1));
    component.retention_time_s = matrix.time_s[i] + (position - static_cast<double>(i)) * (matrix.time_s[i + 1] - matrix.time_s[i]);
    component.width_s = fwhm * matrix.scan_step_s;
    component.apex_spectrum = apex_spectrum(matrix, noise, position, fwhm);
    component.spectrum = component.apex_spectrum;
    for (const double counts : component.spectrum.intensity) component.height += counts;
    component.area = component.height * component.width_s * 1.0645;  // of a Gaussian of this height and width
    return component;
}

double cosine(const MassSpectrum& a, const MassSpectrum& b) {
    double ab = 0, aa = 0, bb = 0;
    for (std::size_t i = 0, k = 0; i < a.mz.size(); ++i) {
        while (k < b.mz.size() && b.mz[k] < a.mz[i]) ++k;
        if (k < b.mz.size() && b.mz[k] == a.mz[i]) ab += std::sqrt(a.intensity[i] * b.intensity[k]);
    }
    for (const double x : a.intensity) aa += x;
    for (const double x : b.intensity) bb += x;
    return ab / std::sqrt(aa * bb);
}

// A component beside a greater one with the same spectrum is the same compound: its peak is not of the ideal shape.
void drop_echoes(std::vector<Component>& components) {
    std::vector<Component> kept;
    for (std::size_t i = 0; i < components.size(); ++i) {
        const Component& c = components[i];
        const bool echo = std::any_of(components.begin(), components.end(), [&](const Component& other) {
            const double distance = std::abs(other.retention_time_s - c.retention_time_s);
            return other.height > c.height && distance < 1.5 * std::max(other.width_s, c.width_s) &&
                   cosine(other.spectrum, c.spectrum) > 0.9;
        });
        if (!echo) kept.push_back(c);
    }
    components = std::move(kept);
}

}  // namespace

std::vector<Component> find_components(const GcmsRun& run, const Parameters& parameters, std::vector<std::string>& notes) {
    const IonMatrix matrix = to_ion_matrix(run, parameters.bin_offset, notes);
    if (matrix.scans() < least_scans) {
        notes.push_back("no components sought: the run has " + std::to_string(matrix.scans()) + " scans (expected " +
                        std::to_string(least_scans) + " or more)");
        return {};
    }
    const NoiseModel noise = fit_noise(matrix, parameters, notes);
    const auto peaks = find_ion_peaks(matrix, noise, peak_widths(matrix, noise), parameters);
    std::vector<Component> components;
    for (const auto& perceived : perceive(peaks, matrix.scans(), parameters)) {
        Component component = describe(matrix, noise, perceived);
        if (component.spectrum.mz.empty()) continue;
        components.push_back(std::move(component));
    }
    drop_echoes(components);
    for (std::size_t i = 0; i < components.size(); ++i) components[i].id = static_cast<int>(i) + 1;
    return components;
}

}  // namespace spec::gcms
