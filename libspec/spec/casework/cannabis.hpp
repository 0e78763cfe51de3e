#pragma once

#include <optional>
#include <spec/casework/observations.hpp>
#include <spec/core/json.hpp>
#include <spec/library/library.hpp>
#include <string>
#include <vector>

namespace spec::casework {

/// Cannabis: what an exhibit holds of THC, CBD, CBN and their acids, the phenotype ratio, and the plant by its own
/// scheme of tests.
///
/// results      : of the exhibit (sarap.result/1); areas are total-ion areas of the components that name a cannabinoid
/// observations : macroscopic, microscopic and colour test of the plant and its dry mass, of this exhibit
/// law          : the libraries; the first that holds phenotype.csv gives the ratio and its limits
/// returns      : {"areas","phenotype","plant","amounts"}; nothing when neither a cannabinoid nor a plant test is
/// there.
///                The ratio is of areas, not of amounts, and says so. The plant is named only when every test of the
///                scheme was made and none was negative. Amounts are those of the day for the plant, by dry mass;
///                a band is named only from verified rows with the basis "dry_plant"
std::optional<Json> judge_cannabis(const std::vector<Json>& results, const std::vector<Observation>& observations,
                                   const std::vector<const library::Library*>& law,
                                   const std::vector<std::string>& jurisdictions,
                                   const std::optional<std::string>& as_of);

}  // namespace spec::casework
