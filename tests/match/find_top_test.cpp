#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <spec/io/format.hpp>
#include <spec/match/dense_index.hpp>
#include <spec/match/weighted_cosine.hpp>

#include "test_data.hpp"

namespace {

using spec::UnitMassSpectrum;
using spec::match::available_cpu_paths;
using spec::match::build_dense_index;
using spec::match::CpuPath;
using spec::match::find_top;
using spec::match::find_top_by_brute_force;
using spec::match::Found;
using spec::match::PeakTable;
using spec::match::TopQuery;

/// Spectra with the statistics of EI: clusters of ions, few strong ones, now and then a heavy or an odd one.
UnitMassSpectrum random_spectrum(std::mt19937& random) {
    std::uniform_real_distribution<double> uniform(0, 1);
    UnitMassSpectrum out;
    const int last = random() % 40 == 0 ? 900 : 80 + static_cast<int>(random() % 400);
    const double density = random() % 50 == 0 ? 0.01 : 0.05 + 0.4 * uniform(random);
    for (int mz = random() % 30 == 0 ? 1 : 35; mz <= last; ++mz)
        if (uniform(random) < density) {
            out.mz.push_back(mz);
            out.intensity.push_back(std::ceil(999 * std::pow(uniform(random), 4)));
        }
    if (out.mz.empty()) out = {{last}, {999}};
    return out;
}

UnitMassSpectrum disturbed(UnitMassSpectrum spectrum, std::mt19937& random) {
    std::uniform_real_distribution<double> uniform(0.7, 1.4);
    for (double& intensity : spectrum.intensity) intensity = std::max(1.0, std::round(intensity * uniform(random)));
    return spectrum;
}

struct Case {
    PeakTable peaks;
    std::vector<std::uint32_t> groups;
    std::vector<TopQuery> queries;
};

/// A library with copies (ties) and compounds of several entries; queries near an entry, far from all, and odd ones.
Case random_case(unsigned seed, std::size_t n_entries, std::size_t n_queries) {
    std::mt19937 random(seed);
    Case out;
    std::vector<UnitMassSpectrum> spectra;
    for (std::size_t i = 0; i < n_entries; ++i) {
        const bool copy = i > 0 && random() % 20 == 0;
        const bool relative = i > 0 && random() % 4 == 0;
        const std::size_t other = i > 0 ? random() % i : 0;
        spectra.push_back(copy       ? spectra[other]
                          : relative ? disturbed(spectra[other], random)
                                     : random_spectrum(random));
        out.peaks.add(spectra.back());
        out.groups.push_back(static_cast<std::uint32_t>(random() % 3 == 0 && i > 0 ? out.groups[random() % i] : i));
    }
    for (std::size_t q = 0; q < n_queries; ++q) {
        TopQuery query;
        query.spectrum = random() % 2 ? disturbed(spectra[random() % n_entries], random) : random_spectrum(random);
        if (random() % 10 == 0) query.spectrum = spectra[random() % n_entries];
        for (std::uint32_t entry = 0; entry < n_entries && random() % 5 == 0; entry += 7)
            query.excluded.push_back(entry);
        out.queries.push_back(std::move(query));
    }
    return out;
}

void expect_brute_force(const Case& c, std::size_t k, int columns) {
    const auto index = build_dense_index(c.peaks.view(), columns);
    std::vector<std::vector<Found>> expected(c.queries.size());
#pragma omp parallel for schedule(dynamic, 8)
    for (std::ptrdiff_t q = 0; q < static_cast<std::ptrdiff_t>(c.queries.size()); ++q)
        expected[static_cast<std::size_t>(q)] =
            find_top_by_brute_force(c.peaks.view(), c.groups, c.queries[static_cast<std::size_t>(q)], k);
    for (const CpuPath path : available_cpu_paths()) {
        const auto found = find_top(index.view(), c.peaks.view(), c.groups, c.queries, k, path);
        for (std::size_t q = 0; q < c.queries.size(); ++q)
            ASSERT_EQ(found[q], expected[q]) << to_string(path) << ", query " << q << ", k " << k;
    }
}

// 8,600 random queries here and 2,572 measured ones below, on every path of this CPU: ids, order and every bit of the
// scores.
TEST(FindTop, EqualsBruteForceOnRandomSpectra) {
    for (unsigned seed = 1; seed <= 40; ++seed) expect_brute_force(random_case(seed, 200 + 13 * seed, 200), 10, 576);
    for (unsigned seed = 50; seed < 53; ++seed) expect_brute_force(random_case(seed, 1000, 200), 50, 576);
}

// With few columns most of every spectrum lies outside: the bound is loose and must still hold.
TEST(FindTop, EqualsBruteForceWhenMostColumnsAreCutOff) {
    expect_brute_force(random_case(61, 500, 100), 5, 64);
    expect_brute_force(random_case(62, 500, 100), 1, 4);
}

TEST(FindTop, EqualsBruteForceOnSmallLibraries) {
    for (const std::size_t n : {1, 2, 63, 64, 65, 128})
        expect_brute_force(random_case(70 + static_cast<unsigned>(n), n, 50), 10, 576);
}

TEST(FindTop, DoesNotDependOnTheBatch) {
    const Case c = random_case(80, 2000, 60);
    const auto index = build_dense_index(c.peaks.view());
    const auto all = find_top(index.view(), c.peaks.view(), c.groups, c.queries, 10);
    for (std::size_t q = 0; q < c.queries.size(); ++q)
        EXPECT_EQ(find_top(index.view(), c.peaks.view(), c.groups, std::span(c.queries).subspan(q, 1), 10)[0], all[q]);
}

TEST(FindTop, FindsNothingWhereNoIonIsShared) {
    PeakTable peaks;
    peaks.add({{50, 60}, {999, 100}});
    const auto index = build_dense_index(peaks.view());
    const std::vector<TopQuery> queries{{{{55, 700}, {999, 100}}, {}}};
    for (const CpuPath path : available_cpu_paths())
        EXPECT_TRUE(find_top(index.view(), peaks.view(), {}, queries, 10, path)[0].empty());
}

TEST(FindTop, TakesAtMost600BytesAnEntryWith576Columns) {
    PeakTable peaks;
    for (int i = 0; i < 6400; ++i) peaks.add({{25, 600}, {999, 100}});
    const auto index = build_dense_index(peaks.view());
    EXPECT_EQ(index.n_groups, 144);
    EXPECT_LE(index.view().bytes() / 6400, 600u);
}

std::vector<UnitMassSpectrum> measured_spectra(const std::filesystem::path& file) {
    const spec::Measurement measurement = spec::io::read(file);
    std::vector<UnitMassSpectrum> out;
    for (const auto& record : std::get<std::vector<spec::SpectrumRecord>>(measurement.data))
        if (auto unit = spec::to_unit_mass(record.spectrum); !unit.mz.empty()) out.push_back(std::move(unit));
    return out;
}

TEST(FindTop, EqualsBruteForceOnMeasuredSpectra) {
    const auto library = spec::test::measured("ei/swgdrug39.msp"),
               queries = spec::test::measured("ei/queries_present.msp");
    const auto absent = spec::test::measured("ei/queries_absent.msp");
    SARAP_NEEDS(library);
    SARAP_NEEDS(queries);
    SARAP_NEEDS(absent);
    Case c;
    const auto entries = measured_spectra(library);
    for (std::size_t i = 0; i < entries.size(); i += 2)
        c.peaks.add(entries[i]);  // every second: brute force takes its time
    for (std::size_t i = 0; i < c.peaks.view().size(); ++i) c.groups.push_back(static_cast<std::uint32_t>(i));
    for (const auto& file : {queries, absent})
        for (auto& spectrum : measured_spectra(file)) c.queries.push_back({std::move(spectrum), {}});
    EXPECT_GT(c.queries.size(), 2500u);
    expect_brute_force(c, 10, 576);
}

}  // namespace
