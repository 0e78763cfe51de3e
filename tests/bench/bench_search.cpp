// Speed of the exact search on one core, against OpenBLAS single-precision GEMM over the same matrix with its top-k.
//
//   bench_search [--benchmark_filter=...]      $SARAP_BENCH_SPECTRA generated spectra, default 50000
//
// $SARAP_TEST_DATA (default ../shared/data) holds ei/massbank_ei.msp and ei/queries_present.msp for the real case.
#include <benchmark/benchmark.h>
#include <cblas.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <numeric>
#include <spec/io/format.hpp>
#include <spec/match/dense_index.hpp>

#include "generated_spectra.hpp"

namespace {

using namespace sarap::bench;
using spec::UnitMassSpectrum;
using namespace spec::match;

constexpr std::size_t batch = 200, top = 10;

struct Case {
    PeakTable peaks;
    DenseIndex index;
    std::vector<TopQuery> queries;
};

std::vector<UnitMassSpectrum> read_spectra(const std::filesystem::path& path) {
    const spec::Measurement measurement = spec::io::read(path);
    std::vector<UnitMassSpectrum> out;
    for (const auto& record : std::get<std::vector<spec::SpectrumRecord>>(measurement.data))
        if (auto unit = spec::to_unit_mass(record.spectrum); unit.mz.size() >= 5) out.push_back(std::move(unit));
    return out;
}

const Case& generated() {
    static const Case made = [] {
        const char* wanted = std::getenv("SARAP_BENCH_SPECTRA");
        const std::size_t n = wanted ? std::strtoull(wanted, nullptr, 10) : 50000;
        Case out;
        out.peaks = generated_library(n, 1);
        out.index = build_dense_index(out.peaks.view());
        std::mt19937_64 random(2);
        for (std::size_t q = 0; q < batch; ++q)
            out.queries.push_back({measured_again(out.peaks.view().spectrum(random() % n), random), {}});
        return out;
    }();
    return made;
}

const Case& real() {
    static const Case made = [] {
        const char* folder = std::getenv("SARAP_TEST_DATA");
        const std::filesystem::path data = std::filesystem::path(folder ? folder : "../shared/data") / "ei";
        Case out;
        for (const auto& spectrum : read_spectra(data / "massbank_ei.msp")) out.peaks.add(spectrum);
        out.index = build_dense_index(out.peaks.view());
        const auto queries = read_spectra(data / "queries_present.msp");
        for (std::size_t q = 0; q < batch; ++q) out.queries.push_back({queries[q * queries.size() / batch], {}});
        return out;
    }();
    return made;
}

void count(benchmark::State& state, const Case& c, std::size_t queries) {
    state.counters["queries/s"] =
        benchmark::Counter(static_cast<double>(queries), benchmark::Counter::kIsIterationInvariantRate);
    state.counters["spectra"] = static_cast<double>(c.peaks.view().size());
    state.counters["bytes/spectrum"] =
        static_cast<double>(c.index.view().bytes()) / static_cast<double>(c.peaks.view().size());
}

void batches(benchmark::State& state, const Case& c, CpuPath path) {
    for (auto _ : state) benchmark::DoNotOptimize(find_top(c.index.view(), c.peaks.view(), {}, c.queries, top, path));
    count(state, c, batch);
}

void one_query(benchmark::State& state, const Case& c, CpuPath path) {
    std::size_t q = 0;
    for (auto _ : state) {
        benchmark::DoNotOptimize(
            find_top(c.index.view(), c.peaks.view(), {}, std::span(c.queries).subspan(q % batch, 1), top, path));
        ++q;
    }
    count(state, c, 1);
}

/// Rows of unit-norm weights on the columns of the index, single precision.
std::vector<float> matrix_of(const std::vector<UnitMassSpectrum>& spectra, int first_mz, int columns) {
    std::vector<float> out(spectra.size() * static_cast<std::size_t>(columns));
    for (std::size_t i = 0; i < spectra.size(); ++i) {
        double square = 0;
        const auto weight = [&](std::size_t p) { return spectra[i].mz[p] * std::sqrt(spectra[i].intensity[p]); };
        for (std::size_t p = 0; p < spectra[i].mz.size(); ++p) square += weight(p) * weight(p);
        for (std::size_t p = 0; p < spectra[i].mz.size(); ++p)
            if (const int column = spectra[i].mz[p] - first_mz; column >= 0 && column < columns)
                out[i * static_cast<std::size_t>(columns) + static_cast<std::size_t>(column)] =
                    static_cast<float>(weight(p) / std::sqrt(square));
    }
    return out;
}

/// The strongest peer: the library in pieces of 8192 rows, so that the products stay in cache, each piece's products
/// looked through against the k-th best so far.
void gemm(benchmark::State& state, const Case& c) {
    const int columns = 4 * c.index.n_groups;
    std::vector<UnitMassSpectrum> library, queries;
    for (std::size_t i = 0; i < c.peaks.view().size(); ++i) library.push_back(c.peaks.view().spectrum(i));
    for (const TopQuery& query : c.queries) queries.push_back(query.spectrum);
    const auto a = matrix_of(library, c.index.first_mz, columns), b = matrix_of(queries, c.index.first_mz, columns);
    library.clear();
    const std::size_t piece = 8192, n = c.peaks.view().size();
    std::vector<float> products(piece * batch);
    openblas_set_num_threads(1);
    for (auto _ : state) {
        std::vector<std::vector<std::pair<float, std::uint32_t>>> best(batch);
        for (std::size_t first = 0; first < n; first += piece) {
            const std::size_t rows = std::min(piece, n - first);
            cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasTrans, batch, static_cast<int>(rows), columns, 1, b.data(),
                        columns, a.data() + first * static_cast<std::size_t>(columns), columns, 0, products.data(),
                        static_cast<int>(rows));
            for (std::size_t q = 0; q < batch; ++q) {
                auto& heap = best[q];
                const float* row = products.data() + q * rows;
                for (std::size_t i = 0; i < rows; ++i) {
                    if (heap.size() == top && row[i] <= heap.front().first) continue;
                    if (heap.size() == top) {
                        std::pop_heap(heap.begin(), heap.end(), std::greater<>());
                        heap.pop_back();
                    }
                    heap.emplace_back(row[i], static_cast<std::uint32_t>(first + i));
                    std::push_heap(heap.begin(), heap.end(), std::greater<>());
                }
            }
        }
        benchmark::DoNotOptimize(best);
    }
    count(state, c, batch);
}

