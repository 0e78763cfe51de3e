#include <algorithm>
#include <numeric>
#include <spec/core/text.hpp>
#include <spec/io/number.hpp>
#include <spec/io/peak_line.hpp>

namespace spec::io {
namespace {

const char* skip_separators(const char* p, const char* end) {
    while (p != end && (*p == ' ' || *p == '\t' || *p == ',' || *p == '(' || *p == ':')) ++p;
    return p;
}

bool ends_number(const char* p, const char* end) {
    return p == end || *p == ' ' || *p == '\t' || *p == ',' || *p == ')' || *p == ';' || *p == ':';
}

}  // namespace

void take_peak_line(SpectrumRecord& record, std::string_view line, std::size_t number) {
    const char* const end = line.data() + line.size();
    const char* const first = skip_separators(line.data(), end);
    double mz = 0, intensity = 0;
    const char* after = parse_number(first, end, mz);
    const bool has_mz = after != first && ends_number(after, end) && mz > 0;
    const char* const second = skip_separators(after, end);
    after = parse_number(second, end, intensity);
    if (has_mz && after != second && ends_number(after, end) && intensity >= 0) {
        record.spectrum.mz.push_back(mz);
        record.spectrum.intensity.push_back(intensity);
    } else if (!record.defect) {
        record.defect = "'" + to_utf8(trimmed(line).substr(0, 40)) + "' on line " + std::to_string(number) +
                        " is not a peak (expected m/z above 0 and an intensity of 0 or above)";
    }
}

bool sort_by_mz(MassSpectrum& spectrum) {
    if (std::is_sorted(spectrum.mz.begin(), spectrum.mz.end())) return false;
    std::vector<std::size_t> order(spectrum.mz.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return spectrum.mz[a] < spectrum.mz[b]; });
    MassSpectrum sorted;
    for (const std::size_t i : order) {
        sorted.mz.push_back(spectrum.mz[i]);
        sorted.intensity.push_back(spectrum.intensity[i]);
    }
    spectrum = std::move(sorted);
    return true;
}

void finish_record(SpectrumRecord& record) {
    MassSpectrum& spectrum = record.spectrum;
    if (!record.defect && spectrum.mz.empty()) record.defect = "no peaks (expected m/z and intensities)";
    if (record.defect) {
        spectrum = {};
        return;
    }
    if (sort_by_mz(spectrum)) record.notes.push_back("peaks were not in ascending order of m/z and were sorted");
}

}  // namespace spec::io
