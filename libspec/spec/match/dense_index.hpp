#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <spec/match/cpu_path.hpp>
#include <spec/match/peak_table.hpp>
#include <vector>

namespace spec::match {

/// Weighted unit-mass spectra (w = m I^0.5) as bytes, in blocks of 32 entries, for a scan that bounds every score.
///
/// A block holds, for each group of four m/z, 32 x 4 bytes; byte = round(255 w / greatest w of the entry). Columns
/// cover first_mz to first_mz + 4 n_groups - 1. With l the entry's weights scaled to norm 1 and l' = scale x byte,
/// `error` is
/// ||l - l'|| over the columns and `outside` the norm of l beyond them, both rounded up. docs/methods/search.md proves
/// the bound. 588 bytes an entry with 576 columns.
struct DenseView {
    std::size_t n_entries = 0;
    int first_mz = 1, n_groups = 0;
    std::span<const std::uint8_t> lines;           ///< [n_blocks x n_groups x 32 x 4]
    std::span<const float> scale, error, outside;  ///< [n_blocks x 32], 0 where no entry is

    std::size_t blocks() const { return (n_entries + 31) / 32; }
    std::size_t bytes() const { return lines.size() + (scale.size() + error.size() + outside.size()) * sizeof(float); }
};

/// The same in memory.
struct DenseIndex {
    std::size_t n_entries = 0;
    int first_mz = 1, n_groups = 0;
    std::vector<std::uint8_t> lines;
    std::vector<float> scale, error, outside;

    DenseView view() const { return {n_entries, first_mz, n_groups, lines, scale, error, outside}; }
};

inline constexpr int most_columns = 576;

/// Builds the index of all spectra, in their order, on all threads.
///
/// columns : at most this many m/z, a multiple of 4; fewer when the spectra need fewer
DenseIndex build_dense_index(const PeakView& peaks, int columns = most_columns);

/// One entry found: its place in the index and its exact weighted cosine m I^0.5.
struct Found {
    std::uint32_t entry = 0;
    double score = 0;
    friend bool operator==(const Found&, const Found&) = default;
};

/// What a search is asked for.
struct TopQuery {
    UnitMassSpectrum spectrum;            ///< at least one peak
    std::vector<std::uint32_t> excluded;  ///< entries that are not to be used, ascending
};

/// The exact top k of every query.
///
/// The scan bounds every score; what may reach the k best is scored again in double, in the order of m/z, from the
/// peaks themselves. The answer equals a weighted_cosine() over all entries, bit by bit, on every path and however
/// queries are batched.
///
/// peaks   : the spectra that the index was built from
/// groups  : [n_entries] compound of each entry: k counts distinct compounds, and every entry is returned whose score
/// is
///           at least that of the k-th best compound; empty: every entry is its own compound
/// k       : at least 1
/// returns : for each query, entries by score falling, ties by place in the index rising; none with a score of 0
std::vector<std::vector<Found>> find_top(const DenseView& index, const PeakView& peaks,
                                         std::span<const std::uint32_t> groups, std::span<const TopQuery> queries,
                                         std::size_t k, CpuPath path = best_cpu_path());

/// The same by scoring every entry, for tests.
std::vector<Found> find_top_by_brute_force(const PeakView& peaks, std::span<const std::uint32_t> groups,
                                           const TopQuery& query, std::size_t k);

}  // namespace spec::match
