#include <algorithm>
#include <spec/core/text.hpp>
#include <spec/core/version.hpp>
#include <spec/io/text_out.hpp>
#include <spec/io/write.hpp>

namespace spec::io {
namespace {

using Values = std::span<const double>;

void append_label(std::string& out, std::string_view label, const std::string& value) {
    out += "##" + std::string(label) + "=" + one_line(value) + "\n";
}

void append_known(std::string& out, std::string_view label, const std::string& value) {
    if (!value.empty()) append_label(out, label, value);
}

void append_pairs(std::string& out, Values x, Values y) {
    for (std::size_t i = 0; i < x.size(); ++i) {
        append_number(out, x[i]);
        out += ", ";
        append_number(out, y[i]);
        out += '\n';
    }
}

void begin_block(std::string& out, const std::string& title, std::string_view type, std::string_view data_class) {
    append_label(out, "TITLE", title);
    append_label(out, "JCAMP-DX", std::string("5.01 $$ Sarap ") + version());
    append_label(out, "DATA TYPE", std::string(type));
    if (!data_class.empty()) append_label(out, "DATA CLASS", std::string(data_class));
}

void append_axis(std::string& out, Values x, Values y, const std::string& x_units, const std::string& y_units) {
    append_label(out, "XUNITS", x_units);
    append_label(out, "YUNITS", y_units);
    append_label(out, "XFACTOR", "1");
    append_label(out, "YFACTOR", "1");
    if (!x.empty()) {
        append_label(out, "FIRSTX", shortest(x.front()));
        append_label(out, "LASTX", shortest(x.back()));
        append_label(out, "FIRSTY", shortest(y.front()));
        append_label(out, "MINX", shortest(*std::min_element(x.begin(), x.end())));
        append_label(out, "MAXX", shortest(*std::max_element(x.begin(), x.end())));
        append_label(out, "MINY", shortest(*std::min_element(y.begin(), y.end())));
        append_label(out, "MAXY", shortest(*std::max_element(y.begin(), y.end())));
    }
    append_label(out, "NPOINTS", std::to_string(x.size()));
}

void append_block(std::string& out, const RamanSpectrum& spectrum) {
    begin_block(out, spectrum.title, "RAMAN SPECTRUM", spectrum.band_table ? "PEAK TABLE" : "XYDATA");
    append_label(out, "ORIGIN", spectrum.source);
    append_label(out, "OWNER", spectrum.licence);
    append_known(out, "SPECTROMETER/DATA SYSTEM", spectrum.instrument);
    if (spectrum.laser_nm) append_label(out, "$LASER WAVELENGTH NM", shortest(*spectrum.laser_nm));
    append_known(out, "$ENTRY ID", spectrum.id);
    append_known(out, "$INCHIKEY", spectrum.inchikey);
    std::vector<double> x = spectrum.shift_cm1, y = spectrum.intensity;
    if (spectrum.file_order == AxisOrder::descending) {
        std::reverse(x.begin(), x.end());
        std::reverse(y.begin(), y.end());
    }
    append_axis(out, x, y, "1/CM", "ARBITRARY UNITS");
    append_label(out, spectrum.band_table ? "PEAK TABLE" : "XYDATA", "(XY..XY)");
    append_pairs(out, x, y);
}

void append_block(std::string& out, const SpectrumRecord& record) {
    begin_block(out, record.name, "MASS SPECTRUM", "PEAK TABLE");
    append_label(out, "ORIGIN", "");
    append_label(out, "OWNER", "");
    append_known(out, "CAS REGISTRY NO", record.cas);
    append_known(out, "MOLFORM", record.formula);
    append_known(out, "$ENTRY ID", record.id);
    append_known(out, "$INCHIKEY", record.inchikey);
    append_known(out, "$SMILES", record.smiles);
    if (record.exact_mass) append_label(out, "$EXACT MASS", shortest(*record.exact_mass));
    if (record.retention_index) append_label(out, "$RETENTION INDEX", shortest(record.retention_index->value));
    if (!record.synonyms.empty()) {
        out += "##NAMES=";
        for (const std::string& synonym : record.synonyms) out += one_line(synonym) + "\n";
    }
    append_axis(out, record.spectrum.mz, record.spectrum.intensity, "M/Z", "RELATIVE ABUNDANCE");
    append_label(out, "PEAK TABLE", "(XY..XY)");
    append_pairs(out, record.spectrum.mz, record.spectrum.intensity);
}

void append_block(std::string& out, const OtherSpectrum& spectrum) {
    begin_block(out, spectrum.title, "SPECTRUM", "XYDATA");
    append_label(out, "ORIGIN", "");
    append_label(out, "OWNER", "");
    append_axis(out, spectrum.x, spectrum.y, spectrum.x_label, spectrum.y_label);
    append_label(out, "XYDATA", "(XY..XY)");
    append_pairs(out, spectrum.x, spectrum.y);
}

bool has_points(const RamanSpectrum& spectrum) { return !spectrum.shift_cm1.empty(); }
bool has_points(const SpectrumRecord& record) { return !record.spectrum.mz.empty(); }
bool has_points(const OtherSpectrum& spectrum) { return !spectrum.x.empty(); }

template <typename Spectrum>
std::string text_of(const std::vector<Spectrum>& spectra, const std::string& title) {
    const auto blocks = std::count_if(spectra.begin(), spectra.end(), [](const Spectrum& s) { return has_points(s); });
    std::string out;
    if (blocks > 1) {
        begin_block(out, title, "LINK", "");
        append_label(out, "BLOCKS", std::to_string(blocks));
        append_label(out, "ORIGIN", "");
        append_label(out, "OWNER", "");
    }
    for (const Spectrum& spectrum : spectra) {
        if (!has_points(spectrum)) continue;
        append_block(out, spectrum);
        out += "##END=\n";
    }
    if (blocks > 1) out += "##END=\n";
    return out;
}

std::string text_of(const GcmsRun& run, const std::string& title) {
    std::string out;
    append_label(out, "TITLE", title);
    append_label(out, "JCAMP-DX", std::string("5.00 $$ Sarap ") + version());
    append_label(out, "ORIGIN", "");
    append_label(out, "OWNER", "");
    append_label(out, "XUNITS", "M/Z");
    append_label(out, "DATA_FORMAT", "Centroid");
    for (std::size_t scan = 0; scan < run.scans(); ++scan) {
        double total = 0;
        for (const double intensity : run.scan_intensity(scan)) total += intensity;
        append_label(out, "SCAN_NUMBER", std::to_string(scan + 1));
        append_label(out, "RETENTION_TIME", shortest(run.retention_time_s[scan]));
        append_label(out, "TIC", shortest(total));
        append_label(out, "NPOINTS", std::to_string(run.scan_mz(scan).size()));
        append_label(out, "XYDATA", "(XY..XY)");
        append_pairs(out, run.scan_mz(scan), run.scan_intensity(scan));
    }
    return out + "##END=\n";
}

}  // namespace

std::string write_jcamp(const Measurement& measurement) {
    const auto sample = measurement.metadata.find("sample");
    const std::string title = sample == measurement.metadata.end() ? std::string() : sample->second;
    return std::visit([&](const auto& data) { return text_of(data, title); }, measurement.data);
}

}  // namespace spec::io
