#pragma once

#include <span>
#include <spec/raman/prepare.hpp>

namespace spec::raman {

/// Fills `quality` of a prepared spectrum and adds notes.
///
/// prepared  : spectrum and background are filled in
/// intensity : the despiked points before they came onto the grid: noise and saturation are seen there
void assess_quality(Prepared& prepared, std::span<const double> intensity, const Parameters& parameters);

}  // namespace spec::raman
