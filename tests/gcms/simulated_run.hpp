#pragma once

#include <cmath>
#include <random>
#include <spec/core/measurement.hpp>
#include <spec/gcms/peak_shape.hpp>
#include <vector>

namespace spec::test {

/// A component to simulate: shape in scans, ions {m/z, area in counts x scans}.
struct SimulatedComponent {
    gcms::PeakShape shape;
    std::vector<std::pair<int, double>> ions;
};

struct SimulatedRun {
    std::size_t scans = 200;
    double step_s = 0.3;
    double counts_per_ion = 20;  // Poisson noise: counts are a multiple of this
    double threshold = 60;       // nothing below is recorded
    double skew = 0;             // scans per u
    double bleed = 4000;         // counts of m/z 207 and, at half, 281
    std::vector<SimulatedComponent> components;
};

/// A run with counting noise; the same seed gives the same run (std::mt19937 and Poisson by inversion of normals).
inline GcmsRun simulate(const SimulatedRun& plan, unsigned seed) {
    std::mt19937 generator(seed);
    const auto uniform = [&] { return (static_cast<double>(generator()) + 0.5) / 4294967296.0; };
    const auto normal = [&] { return std::sqrt(-2 * std::log(uniform())) * std::cos(6.283185307179586 * uniform()); };
    GcmsRun run;
    for (std::size_t i = 0; i < plan.scans; ++i) {
        std::vector<double> expected(400, 0.0);
        expected[207] = plan.bleed;
        expected[281] = 0.5 * plan.bleed;
        for (const auto& c : plan.components)
            for (const auto& [mz, area] : c.ions)
                expected[static_cast<std::size_t>(mz)] +=
                    area * gcms::value_of(c.shape, static_cast<double>(i) + plan.skew * (350 - mz));
        run.retention_time_s.push_back(100 + plan.step_s * static_cast<double>(i));
        for (std::size_t mz = 1; mz < expected.size(); ++mz) {
            const double mean = expected[mz] / plan.counts_per_ion;
            if (mean <= 0) continue;
            const double counts = plan.counts_per_ion * std::round(mean + std::sqrt(mean) * normal());
            if (counts < plan.threshold) continue;
            run.mz.push_back(static_cast<double>(mz));
            run.intensity.push_back(counts);
        }
        run.scan_begin.push_back(run.mz.size());
    }
    return run;
}

}  // namespace spec::test
