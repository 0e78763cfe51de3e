#pragma once

#include <optional>
#include <spec/core/result.hpp>
#include <string>
#include <vector>

namespace spec::gcms {

enum class LadderScale { n_alkane, fiehn_fame };
const char* to_string(LadderScale scale);

/// One compound of a ladder that was found and recognised.
struct Rung {
    int carbons = 0;  ///< carbon atoms of the alkane, or of the acid of the methyl ester
    double index = 0;
    double retention_time_s = 0;
    double u_time_s = 0;  ///< standard uncertainty
    int component = 0;    ///< id in the ladder run
};

/// A ladder run, read: rungs in the order of time.
struct Ladder {
    LadderScale scale = LadderScale::n_alkane;
    std::string column;    ///< as the method states it, empty when it does not
    std::string acquired;  ///< ISO 8601 of the ladder run, empty when unknown
    std::vector<Rung> rungs;
    std::vector<std::string> notes;      ///< rungs that are missing between others, components that looked like one
    std::optional<std::string> refused;  ///< why no index may be computed from it
};

/// Recognises a ladder by its own spectra. Alkanes: the series m/z 43, 57, 71, 85 with falling steps above, and the
/// molecular ion 14 n + 2. Methyl esters: m/z 74 and 87 with the molecular ion 14 n + 46. Carbon numbers come from
/// molecular ions; compounds without a visible one are numbered when exactly as many lie between numbered neighbours as
/// are missing there.
///
/// components  : of the ladder run, in the order of time
/// scan_step_s : > 0, sets the uncertainty of a time
/// returns     : refused for fewer than 3 rungs or for carbon numbers that do not rise with time
/// source      : docs/methods/gcms.md, "Retention index"; indices of the methyl esters: Kind et al., Anal. Chem. 81
/// (2009) 10038
Ladder recognise_ladder(const std::vector<Component>& components, double scan_step_s);

/// A ladder whose rungs the method names, checked for order; notes and refusal as above.
Ladder ladder_of(LadderScale scale, std::vector<Rung> rungs);

struct IndexValue {
    double index = 0;
    double u = 0;  ///< standard uncertainty
};

/// Retention index between the two found rungs around a time; nothing outside the ladder.
///
/// ladder : not refused
/// u_time_s : standard uncertainty of the time
/// source : van den Dool & Kratz, J. Chromatogr. 11 (1963) 463
std::optional<IndexValue> retention_index(const Ladder& ladder, double time_s, double u_time_s);

/// Days between the ladder and a run (ISO 8601 dates); nothing when either is unknown; below zero when the ladder is
/// younger.
std::optional<double> ladder_age_days(const Ladder& ladder, const std::string& acquired);

}  // namespace spec::gcms
