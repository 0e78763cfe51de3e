#include <zlib.h>

#include <algorithm>
#include <cstring>
#include <spec/core/text.hpp>
#include <spec/core/version.hpp>
#include <spec/io/text_out.hpp>
#include <spec/io/write.hpp>

namespace spec::io {
namespace {

using Values = std::span<const double>;

std::string escaped(std::string_view text) {
    std::string out;
    for (const char c : one_line(text)) {
        switch (c) {
            case '&': out += "&amp;"; break;
            case '<': out += "&lt;"; break;
            case '>': out += "&gt;"; break;
            case '"': out += "&quot;"; break;
            default: out += c;
        }
    }
    return out;
}

std::string base64(std::string_view bytes) {
    static constexpr char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string out;
    out.reserve((bytes.size() + 2) / 3 * 4);
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        const std::size_t left = std::min<std::size_t>(3, bytes.size() - i);
        unsigned group = 0;
        for (std::size_t k = 0; k < 3; ++k)
            group = group << 8 | (k < left ? static_cast<unsigned char>(bytes[i + k]) : 0u);
        for (std::size_t k = 0; k < 4; ++k) out += k <= left ? digits[group >> (18 - 6 * k) & 63u] : '=';
    }
    return out;
}

/// The numbers as little-endian 64-bit floats, compressed.
std::string compressed(Values values) {
    std::string raw(values.size() * sizeof(double), '\0');
    if (!raw.empty()) std::memcpy(raw.data(), values.data(), raw.size());
    uLongf size = compressBound(static_cast<uLong>(raw.size()));
    std::string out(size, '\0');
    const int status =
        compress2(reinterpret_cast<Bytef*>(out.data()), &size, reinterpret_cast<const Bytef*>(raw.data()),
                  static_cast<uLong>(raw.size()), Z_DEFAULT_COMPRESSION);
    expect(status == Z_OK, "zlib compresses into a buffer of the size it asks for");
    out.resize(size);
    return out;
}

std::string cv(std::string_view accession, std::string_view name, const std::string& value = "",
               std::string_view unit = "") {
    std::string out = "<cvParam cvRef=\"MS\" accession=\"MS:" + std::string(accession) + "\" name=\"" +
                      std::string(name) + "\" value=\"" + escaped(value) + "\"";
    return out + std::string(unit) + "/>";
}

constexpr std::string_view unit_second = " unitCvRef=\"UO\" unitAccession=\"UO:0000010\" unitName=\"second\"";
constexpr std::string_view unit_mz = " unitCvRef=\"MS\" unitAccession=\"MS:1000040\" unitName=\"m/z\"";
constexpr std::string_view unit_counts =
    " unitCvRef=\"MS\" unitAccession=\"MS:1000131\" unitName=\"number of detector counts\"";

void append_array(std::string& out, Values values, const std::string& kind) {
    const std::string text = base64(compressed(values));
    out += "<binaryDataArray encodedLength=\"" + std::to_string(text.size()) + "\">" + cv("1000523", "64-bit float") +
           cv("1000574", "zlib compression") + kind + "<binary>" + text + "</binary></binaryDataArray>\n";
}

struct Scan {
    std::size_t index = 0;
    std::string name;  ///< of a library record
    std::optional<double> time_s;
    Values mz, intensity;
};

void append_spectrum(std::string& out, const Scan& scan) {
    double total = 0;
    for (const double intensity : scan.intensity) total += intensity;
    out += "<spectrum index=\"" + std::to_string(scan.index) + "\" id=\"scan=" + std::to_string(scan.index + 1) +
           "\" defaultArrayLength=\"" + std::to_string(scan.mz.size()) + "\">\n" + cv("1000579", "MS1 spectrum") +
           cv("1000511", "ms level", "1") + cv("1000127", "centroid spectrum") + cv("1000130", "positive scan") +
           cv("1000285", "total ion current", shortest(total));
    if (!scan.name.empty()) out += cv("1000796", "spectrum title", scan.name);
    out += "\n<scanList count=\"1\">" + cv("1000795", "no combination") + "<scan>";
    if (scan.time_s) out += cv("1000016", "scan start time", shortest(*scan.time_s), unit_second);
    out += "</scan></scanList>\n<binaryDataArrayList count=\"2\">\n";
    append_array(out, scan.mz, cv("1000514", "m/z array", "", unit_mz));
    append_array(out, scan.intensity, cv("1000515", "intensity array", "", unit_counts));
    out += "</binaryDataArrayList></spectrum>\n";
}

/// Electron ionisation is claimed only where nothing speaks against it.
std::string ionisation(const Measurement& measurement) {
    return measurement.not_identifiable ? cv("1000008", "ionization type") : cv("1000389", "electron ionization");
}

std::string head(const Measurement& measurement, std::size_t spectra) {
    const std::string program = escaped(version());
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
           "<mzML xmlns=\"http://psi.hupo.org/ms/mzml\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" "
           "xsi:schemaLocation=\"http://psi.hupo.org/ms/mzml http://psidev.info/files/ms/mzML/xsd/mzML1.1.0.xsd\" "
           "version=\"1.1.0\">\n"
           "<cvList count=\"2\"><cv id=\"MS\" fullName=\"PSI-MS\" "
           "URI=\"https://raw.githubusercontent.com/HUPO-PSI/psi-ms-CV/master/psi-ms.obo\"/>"
           "<cv id=\"UO\" fullName=\"Unit Ontology\" "
           "URI=\"https://raw.githubusercontent.com/bio-ontology-research-group/unit-ontology/master/unit.obo\"/></"
           "cvList>\n"
           "<fileDescription><fileContent>" +
           cv("1000579", "MS1 spectrum") + cv("1000127", "centroid spectrum") +
           "</fileContent><sourceFileList count=\"1\"><sourceFile id=\"source\" name=\"input\" location=\"\">" +
           "<userParam name=\"SHA-256\" value=\"" + measurement.provenance.sha256 +
           "\"/><userParam name=\"format\" value=\"" + escaped(measurement.provenance.format) +
           "\"/></sourceFile></sourceFileList></fileDescription>\n"
           "<softwareList count=\"1\"><software id=\"sarap\" version=\"" +
           program + "\">" + cv("1000799", "custom unreleased software tool", "sarap") +
           "</software></softwareList>\n"
           "<instrumentConfigurationList count=\"1\"><instrumentConfiguration id=\"instrument\">" +
           cv("1000031", "instrument model") + "<componentList count=\"3\"><source order=\"1\">" +
           ionisation(measurement) + "</source><analyzer order=\"2\">" + cv("1000443", "mass analyzer type") +
           "</analyzer><detector order=\"3\">" + cv("1000026", "detector type") +
           "</detector></componentList></instrumentConfiguration></instrumentConfigurationList>\n"
           "<dataProcessingList count=\"1\"><dataProcessing id=\"conversion\"><processingMethod order=\"1\" "
           "softwareRef=\"sarap\">" +
           cv("1000544", "Conversion to mzML") +
           "</processingMethod></dataProcessing></dataProcessingList>\n"
           "<run id=\"run\" defaultInstrumentConfigurationRef=\"instrument\" defaultSourceFileRef=\"source\">\n"
           "<spectrumList count=\"" +
           std::to_string(spectra) + "\" defaultDataProcessingRef=\"conversion\">\n";
}

std::string text_of(const GcmsRun& run, const Measurement& measurement) {
    std::string out = head(measurement, run.scans());
    for (std::size_t scan = 0; scan < run.scans(); ++scan)
        append_spectrum(out, {scan, "", run.retention_time_s[scan], run.scan_mz(scan), run.scan_intensity(scan)});
    return out + "</spectrumList></run></mzML>\n";
}

std::string text_of(const std::vector<SpectrumRecord>& records, const Measurement& measurement) {
    std::string out = head(measurement, records.size());
    for (std::size_t i = 0; i < records.size(); ++i)
        append_spectrum(out, {i, records[i].name, std::nullopt, records[i].spectrum.mz, records[i].spectrum.intensity});
    return out + "</spectrumList></run></mzML>\n";
}

template <typename Other>
std::string text_of(const std::vector<Other>&, const Measurement&) {
    throw UsageError("only mass spectra can be written as mzML (expected csv or jcamp for this file)");
}

}  // namespace

std::string write_mzml(const Measurement& measurement) {
    return std::visit([&](const auto& data) { return text_of(data, measurement); }, measurement.data);
}

}  // namespace spec::io
