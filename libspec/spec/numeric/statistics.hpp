#pragma once

#include <utility>
#include <vector>

namespace spec::numeric {

/// The value below which the share q of the sample lies, linear between order statistics.
///
/// values : at least one, none NaN; taken by value because it is reordered
/// q      : 0 to 1
/// source : Hyndman & Fan, Am. Stat. 50 (1996) 361, type 7
double quantile(std::vector<double> values, double q);

/// quantile(values, 0.5)
double median(std::vector<double> values);

/// Median absolute deviation from the median times 1.4826: the standard deviation of normal values, robust to outliers.
double robust_sd(std::vector<double> values);

/// Theil-Sen line through points (x, y): the median slope of all pairs with different x, and the median intercept.
///
/// points  : at least two different x
/// returns : {intercept, slope}
/// source  : Sen, J. Am. Stat. Assoc. 63 (1968) 1379
std::pair<double, double> theil_sen(const std::vector<std::pair<double, double>>& points);

}  // namespace spec::numeric