void build_index(benchmark::State& state) {
    const Case& c = generated();
    for (auto _ : state) benchmark::DoNotOptimize(build_dense_index(c.peaks.view()));
    state.counters["spectra/s"] =
        benchmark::Counter(static_cast<double>(c.peaks.view().size()), benchmark::Counter::kIsIterationInvariantRate);
}

void add(const char* name, const Case& (*made)()) {
    const std::string prefix = std::string(name) + "/";
    for (const CpuPath path : available_cpu_paths()) {
        benchmark::RegisterBenchmark((prefix + "batch_200/" + to_string(path)).c_str(), [made,
                                                                                         path](benchmark::State& s) {
            batches(s, made(), path);
        })->Unit(benchmark::kMillisecond);
        benchmark::RegisterBenchmark((prefix + "one_query/" + to_string(path)).c_str(), [made,
                                                                                         path](benchmark::State& s) {
            one_query(s, made(), path);
        })->Unit(benchmark::kMillisecond);
    }
    benchmark::RegisterBenchmark((prefix + "openblas_gemm_batch_200").c_str(), [made](benchmark::State& s) {
        gemm(s, made());
    })->Unit(benchmark::kMillisecond);
}

}  // namespace

int main(int argc, char** argv) {
    benchmark::Initialize(&argc, argv);
    add("generated", generated);
    const char* folder = std::getenv("SARAP_TEST_DATA");
    if (std::filesystem::exists(std::filesystem::path(folder ? folder : "../shared/data") / "ei/massbank_ei.msp"))
        add("massbank", real);
    benchmark::RegisterBenchmark("generated/build_index", build_index)->Unit(benchmark::kMillisecond);
    benchmark::RunSpecifiedBenchmarks();
    return 0;
}
