#pragma once

#include <span>
#include <vector>

namespace spec::numeric {

/// An even grid: point k stands at first + k * step.
struct Grid {
    double first = 0;
    double step = 1;
    std::size_t points = 0;

    double at(std::size_t k) const { return first + static_cast<double>(k) * step; }
};

/// Values on an even grid by averaging over each cell [at - step/2, at + step/2] of the straight lines between the
/// points: for data finer than the grid; no point is ever picked, the area is kept.
///
/// x, y    : [n >= 2], x strictly ascending
/// grid    : every grid point within [x.front(), x.back()]; cells that stick out are cut at the data's ends
/// returns : [grid.points]
std::vector<double> cell_averages(std::span<const double> x, std::span<const double> y, const Grid& grid);

/// Values on an even grid by monotone piecewise cubic interpolation: for data coarser than the grid; makes no new
/// extremes.
///
/// source : Fritsch & Carlson, SIAM J. Numer. Anal. 17 (1980) 238-246; slopes as the weighted harmonic mean of
///          Fritsch & Butland, SIAM J. Sci. Stat. Comput. 5 (1984) 300-304
std::vector<double> monotone_cubic(std::span<const double> x, std::span<const double> y, const Grid& grid);

}  // namespace spec::numeric
