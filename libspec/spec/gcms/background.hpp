#pragma once

#include <optional>
#include <spec/core/mass_spectrum.hpp>
#include <spec/gcms/ion_matrix.hpp>
#include <string>
#include <vector>

namespace spec::gcms {

/// What a run shows beside its components.
struct Background {
    std::optional<double> solvent_until_s;  ///< up to here the ion current is mostly the tail of the solvent
    std::optional<double> bleed_share;      ///< share of siloxane ions in the ion current of the last tenth of the run
};

/// Recognises the tail of the solvent at the beginning of a run and column bleed at its end, and notes them. Nothing is
/// subtracted: every ion of the joint fit has its own baseline.
///
/// solvent : the run begins at five times its median ion current or more and falls from there
/// bleed   : m/z 207 and 281 with their companions make up a fifth of the last tenth of the run
Background find_background(const IonMatrix& matrix, std::vector<std::string>& notes);

/// Says so when a spectrum is that of a siloxane (column bleed, septum, vial cap): most of it in the ions of
/// poly(dimethylsiloxanes), with m/z 207, 281, 355, 341 or 429 among its greatest. A trimethylsilyl derivative has m/z
/// 73 and 147 too, but none of those.
std::optional<std::string> siloxane_note(const MassSpectrum& spectrum);

}  // namespace spec::gcms
