#include <spec/core/error.hpp>
#include <spec/numeric/banded.hpp>

namespace spec::numeric {
namespace {

// Entries of D2'D2 for n points: diagonal 1, 5, 6, ..., 6, 5, 1; first off-diagonal -2, -4, ..., -4, -2; second 1.
// With three points D2 has one row and the inner entries shrink accordingly.
double penalty_diagonal(std::size_t i, std::size_t n) {
    const double above = i >= 2 ? 1 : 0, here = (i >= 1 && i + 1 < n) ? 4 : 0, below = i + 2 < n ? 1 : 0;
    return above + here + below;
}

double penalty_first(std::size_t i, std::size_t n) {  // entry (i, i + 1)
    return (i >= 1 ? -2 : 0) + (i + 2 < n ? -2 : 0);
}

}  // namespace

SecondDifferenceSmoother::SecondDifferenceSmoother(std::size_t points)
    : diagonal_(points), first_(points), second_(points) {
    expect(points >= 3, "a second difference needs 3 points");
}

void SecondDifferenceSmoother::solve(std::span<const double> weight, std::span<const double> y, double lambda,
                                     std::span<double> z) {
    const std::size_t n = diagonal_.size();
    expect(weight.size() == n && y.size() == n && z.size() == n, "weights, data and result have one length");
    // L D L' with unit L: first_[i] = L(i + 1, i), second_[i] = L(i + 2, i). Forward substitution goes along.
    double before = 0, before_first = 0, before_second = 0;  // D, L's entries of column i - 1
    double two_before = 0, two_before_second = 0;            // and of column i - 2
    for (std::size_t i = 0; i < n; ++i) {
        const double d = weight[i] + lambda * penalty_diagonal(i, n) - before * before_first * before_first -
                         two_before * two_before_second * two_before_second;
        const double off = i + 1 < n ? lambda * penalty_first(i, n) - before * before_first * before_second : 0;
        const double far = i + 2 < n ? lambda : 0;
        z[i] = weight[i] * y[i] - (i >= 1 ? before_first * z[i - 1] : 0) - (i >= 2 ? two_before_second * z[i - 2] : 0);
        diagonal_[i] = d;
        first_[i] = off / d;
        second_[i] = far / d;
        two_before = before;
        two_before_second = before_second;
        before = d;
        before_first = first_[i];
        before_second = second_[i];
    }
    for (std::size_t i = n; i-- > 0;) {
        z[i] /= diagonal_[i];
        if (i + 1 < n) z[i] -= first_[i] * z[i + 1];
        if (i + 2 < n) z[i] -= second_[i] * z[i + 2];
    }
}

}  // namespace spec::numeric
