#pragma once

#include <span>
#include <spec/conclude/evidence.hpp>
#include <spec/conclude/legal.hpp>
#include <spec/core/result.hpp>
#include <vector>

namespace spec::conclude {

/// What the findings of one run rest on, beside its components.
struct FindingBasis {
    const Companions& companions;
    double scan_step_s = 0;
    const Criteria& criteria;
    const std::vector<const library::Library*>& law;
    const LegalQuestion& question;
};

/// One finding for each substance or set of substances that the components name, in the order of time.
///
/// components : with their conclusions; those that name nothing make no finding
/// quality    : checks made on the way (blank) are appended
/// returns    : `identified` only when the spectrum leaves one compound, its entry is a measured spectrum, a standard
/// run
///              holds it at the same retention time and the blank is clean; else `tentative`, with what is missing
std::vector<Finding> gcms_findings(const std::vector<Component>& components, const FindingBasis& basis,
                                   std::vector<QualityCheck>& quality);

/// The same for the constituents of a Raman spectrum; Raman alone is one technique, so never `identified`.
std::vector<Finding> raman_findings(std::span<const Constituent> constituents, const FindingBasis& basis);

}  // namespace spec::conclude
