#pragma once

#include <spec/gcms/island.hpp>
#include <spec/gcms/peak_shape.hpp>
#include <spec/numeric/nnls.hpp>
#include <vector>

namespace spec::gcms {

/// Sum of products in eight interleaved parts: the same order of additions on every machine, and fast.
double dot(const double* a, const double* b, std::size_t n);

/// All ions of an island fitted on all its components: for every ion
///     min sum_i w_i (y_i - sum_k c_k p_k(x_i) - b_left (1 - s_i) - b_right s_i)^2,  c, b >= 0,  s from 0 to 1 over the
///     island
/// with w the inverse variance of the fitted value. A scan without a point is censored at the recording threshold: it
/// stands for the value expected below the threshold under the model, and it adds to chi2 only where the model exceeds
/// it. source : docs/methods/gcms.md, "Joint fit"; censored values after Tobin, Econometrica 26 (1958) 24
class JointFit {
 public:
    JointFit(const Island& island, const NoiseModel& noise);

    /// Fits areas and baselines to the profiles; weights and censored values are renewed `rounds` times.
    void fit(std::vector<Profile> profiles, int rounds);
    /// The same with the profiles that it has; ions that are solved for them already are not solved twice.
    void fit(int rounds);
    /// The same for the shape ions alone; chi2 and the other ions stay as they were.
    void fit_shape_ions(int rounds);

    std::size_t components() const { return profiles_.size(); }
    const std::vector<Profile>& profiles() const { return profiles_; }
    /// Area of ion m on component k, counts x scans.
    double area(std::size_t m, std::size_t k) const { return area_[m * (profiles_.size() + 2) + k]; }
    /// Area k of ion m, or behind the areas the left and the right end of its baseline.
    double term(std::size_t m, std::size_t k) const { return area_[m * (profiles_.size() + 2) + k]; }
    /// Standard error of that area, scaled by the ion's reduced chi2 where it exceeds 1; 0 for an area held at zero.
    double area_error(std::size_t m, std::size_t k) const { return area_error_[m * profiles_.size() + k]; }
    double baseline(std::size_t m, int i) const;
    double chi2() const { return chi2_; }
    std::size_t measured_points() const { return measured_; }
    /// Areas above two standard errors and baselines above zero.
    std::size_t significant_terms() const;

    /// Profile of component k at the scans of ion m, with the ion's skew.
    void sample(const Profile& profile, std::size_t m, std::span<double> out) const;
    /// Weighted residuals' ingredients for the shape fit: the target values (censored ones replaced) minus the model,
    /// and weights.
    std::span<const double> residual(std::size_t m) const { return row(residual_, m); }
    std::span<const double> weight(std::size_t m) const { return row(weight_, m); }
    const Island& island() const { return *island_; }

    /// Gram matrix of the columns of ion m (components, then both baseline ramps) and its product with the target.
    void normal_equations(std::size_t m, std::vector<double>& columns, std::vector<double>& gram,
                          std::vector<double>& rhs, std::vector<double>& weighted) const;
    /// One fit of ion m with the present weights and targets; returns its weighted sum of squares.
    double solve_ion(std::size_t m);
    /// Standard errors of the areas of ion m, straight after solve_ion(m).
    void estimate_errors(std::size_t m, double weighted_squares);
    void replace_profiles(std::vector<Profile> profiles);
    /// Areas for the present profiles with weights and targets kept; returns the sum of squares over the shape ions.
    double resolve();
    /// The ions that shapes are fitted to; all by default.
    const std::vector<std::size_t>& shape_ions() const { return shape_ions_; }
    void use_shape_ions(std::vector<std::size_t> ions) { shape_ions_ = std::move(ions); }

 private:
    std::span<const double> row(const std::vector<double>& v, std::size_t m) const {
        return std::span(v).subspan(m * n_, n_);
    }
    void start_weights();
    void fit_ion(std::size_t m, int rounds);
    void fill_columns(std::size_t m, std::vector<double>& columns) const;
    void weigh(std::size_t m, const std::vector<double>& columns, std::vector<double>& gram, std::vector<double>& rhs,
               std::vector<double>& weighted) const;
    void renew_weights(std::size_t m);
    void measure_chi2();

    const Island* island_;  // pointers, so that a model can be copied and assigned; both outlive every fit
    const NoiseModel* noise_;
    std::size_t n_ = 0;  // scans
    std::vector<Profile> profiles_;
    std::vector<double> area_;                                // [n_ions x (K + 2)] areas, then both baseline ends
    std::vector<double> area_error_;                          // [n_ions x K]
    std::vector<double> target_, weight_, residual_, model_;  // [n_ions x n_scans]
    std::vector<double> shared_columns_;                      // [K x n_scans] when no ion is skewed
    bool skewed_ = false;
    double chi2_ = 0;
    std::size_t measured_ = 0;
    std::vector<std::size_t> shape_ions_;
    std::vector<char> solved_;  // [n_ions] whether the areas belong to the present profiles and weights
    static constexpr std::size_t no_ion = static_cast<std::size_t>(-1);
    std::size_t columns_of_ = no_ion;  // the ion whose columns are in columns_
    numeric::NonNegativeLeastSquares nnls_;
    std::vector<double> columns_, gram_, rhs_, weighted_, variances_;
};

}  // namespace spec::gcms
