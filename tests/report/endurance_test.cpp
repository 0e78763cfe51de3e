// Many reports in one process, and the time one takes. $SARAP_REPORTS sets the number (scripts/proof: 1000).
#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <iostream>
#include <report/fixtures.hpp>
#include <spec/report/report.hpp>
#include <thread>
#include <trust/test_keys.hpp>

namespace {

using namespace spec::report;

double resident_mib() {
    std::ifstream statm("/proc/self/statm");
    double pages = 0, resident = 0;
    statm >> pages >> resident;
    return resident * static_cast<double>(sysconf(_SC_PAGESIZE)) / 1048576;
}

TEST(ManyReports, NeedNoMoreMemoryThanAFew) {
    const char* wanted = std::getenv("SARAP_REPORTS");
    const int reports = wanted ? std::atoi(wanted) : 60;
    const auto& pair = spec::test::test_authority().signer;
    const auto signer = spec::trust::pem_signer(pair.certificate, "c", pair.key, "k");
    const std::vector<spec::Json> results = {to_json(spec::test::gcms_result()), to_json(spec::test::raman_result())};
    const std::string first = make_report(results, {}, signer).twin;
    for (int i = 0; i < 20; ++i) make_report(results, {}, signer);
    const double before = resident_mib();
    const auto start = std::chrono::steady_clock::now();
    const std::clock_t busy = std::clock();
    for (int i = 0; i < reports; ++i) ASSERT_EQ(make_report(results, {}, signer).twin, first);
    const double ms =
        std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count() / reports;
    const double growth = resident_mib() - before;
    const double cpu_ms = 1000.0 * static_cast<double>(std::clock() - busy) / CLOCKS_PER_SEC / reports;
    std::cout << reports << " reports: " << ms << " ms each (" << cpu_ms << " ms of processor), memory " << before
              << " MiB and " << growth << " MiB more at the end\n";
    EXPECT_LT(growth, 4);
}

// Each thread has its own font map; a batch drafts reports in several threads at a time.
TEST(ManyReports, AreTheSameFromSeveralThreads) {
    const std::vector<spec::Json> results = {to_json(spec::test::gcms_result()), to_json(spec::test::raman_result())};
    const std::string first = make_report(results, {}, std::nullopt).pdf;
    std::vector<std::thread> threads;
    std::array<int, 6> same{};
    for (int& count : same)
        threads.emplace_back([&] {
            for (int i = 0; i < 8; ++i) count += make_report(results, {}, std::nullopt).pdf == first ? 1 : 0;
        });
    for (std::thread& thread : threads) thread.join();
    for (const int count : same) EXPECT_EQ(count, 8);
}

}  // namespace
