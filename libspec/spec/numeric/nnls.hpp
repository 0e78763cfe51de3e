#pragma once

#include <span>
#include <vector>

namespace spec::numeric {

/// Non-negative least squares from the normal equations: min x'Gx - 2h'x with x >= 0.
///
/// One object serves many problems of changing size, so that its working memory is allocated once.
class NonNegativeLeastSquares {
 public:
    /// gram     : [n x n] symmetric, positive semi-definite; a column without weight (diagonal 0) stays at zero
    /// rhs      : [n]
    /// solution : [n] receives x; its values above zero on entry are tried first as the free columns
    /// source   : Lawson & Hanson, Solving Least Squares Problems (1974), chapter 23, in the form of Bro & de Jong,
    ///            J. Chemometrics 11 (1997) 393
    void solve(std::span<const double> gram, std::span<const double> rhs, std::span<double> solution);

    /// Diagonal of the inverse of gram on the free columns (x > 0) of the last solve; 0 for the others.
    void variances(std::span<double> out);

    /// Solves gram on the free columns of the last solve: out = G_free^-1 v_free, 0 elsewhere.
    void solve_free(std::span<const double> v, std::span<double> out);

    std::size_t free_columns() const { return free_.size(); }

 private:
    bool repeats(std::span<const double> gram, std::span<const double> rhs, std::span<double> solution);
    bool factor(std::span<const double> gram);
    void substitute(std::span<const double> v);

    std::size_t n_ = 0;
    std::vector<std::size_t> free_;  // columns that may be above zero
    std::vector<double> cholesky_;   // of gram on the free columns, lower triangle
    std::vector<double> trial_;      // solution on the free columns
    std::vector<char> is_free_;
};

}  // namespace spec::numeric
