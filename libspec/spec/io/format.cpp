#include <array>
#include <spec/core/error.hpp>
#include <spec/io/agilent_ms.hpp>
#include <spec/io/andi.hpp>
#include <spec/io/csv.hpp>
#include <spec/io/delimited_text.hpp>
#include <spec/io/format.hpp>
#include <spec/io/galactic_spc.hpp>
#include <spec/io/jcamp.hpp>
#include <spec/io/ms1.hpp>
#include <spec/io/msp.hpp>
#include <spec/io/mzml.hpp>
#include <spec/io/renishaw_wdf.hpp>

namespace spec::io {
namespace {

constexpr auto all_formats = std::to_array<Format>({
    {"agilent_ms", "Agilent ChemStation GC-MS run, X.D folder or data.ms", is_agilent_ms, read_agilent_ms},
    {"andi_netcdf", "ANDI-MS run or library, netCDF classic", is_netcdf, read_andi},
    {"renishaw_wdf", "Renishaw WDF: single spectra, series and maps", is_renishaw_wdf, read_renishaw_wdf},
    {"galactic_spc", "Galactic SPC spectra (versions 4B, 4C, 4D)", is_galactic_spc, read_galactic_spc},
    {"mzml", "mzML run or spectra", is_mzml, read_mzml},
    {"jcamp_dx", "JCAMP-DX Raman spectra, mass spectra or GC-MS run", recognise_jcamp, read_jcamp},
    {"msp", "NIST MSP file of mass spectra", recognise_msp, read_msp},
    {"ms1", "MS1 text of a GC-MS run (ProteoWizard)", recognise_ms1, read_ms1},
    {"csv", "CSV run or spectra as `sarap convert` writes them", recognise_csv, read_csv},
    {"delimited_text", "Raman spectra in columns of text, instrument exports included", recognise_delimited_text, read_delimited_text},
});

}  // namespace

std::span<const Format> formats() { return all_formats; }

const Format* recognise(const Source& source) {
    for (const Format& format : formats())
        if (format.recognise(source)) return &format;
    return nullptr;
}

Measurement read(const Source& source) {
    if (!source.is_folder() && source.bytes().empty())
        throw DataError(Position::at_file(source.name()), "empty file (expected a measurement)");
    const Format* format = recognise(source);
    if (!format)
        throw DataError(Position::at_file(source.name()), "unknown format (expected one that `sarap formats` lists)");
    Measurement measurement = format->read(source);
    measurement.provenance.path = source.name();
    measurement.provenance.format = format->name;
    measurement.provenance.sha256 = source.sha256();
    return measurement;
}

Measurement read(const std::filesystem::path& path) { return read(Source::open(path)); }

}  // namespace spec::io
