#pragma once

#include <spec/core/result.hpp>
#include <vector>

namespace spec::gcms {

/// Cosine of two unit-mass spectra, on the square roots of the intensities; in [0, 1], 0 when one is empty.
double spectrum_cosine(const MassSpectrum& a, const MassSpectrum& b);

/// m/z of the greatest intensity; 0 for an empty spectrum.
double base_mz(const MassSpectrum& spectrum);

/// Area of one ion of a component, counts x s; 0 when the component does not show it.
double ion_area(const Component& component, double mz);

/// The component nearest in time to `time_s` within window_s whose spectrum has at least this cosine with `spectrum`;
/// of several equally good ones the first. nullptr when there is none.
const Component* find_component(const std::vector<Component>& components, double time_s, double window_s,
                                const MassSpectrum& spectrum, double least_cosine);

}  // namespace spec::gcms
