#pragma once

namespace spec::numeric {

/// The value that a Student t variate with nu degrees of freedom stays below with probability p.
///
/// p : 0 < p < 1; nu : > 0
double student_t_quantile(double p, double nu);

/// The value that an F variate with d1 and d2 degrees of freedom stays below with probability p.
///
/// p : 0 < p < 1; d1, d2 : > 0
double fisher_f_quantile(double p, double d1, double d2);

}  // namespace spec::numeric
