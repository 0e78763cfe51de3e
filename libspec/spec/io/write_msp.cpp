#include <spec/core/text.hpp>
#include <spec/io/text_out.hpp>
#include <spec/io/write.hpp>

namespace spec::io {
namespace {

void append_field(std::string& out, std::string_view key, const std::string& value) {
    if (!value.empty()) out += std::string(key) + ": " + one_line(value) + "\n";
}

void append_peaks(std::string& out, std::span<const double> mz, std::span<const double> intensity) {
    out += "Num Peaks: " + std::to_string(mz.size()) + "\n";
    for (std::size_t i = 0; i < mz.size(); ++i) {
        append_number(out, mz[i]);
        out += ' ';
        append_number(out, intensity[i]);
        out += '\n';
    }
    out += '\n';
}

void append_record(std::string& out, const SpectrumRecord& record) {
    out += "Name: " + one_line(record.name) + "\n";
    for (const std::string& synonym : record.synonyms) append_field(out, "Synon", synonym);
    append_field(out, "Formula", record.formula);
    if (record.exact_mass) append_field(out, "ExactMass", shortest(*record.exact_mass));
    append_field(out, "InChIKey", record.inchikey);
    append_field(out, "SMILES", record.smiles);
    append_field(out, "CASNO", record.cas);
    if (record.retention_index) append_field(out, "RI", shortest(record.retention_index->value));
    append_field(out, "ID", record.id);
    for (const auto& [key, value] : record.metadata) append_field(out, key, value);
    append_peaks(out, record.spectrum.mz, record.spectrum.intensity);
}

std::string text_of(const std::vector<SpectrumRecord>& records) {
    std::string out;
    for (const SpectrumRecord& record : records) append_record(out, record);
    return out;
}

std::string text_of(const GcmsRun& run) {
    std::string out;
    for (std::size_t scan = 0; scan < run.scans(); ++scan) {
        out += "Name: scan " + std::to_string(scan + 1) + "\n";
        append_field(out, "RETENTIONTIME", shortest(run.retention_time_s[scan] / 60));
        append_peaks(out, run.scan_mz(scan), run.scan_intensity(scan));
    }
    return out;
}

template <typename Other>
std::string text_of(const std::vector<Other>&) {
    throw UsageError("only mass spectra can be written as MSP (expected csv or jcamp for this file)");
}

}  // namespace

std::string write_msp(const Measurement& measurement) {
    return std::visit([](const auto& data) { return text_of(data); }, measurement.data);
}

}  // namespace spec::io
