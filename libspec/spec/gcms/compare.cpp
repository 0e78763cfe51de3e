#include <algorithm>
#include <cmath>
#include <spec/gcms/compare.hpp>

namespace spec::gcms {

double spectrum_cosine(const MassSpectrum& a, const MassSpectrum& b) {
    double ab = 0, aa = 0, bb = 0;
    for (std::size_t i = 0, k = 0; i < a.mz.size(); ++i) {
        while (k < b.mz.size() && b.mz[k] < a.mz[i]) ++k;
        if (k < b.mz.size() && b.mz[k] == a.mz[i]) ab += std::sqrt(a.intensity[i] * b.intensity[k]);
    }
    for (const double x : a.intensity) aa += x;
    for (const double x : b.intensity) bb += x;
    return aa > 0 && bb > 0 ? ab / std::sqrt(aa * bb) : 0;
}

double base_mz(const MassSpectrum& spectrum) {
    if (spectrum.mz.empty()) return 0;
    const auto top = std::max_element(spectrum.intensity.begin(), spectrum.intensity.end());
    return spectrum.mz[static_cast<std::size_t>(top - spectrum.intensity.begin())];
}

double ion_area(const Component& component, double mz) {
    const auto& s = component.spectrum;
    const auto it = std::find(s.mz.begin(), s.mz.end(), mz);
    if (it == s.mz.end() || !(component.height > 0)) return 0;
    return s.intensity[static_cast<std::size_t>(it - s.mz.begin())] * component.area / component.height;
}

const Component* find_component(const std::vector<Component>& components, double time_s, double window_s,
                                const MassSpectrum& spectrum, double least_cosine) {
    const Component* best = nullptr;
    double distance = window_s;
    for (const Component& c : components) {
        const double d = std::abs(c.retention_time_s - time_s);
        if (d > distance || (best && d == distance) || spectrum_cosine(c.spectrum, spectrum) < least_cosine) continue;
        best = &c;
        distance = d;
    }
    return best;
}

}  // namespace spec::gcms
