#include <benchmark/benchmark.h>

#include <filesystem>
#include <spec/io/format.hpp>
#include <spec/io/msp.hpp>

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

}  // namespace

BENCHMARK_MAIN();
