// Makes the example exhibit that ships with the project: a blank, a GC-MS run and a Raman spectrum of a powder that
// never existed. `make_exhibit FOLDER` writes blank.mzML, exhibit.mzML and exhibit.jdx; the same program writes the
// same bytes, and a test compares them with the committed files.
//
// GC-MS: two substances (alpha-PVP 1 part, caffeine 3 parts by height), exponentially modified Gaussian peaks on column
// bleed (m/z 73, 207, 281), counting noise 4 sqrt(counts), nothing recorded below 150 counts, unit masses. The spectra
// are the eight principal ions of the starter library (reference_library/spectra), so the run tests the way through,
// not the power of the search. Raman: Lorentzian bands of caffeine on a fluorescent background with counting noise.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <filesystem>
#include <iostream>
#include <spec/core/measurement.hpp>
#include <spec/io/write.hpp>
#include <spec/io/write_file.hpp>
#include <vector>

namespace {

struct Ion {
    int mz;
    double percent;
};

struct Peak {
    double apex_s, sigma_s, height;
    std::vector<Ion> ions;
};

/// Normal deviates from SplitMix64 by the sum of twelve uniform ones: no library function that differs between systems.
class Noise {
 public:
    explicit Noise(std::uint64_t seed) : state_(seed) {}
    double normal() {
        double sum = -6;
        for (int i = 0; i < 12; ++i) sum += uniform();
        return sum;
    }

 private:
    double uniform() {
        state_ += 0x9E3779B97F4A7C15u;
        std::uint64_t z = state_;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
        return static_cast<double>((z ^ (z >> 31)) >> 11) * 0x1p-53;
    }
    std::uint64_t state_;
};

const std::vector<Ion> alpha_pvp{{126, 100}, {127, 8.9}, {77, 5.5}, {105, 4.1},
                                 {124, 3.9}, {55, 3.7},  {96, 2.9}, {42, 2.8}};
const std::vector<Ion> caffeine{{194, 100}, {109, 71.9}, {55, 47.8},  {67, 46},
                                {82, 31.1}, {42, 17.1},  {193, 13.6}, {195, 10}};

double gaussian(double x) { return std::exp(-0.5 * x * x); }

std::vector<double> expected_counts(double time_s, const std::vector<Peak>& peaks) {
    std::vector<double> counts(451, 0.0);
    const double bleed = 400 + 2 * (time_s - 180);
    counts[207] += bleed;
    counts[73] += 0.5 * bleed;
    counts[281] += 0.6 * bleed;
    for (const Peak& peak : peaks) {
        const double shape = peak.height * gaussian((time_s - peak.apex_s) / peak.sigma_s);
        for (const Ion& ion : peak.ions) counts[static_cast<std::size_t>(ion.mz)] += shape * ion.percent / 100;
    }
    return counts;
}

spec::Measurement make_run(const std::vector<Peak>& peaks, std::uint64_t seed, const char* sample) {
    Noise noise(seed);
    spec::GcmsRun run;
    for (int scan = 0; scan < 700; ++scan) {
        const double time_s = 180 + 0.3 * scan;
        const std::vector<double> counts = expected_counts(time_s, peaks);
        for (std::size_t mz = 40; mz < counts.size(); ++mz) {
            const double seen = std::round(counts[mz] + 4 * std::sqrt(counts[mz]) * noise.normal());
            if (seen < 150) continue;
            run.mz.push_back(static_cast<double>(mz));
            run.intensity.push_back(seen);
        }
        run.retention_time_s.push_back(std::round(time_s * 1000) / 1000);
        run.scan_begin.push_back(run.mz.size());
    }
    spec::Measurement measurement;
    measurement.technique = spec::Technique::gcms;
    measurement.metadata = {{"sample", sample},
                            {"instrument", "simulated quadrupole"},
                            {"acquired", "2026-11-02T09:00:00"},
                            {"ionisation", "electron ionisation"}};
    measurement.data = std::move(run);
    return measurement;
}

spec::Measurement make_raman(std::uint64_t seed) {
    // Strong bands of solid caffeine, position (cm-1) and relative height, as in reference_library/spectra.
    const std::vector<std::pair<double, double>> bands = {{445, 30},  {483, 15},  {556, 100}, {643, 25},  {741, 25},
                                                          {926, 10},  {1022, 20}, {1241, 20}, {1286, 25}, {1328, 90},
                                                          {1360, 20}, {1600, 25}, {1656, 35}, {1698, 40}};
    Noise noise(seed);
    spec::RamanSpectrum spectrum;
    spectrum.title = "example exhibit, powder";
    spectrum.instrument = "simulated spectrometer";
    spectrum.laser_nm = 785;
    for (int i = 0; i <= 1650; ++i) {
        const double shift = 150 + i;
        double signal = 3000 + 4000 * gaussian((shift - 1500) / 900);
        for (const auto& [position, height] : bands) {
            const double distance = (shift - position) / 4;
            signal += 100 * height / (1 + distance * distance);
        }
        spectrum.shift_cm1.push_back(shift);
        spectrum.intensity.push_back(std::round(signal + 1.5 * std::sqrt(signal) * noise.normal()));
    }
    spec::Measurement measurement;
    measurement.technique = spec::Technique::raman;
    measurement.data = std::vector{spectrum};
    return measurement;
}

}  // namespace

int main(int count, char** values) {
    if (count != 2) {
        std::cerr << "usage: make_exhibit FOLDER\n";
        return 2;
    }
    const std::filesystem::path folder(values[1]);
    std::filesystem::create_directories(folder);
    spec::io::write_whole(folder / "blank.mzML", spec::io::write_mzml(make_run({}, 1, "blank")));
    spec::io::write_whole(folder / "exhibit.mzML",
                          spec::io::write_mzml(make_run(
                              {{262.3, 0.9, 60000, alpha_pvp}, {285.1, 1.0, 180000, caffeine}}, 2, "example exhibit")));
    spec::io::write_whole(folder / "exhibit.jdx", spec::io::write_jcamp(make_raman(3)));
    return 0;
}
