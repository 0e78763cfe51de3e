#include <algorithm>
#include <spec/io/text_out.hpp>
#include <spec/io/write.hpp>

namespace spec::io {
namespace {

using Values = std::span<const double>;

/// Rows of one spectrum, each beginning with `head`.
void append_rows(std::string& out, std::string_view head, Values x, Values y) {
    for (std::size_t i = 0; i < x.size(); ++i) {
        out += head;
        append_number(out, x[i]);
        out += ',';
        append_number(out, y[i]);
        out += '\n';
    }
}

void append_data(std::string& out, const GcmsRun& run) {
    out = "retention_time_s,mz,intensity\n";
    for (std::size_t scan = 0; scan < run.scans(); ++scan) {
        std::string time;
        append_number(time, run.retention_time_s[scan]);
        append_rows(out, time + ",", run.scan_mz(scan), run.scan_intensity(scan));
    }
}

struct Curve {
    std::vector<double> x, y;
};

Curve curve_of(const SpectrumRecord& record) { return {record.spectrum.mz, record.spectrum.intensity}; }
Curve curve_of(const OtherSpectrum& spectrum) { return {spectrum.x, spectrum.y}; }
Curve curve_of(const RamanSpectrum& spectrum) {
    Curve curve{spectrum.shift_cm1, spectrum.intensity};
    if (spectrum.file_order == AxisOrder::descending) {
        std::reverse(curve.x.begin(), curve.x.end());
        std::reverse(curve.y.begin(), curve.y.end());
    }
    return curve;
}

constexpr std::string_view header(const SpectrumRecord*) { return "mz,intensity\n"; }
constexpr std::string_view header(const RamanSpectrum*) { return "shift_cm1,intensity\n"; }
constexpr std::string_view header(const OtherSpectrum*) { return "x,y\n"; }

template <typename Spectrum>
void append_data(std::string& out, const std::vector<Spectrum>& spectra) {
    const bool several = spectra.size() > 1;
    out = several ? "spectrum," : "";
    out += header(static_cast<const Spectrum*>(nullptr));
    for (std::size_t i = 0; i < spectra.size(); ++i) {
        const Curve curve = curve_of(spectra[i]);
        append_rows(out, several ? std::to_string(i + 1) + "," : std::string(), curve.x, curve.y);
    }
}

}  // namespace

std::string write_csv(const Measurement& measurement) {
    std::string out;
    std::visit([&](const auto& data) { append_data(out, data); }, measurement.data);
    return out;
}

}  // namespace spec::io
