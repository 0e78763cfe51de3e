#pragma once

#include <optional>
#include <spec/casework/sequence.hpp>
#include <spec/core/json.hpp>
#include <string>
#include <vector>

namespace spec::casework {

/// A value with its standard uncertainty, in one unit.
struct Amount {
    double value = 0, standard_uncertainty = 0;
};

/// Standard uncertainties of the preparation; the laboratory's own figures belong here.
struct PreparationUncertainty {
    double balance_mg = 0.1;        ///< of a weighing
    double volume_share = 0.005;    ///< of a volume
    double dilution_share = 0.005;  ///< of a dilution factor other than 1
    double aliquot_share = 0.01;    ///< of the share that was taken, when it is less than the whole
};

/// Milligrams in a millilitre of one unit ("ug/mL" gives 0.001); nothing for a unit that is not mass over volume.
std::optional<double> mg_per_ml(const std::string& unit);

/// Masses that a concentration stands for.
struct Masses {
    std::optional<Amount> exhibit_mg;        ///< c V d / aliquot
    std::optional<Amount> milligram_a_gram;  ///< c V d / m
};

/// concentration : in the injected solution, mg/mL
/// source        : JCGM 100:2008, 5.1.6 (products: relative uncertainties add in squares)
Masses masses(const Amount& concentration, const Preparation& preparation, const PreparationUncertainty& uncertainty);

/// A mass limit of the law, or one that the caller gives.
struct MassLimit {
    std::string substance;  ///< name or InChIKey of the substance it is for
    std::string source;     ///< where it stands: list, band and instrument, or "as given"
    double mg = 0;
};

enum class LimitDecision { above, below, undecided };
const char* to_string(LimitDecision decision);

/// A mass against a limit with a guard band: above (below) only when the mass less (plus) 1.645 standard uncertainties
/// is still above (below), so that either statement is wrong with a probability of at most 5 %.
/// source : JCGM 106:2012, 8.3 (guarded acceptance and rejection)
LimitDecision decide(const Amount& mass, double limit);

/// What a finding prints of its masses; null when nothing was weighed or the quantity has no value.
///
/// quantity : as quantity_json gives it
/// limits   : those for the finding's substance
Json mass_json(const Json& quantity, const Preparation& preparation, const std::vector<MassLimit>& limits);

}  // namespace spec::casework
