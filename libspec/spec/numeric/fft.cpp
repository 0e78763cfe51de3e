#include <fftw3.h>

#include <algorithm>
#include <complex>
#include <memory>
#include <mutex>
#include <spec/core/error.hpp>
#include <spec/numeric/fft.hpp>

namespace spec::numeric {
namespace {

// FFTW's planner is not thread-safe; plans are made, and their memory freed, under this mutex only. FFTW_ESTIMATE:
// measured plans differ from run to run, and with them the last bits of results.
std::mutex& planner() {
    static std::mutex mutex;
    return mutex;
}

struct PlanFree {
    void operator()(fftw_plan_s* plan) const {
        const std::lock_guard lock(planner());
        fftw_destroy_plan(plan);
    }
};
using Plan = std::unique_ptr<fftw_plan_s, PlanFree>;
using Spectrum = std::vector<std::complex<double>>;

fftw_complex* raw(Spectrum& values) { return reinterpret_cast<fftw_complex*>(values.data()); }

Spectrum transformed(std::span<const double> values, std::size_t n) {
    std::vector<double> padded(n, 0.0);
    Spectrum out(n / 2 + 1);
    Plan plan;
    {
        const std::lock_guard lock(planner());
        plan.reset(fftw_plan_dft_r2c_1d(static_cast<int>(n), padded.data(), raw(out), FFTW_ESTIMATE));
    }
    std::copy(values.begin(), values.end(), padded.begin());
    fftw_execute(plan.get());
    return out;
}

std::vector<double> back_transformed(Spectrum values, std::size_t n) {
    std::vector<double> out(n);
    Plan plan;
    {
        const std::lock_guard lock(planner());
        plan.reset(fftw_plan_dft_c2r_1d(static_cast<int>(n), raw(values), out.data(), FFTW_ESTIMATE));
    }
    fftw_execute(plan.get());
    for (double& value : out) value /= static_cast<double>(n);
    return out;
}

}  // namespace

std::vector<double> cross_correlation(std::span<const double> a, std::span<const double> b, std::size_t largest) {
    expect(!a.empty() && !b.empty(), "a correlation has two series");
    std::size_t n = 1;
    while (n < a.size() + b.size() + largest) n *= 2;
    Spectrum left = transformed(a, n);
    const Spectrum right = transformed(b, n);
    for (std::size_t k = 0; k < left.size(); ++k) left[k] *= std::conj(right[k]);
    const std::vector<double> all = back_transformed(std::move(left), n);
    std::vector<double> out(2 * largest + 1);
    for (std::size_t s = 0; s <= largest; ++s) {
        out[largest + s] = all[s];
        if (s > 0) out[largest - s] = all[n - s];
    }
    return out;
}

double peak_position(std::span<const double> values) {
    expect(!values.empty(), "a peak has values");
    const auto at = static_cast<std::size_t>(std::max_element(values.begin(), values.end()) - values.begin());
    if (at == 0 || at + 1 == values.size()) return static_cast<double>(at);
    const double bend = values[at - 1] - 2 * values[at] + values[at + 1];
    if (!(bend < 0)) return static_cast<double>(at);
    return static_cast<double>(at) + 0.5 * (values[at - 1] - values[at + 1]) / bend;
}

}  // namespace spec::numeric
