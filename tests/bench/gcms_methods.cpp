// Components of a run by three methods, as JSON that a scoring program reads: the engine, and two simpler ones that
// exist here only, so that the gain is visible.
//
//   gcms_methods engine|apex|biller_biemann RUN > components.json
//   gcms_methods time RUN      (processor time from file to components, and memory, one line)
//
// apex           : maxima of the total ion current above 5 times its noise; spectrum of the apex scan minus the mean of
// the
//                  scans at 1.5 peak widths on both sides
// biller_biemann : Biller & Biemann, Anal. Lett. 7 (1974) 515: every ion that culminates within one scan; the
// reconstructed
//                  spectrum holds its intensity at the apex
#include <sys/resource.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <ctime>
#include <iostream>
#include <map>
#include <spec/core/json.hpp>
#include <spec/gcms/components.hpp>
#include <spec/gcms/ion_matrix.hpp>
#include <spec/gcms/ion_peaks.hpp>
#include <spec/gcms/noise.hpp>
#include <spec/io/format.hpp>
#include <string>

namespace {

using spec::Component;
using spec::gcms::IonMatrix;

struct Dense {
    std::size_t scans = 0;
    std::vector<int> mz;
    std::vector<std::vector<double>> ion;  // [n_ions][n_scans]
    std::vector<double> total;             // [n_scans]
};

Dense dense(const IonMatrix& matrix) {
    Dense d;
    d.scans = matrix.scans();
    d.mz = matrix.mz;
    d.total.assign(d.scans, 0.0);
    for (std::size_t m = 0; m < matrix.ions(); ++m) {
        d.ion.emplace_back(d.scans, 0.0);
        const auto scan = matrix.ion_scan(m);
        const auto counts = matrix.ion_counts(m);
        for (std::size_t k = 0; k < scan.size(); ++k) {
            d.ion.back()[static_cast<std::size_t>(scan[k])] = double{counts[k]};
            d.total[static_cast<std::size_t>(scan[k])] += double{counts[k]};
        }
    }
    return d;
}

bool is_maximum(const std::vector<double>& y, std::size_t i, std::size_t reach) {
    for (std::size_t k = i - std::min(i, reach); k <= std::min(i + reach, y.size() - 1); ++k)
        if (y[k] > y[i] || (y[k] == y[i] && k < i)) return false;
    return true;
}

Component component(const IonMatrix& matrix, std::size_t scan, const std::map<int, double>& spectrum, double width) {
    Component c;
    c.retention_time_s = matrix.time_s[scan];
    c.width_s = width * matrix.scan_step_s;
    for (const auto& [mz, counts] : spectrum) {
        c.spectrum.mz.push_back(mz);
        c.spectrum.intensity.push_back(counts);
        c.height += counts;
    }
    c.area = c.height * c.width_s * 1.0645;  // of a Gaussian
    return c;
}

std::vector<Component> by_apex(const IonMatrix& matrix, const spec::gcms::NoiseModel& noise, double width) {
    const Dense d = dense(matrix);
    const auto away = static_cast<std::size_t>(std::lround(1.5 * width));
    std::vector<Component> out;
    for (std::size_t i = away; i + away < d.scans; ++i) {
        const double flanks = 0.5 * (d.total[i - away] + d.total[i + away]);
        if (!is_maximum(d.total, i, 2) || d.total[i] - flanks < 5 * std::sqrt(noise.variance(d.total[i]))) continue;
        std::map<int, double> spectrum;
        for (std::size_t m = 0; m < d.mz.size(); ++m) {
            const double net = d.ion[m][i] - 0.5 * (d.ion[m][i - away] + d.ion[m][i + away]);
            if (net > 3 * std::sqrt(noise.variance(d.ion[m][i]))) spectrum[d.mz[m]] = net;
        }
        if (spectrum.size() >= 3) out.push_back(component(matrix, i, spectrum, width));
    }
    return out;
}

std::vector<Component> by_biller_biemann(const IonMatrix& matrix, const spec::gcms::NoiseModel& noise, double width) {
    const Dense d = dense(matrix);
    const auto away = static_cast<std::size_t>(std::lround(1.5 * width));
    std::vector<std::map<int, double>> culminating(d.scans);
    std::vector<double> reconstructed(d.scans, 0.0);
    for (std::size_t m = 0; m < d.mz.size(); ++m) {
        const auto& y = d.ion[m];
        for (std::size_t i = away; i + away < d.scans; ++i) {
            const double net = y[i] - 0.5 * (y[i - away] + y[i + away]);
            if (!is_maximum(y, i, 2) || net < 5 * std::sqrt(noise.variance(y[i]))) continue;
            for (std::size_t k = i - 1; k <= i + 1; ++k) {
                culminating[k][d.mz[m]] = y[i];
                reconstructed[k] += y[i];
            }
        }
    }
    std::vector<Component> out;
    for (std::size_t i = 0; i < d.scans; ++i)
        if (culminating[i].size() >= 3 && is_maximum(reconstructed, i, 2))
            out.push_back(component(matrix, i, culminating[i], width));
    return out;
}

double processor_milliseconds_since(std::clock_t start) {
    return 1e3 * static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
}

double peak_megabytes() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return static_cast<double>(usage.ru_maxrss) / 1024;
}

// One line a run: its size, and the least of five processor times from file to components.
int measure(const std::string& path) {
    const double before = peak_megabytes();
    double least_read = 1e300, least_all = 1e300;
    std::size_t scans = 0, points = 0, found = 0;
    for (int repeat = 0; repeat < 5; ++repeat) {
        const auto start = std::clock();
        const auto measurement = spec::io::read(path);
        const auto& run = std::get<spec::GcmsRun>(measurement.data);
        least_read = std::min(least_read, processor_milliseconds_since(start));
        std::vector<std::string> notes;
        found = spec::gcms::find_components(run, {}, notes).size();
        least_all = std::min(least_all, processor_milliseconds_since(start));
        scans = run.scans();
        points = run.points();
    }
    const double run_megabytes = static_cast<double>(16 * points + 16 * scans) / 1048576;
    std::printf("%s scans %zu points %zu components %zu read %.1f ms all %.1f ms run %.2f MiB added at peak %.1f MiB\n",
                path.c_str(), scans, points, found, least_read, least_all, run_megabytes, peak_megabytes() - before);
    return 0;
}

}  // namespace

int main(int count, char** arguments) {
    if (count != 3) {
        std::cerr << "gcms_methods engine|apex|biller_biemann|time RUN\n";
        return 2;
    }
    const std::string method = arguments[1];
    if (method == "time") return measure(arguments[2]);
    const auto measurement = spec::io::read(arguments[2]);
    const auto& run = std::get<spec::GcmsRun>(measurement.data);
    std::vector<std::string> notes;
    std::vector<Component> components;
    if (method == "engine") {
        components = spec::gcms::find_components(run, {}, notes);
    } else {
        const IonMatrix matrix = spec::gcms::to_ion_matrix(run, 0.38, notes);
        const auto noise = spec::gcms::fit_noise(matrix, {}, notes);
        const double width = spec::gcms::peak_widths(matrix, noise)[1];
        components = method == "apex" ? by_apex(matrix, noise, width) : by_biller_biemann(matrix, noise, width);
    }
    spec::Json rows = spec::Json::array();
    for (const Component& c : components)
        rows.push_back({{"retention_time_s", c.retention_time_s},
                        {"area", c.area},
                        {"spectrum", {{"mz", c.spectrum.mz}, {"intensity", c.spectrum.intensity}}}});
    std::cout << spec::canonical_json({{"components", rows}}) << '\n';
}
