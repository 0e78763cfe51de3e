#include <boost/math/distributions/fisher_f.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <spec/core/error.hpp>
#include <spec/numeric/distributions.hpp>

namespace spec::numeric {

double student_t_quantile(double p, double nu) {
    expect(p > 0 && p < 1 && nu > 0, "0 < p < 1 and nu > 0");
    return boost::math::quantile(boost::math::students_t(nu), p);
}

double fisher_f_quantile(double p, double d1, double d2) {
    expect(p > 0 && p < 1 && d1 > 0 && d2 > 0, "0 < p < 1 and d1, d2 > 0");
    return boost::math::quantile(boost::math::fisher_f(d1, d2), p);
}

}  // namespace spec::numeric
