#pragma once

#include <span>
#include <spec/raman/align.hpp>
#include <vector>

namespace spec::raman {

/// Signed roots sqrt(|y| + offset) - sqrt(offset): linear near zero, where the noise is, roots above.
std::vector<double> rooted(std::span<const double> y, double offset);

/// Shall a straight line be taken from each window before it is compared?
enum class Detrend { no, yes };

/// Mean of the cosines in windows of equal width that overlap by half, each weighted by its share of amplitude in the
/// query and in the reference: what only one of the two shows counts against the match, a tilt of the intensities and a
/// false background do not.
///
/// query, reference : [n], n >= window_points, else 0
/// noise            : standard deviation in the query, whose share of the amplitude is taken off
/// source           : after the windowed hit quality index, Analyst 142 (2017), doi 10.1039/C6AN02315K
double windowed_similarity(std::span<const double> query, std::span<const double> reference, std::size_t window_points,
                           double noise, Detrend detrend);

/// The same with detrended windows, each weighted by its share of amplitude in the reference alone: whether the bands
/// of the reference are there, whatever else is.
double reference_weighted_similarity(std::span<const double> query, std::span<const double> reference,
                                     std::size_t window_points);

/// How well an aligned reference matches: parts in [0, 1] and their combination, which ranks.
struct Similarity {
    double windowed = 0;       ///< detrended windows on the curves
    double windowed_root = 0;  ///< plain windows on the roots
    double score = 0;          ///< combination, times the root of the covered share of the query
};

Similarity similarity(const Alignment& alignment, const Curve& query, const Parameters& parameters);

}  // namespace spec::raman
