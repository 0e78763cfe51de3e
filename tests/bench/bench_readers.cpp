#include <benchmark/benchmark.h>

#include <filesystem>
#include <fstream>
#include <random>
#include <spec/io/format.hpp>
#include <spec/io/msp.hpp>
#include <spec/io/write.hpp>

#include "test_data.hpp"

namespace {

/// Bytes a second of the MSP parser on one core, over a measured library that is in memory.
void read_msp(benchmark::State& state, const std::string& name) {
    const auto path = spec::test::measured(name);
    if (!std::filesystem::exists(path)) return state.SkipWithError("measured data are not at hand");
    const auto source = spec::io::Source::open(path);
    for (auto _ : state) benchmark::DoNotOptimize(spec::io::parse_msp(source.text()));
    state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * source.bytes().size()));
}
BENCHMARK_CAPTURE(read_msp, swgdrug39, std::string("ei/swgdrug39.msp"))->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(read_msp, massbank_ei, std::string("ei/massbank_ei.msp"))->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(read_msp, queries_present, std::string("ei/queries_present.msp"))->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(read_msp, queries_absent, std::string("ei/queries_absent.msp"))->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(read_msp, pnnl_ri, std::string("ei/pnnl_ri.msp"))->Unit(benchmark::kMillisecond);

/// Decoded numbers (16 bytes a point) a second of a reader of runs on one core; the file is in memory.
void read_run(benchmark::State& state, const spec::io::Source& source) {
    std::size_t points = 0;
    for (auto _ : state) {
        const spec::Measurement run = spec::io::read(source);
        points = std::get<spec::GcmsRun>(run.data).points();
    }
    state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * points * 16));
}

/// 3,000,000 points in 6,000 scans, m/z to a tenth and random counts, as our own writer puts them (64 bit, zlib).
spec::io::Source large_mzml() {
    std::mt19937 random(1);
    spec::GcmsRun run;
    for (int scan = 0; scan < 6000; ++scan) {
        run.retention_time_s.push_back(3 + 0.3 * scan);
        for (int i = 0; i < 500; ++i) {
            run.mz.push_back((400 + 10 * i + static_cast<int>(random() % 10)) / 10.0);
            run.intensity.push_back(static_cast<double>(100 + random() % 2000000));
        }
        run.scan_begin.push_back(run.mz.size());
    }
    spec::Measurement measurement;
    measurement.technique = spec::Technique::gcms;
    measurement.data = std::move(run);
    const auto file = std::filesystem::temp_directory_path() / "sarap_readers_bench.mzML";
    std::ofstream(file, std::ios::binary) << spec::io::write_mzml(measurement);
    auto source = spec::io::Source::open(file);
    std::filesystem::remove(file);
    return source;
}

void read_large_mzml(benchmark::State& state) { read_run(state, large_mzml()); }
BENCHMARK(read_large_mzml)->Unit(benchmark::kMillisecond);

void read_measured_run(benchmark::State& state, const std::string& name) {
    const auto path = spec::test::measured(name);
    if (!std::filesystem::exists(path)) return state.SkipWithError("measured data are not at hand");
    read_run(state, spec::io::Source::open(path));
}
BENCHMARK_CAPTURE(read_measured_run, data_ms, std::string("gcms/lrcfs/220223015.D/data.ms"))
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(read_measured_run, netcdf, std::string("gcms/other/cheminfo_netcdf-gcms/agilent-gcms.cdf"))
    ->Unit(benchmark::kMillisecond);

}  // namespace

BENCHMARK_MAIN();
