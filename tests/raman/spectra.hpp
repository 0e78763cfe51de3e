#pragma once

#include <cmath>
#include <cstdint>
#include <spec/core/raman_spectrum.hpp>
#include <utility>
#include <vector>

namespace spec::test {

/// A generator of our own, so that tests see the same numbers everywhere.
class Random {
 public:
    explicit Random(std::uint64_t seed) : state_(seed) {}
    double uniform() { return static_cast<double>(next() >> 11) * 0x1.0p-53; }
    double normal() {
        double sum = -6;
        for (int i = 0; i < 12; ++i) sum += uniform();
        return sum;
    }

 private:
    std::uint64_t next() {  // SplitMix64
        std::uint64_t z = (state_ += 0x9E3779B97F4A7C15u);
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
        return z ^ (z >> 31);
    }
    std::uint64_t state_;
};

struct Band {
    double position_cm1, width_cm1, height;
};

struct Look {
    double first_cm1 = 150, last_cm1 = 3400, step_cm1 = 1.5;
    double noise = 0.002;
    double shift_cm1 = 0;
    double fluorescence = 0;  ///< height of a broad background
    std::uint64_t seed = 1;
};

inline RamanSpectrum drawn(const std::vector<Band>& bands, const Look& look) {
    RamanSpectrum out;
    Random random(look.seed);
    for (double x = look.first_cm1; x <= look.last_cm1 + 1e-9; x += look.step_cm1) {
        double y = 0.05 + look.noise * random.normal();
        for (const Band& band : bands) {
            const double t = (x - look.shift_cm1 - band.position_cm1) / band.width_cm1;
            y += band.height * std::exp(-4 * std::log(2.0) * t * t);
        }
        const double u = (x - 1400) / 1500;
        y += look.fluorescence * std::exp(-0.5 * u * u);
        out.shift_cm1.push_back(x);
        out.intensity.push_back(y);
    }
    return out;
}

/// Eight to fourteen bands drawn from a seed: a made-up substance.
inline std::vector<Band> made_up(std::uint64_t seed) {
    Random random(1000 + seed);
    std::vector<Band> out(8 + static_cast<std::size_t>(7 * random.uniform()));
    for (Band& band : out)
        band = {random.uniform() < 0.85 ? 200 + 1500 * random.uniform() : 2800 + 300 * random.uniform(),
                6 + 14 * random.uniform(), 0.05 + random.uniform() * random.uniform()};
    return out;
}

}  // namespace spec::test
