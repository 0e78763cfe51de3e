#pragma once

#include <optional>
#include <spec/core/result.hpp>
#include <spec/gcms/retention_index.hpp>
#include <string>
#include <vector>

namespace spec::conclude {

/// A run of a ladder of n-alkanes or fatty acid methyl esters, read.
struct LadderRun {
    std::string path;    ///< or the sample's name in a sequence
    std::string sha256;  ///< of the run
    gcms::Ladder ladder;
};

/// Reads the rungs of a ladder run by their spectra; ladder.refused says why no index may be computed from it.
///
/// measured : components of the ladder run, without its name and date
LadderRun read_ladder(std::string path, std::string sha256, const std::optional<std::string>& acquired,
                      const std::vector<Component>& components, double scan_step_s);

/// Puts the retention index of every component that elutes within the ladder; the others get a note instead.
///
/// ladder : not refused
void add_retention_indices(const LadderRun& ladder, double scan_step_s, std::vector<Component>& components);

/// The index of a component as a search takes it; nothing without one.
std::optional<RetentionIndex> query_index(const Component& component, const LadderRun& ladder);

/// One sentence on the ladder for the reader of a result.
std::string described(const LadderRun& ladder, const std::optional<std::string>& acquired);

/// Name, date, scale, rungs and age in days before `acquired` (null when unknown), as a result prints them.
Json to_json(const LadderRun& ladder, const std::optional<std::string>& acquired);

}  // namespace spec::conclude
