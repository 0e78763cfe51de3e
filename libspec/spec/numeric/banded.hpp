#pragma once

#include <span>
#include <vector>

namespace spec::numeric {

/// Solves (W + lambda D2'D2) z = W y, the heart of every penalised baseline: W diagonal, D2 the second difference.
/// The matrix is pentadiagonal and positive definite; it is factored as L D L' in one pass, in linear time.
///
/// The workspace is kept between calls, so that a loop over weights allocates once.
class SecondDifferenceSmoother {
 public:
    /// points : at least 3
    explicit SecondDifferenceSmoother(std::size_t points);

    /// weight, y : [points], weights >= 0 with at least two of them above zero
    /// lambda    : > 0; the condition of the matrix grows with it, so all of it is double precision
    /// z         : [points], the result; may not overlap the inputs
    void solve(std::span<const double> weight, std::span<const double> y, double lambda, std::span<double> z);

 private:
    std::vector<double> diagonal_, first_, second_;  // D and the two subdiagonals of L, [points]
};

}  // namespace spec::numeric
