#include <array>
#include <spec/core/error.hpp>
#include <spec/io/agilent_ms.hpp>
#include <spec/io/andi.hpp>
#include <spec/io/bruker_opus.hpp>
#include <spec/io/compressed.hpp>
#include <spec/io/csv.hpp>
#include <spec/io/delimited_text.hpp>
#include <spec/io/foreign.hpp>
#include <spec/io/format.hpp>
#include <spec/io/galactic_spc.hpp>
#include <spec/io/hdf5_container.hpp>
#include <spec/io/hdf5_spectra.hpp>
#include <spec/io/jcamp.hpp>
#include <spec/io/labspec_xml.hpp>
#include <spec/io/massbank.hpp>
#include <spec/io/ms1.hpp>
#include <spec/io/msl.hpp>
#include <spec/io/msp.hpp>
#include <spec/io/mzml.hpp>
#include <spec/io/mzxml.hpp>
#include <spec/io/renishaw_wdf.hpp>
#include <spec/io/sdf.hpp>
#include <spec/io/thermo_spa.hpp>
#include <spec/io/varian_sms.hpp>

namespace spec::io {
namespace {

constexpr auto all_formats = std::to_array<Format>({
    {"sarap_hdf5", "HDF5 container as `sarap convert --to hdf5` writes it", recognise_hdf5_container,
     read_hdf5_container},
    {"agilent_ms", "Agilent GC-MS run: X.D folder (ChemStation data.ms, MassHunter AcqData) or data.ms", is_agilent_ms,
     read_agilent_ms},
    {"andi_netcdf", "ANDI-MS run or library, netCDF classic", is_netcdf, read_andi},
    {"hdf5", "HDF5: ANDI-MS run as netCDF-4, CHADA Raman spectrum", is_hdf5, read_hdf5_spectra},
    {"renishaw_wdf", "Renishaw WDF: single spectra, series and maps", is_renishaw_wdf, read_renishaw_wdf},
    {"galactic_spc", "Galactic SPC spectra (versions 4B, 4C, 4D)", is_galactic_spc, read_galactic_spc},
    {"bruker_opus", "Bruker OPUS: Raman spectra", is_bruker_opus, read_bruker_opus},
    {"thermo_spa", "Thermo OMNIC SPA: Raman spectra", is_thermo_spa, read_thermo_spa},
    {"varian_sms", "Varian/Bruker Saturn SMS: ion trap GC-MS run", is_varian_sms, read_varian_sms},
    {"labspec_xml", "Horiba LabSpec XML: Raman spectra and maps", is_labspec_xml, read_labspec_xml},
    {"mzml", "mzML run or spectra", is_mzml, read_mzml},
    {"mzxml", "mzXML run", is_mzxml, read_mzxml},
    {"jcamp_dx", "JCAMP-DX Raman spectra, mass spectra or GC-MS run", recognise_jcamp, read_jcamp},
    {"amdis_elu", "AMDIS component list (for comparison only)", recognise_elu, read_elu},
    {"amdis_msl", "AMDIS library text", recognise_msl, read_msl},
    {"massbank", "MassBank records", recognise_massbank, read_massbank},
    {"sdf", "structure-data file with mass spectra", recognise_sdf, read_sdf},
    {"msp", "NIST MSP file of mass spectra", recognise_msp, read_msp},
    {"ms1", "MS1 text of a GC-MS run (ProteoWizard)", recognise_ms1, read_ms1},
    {"csv", "CSV run or spectra as `sarap convert` writes them", recognise_csv, read_csv},
    {"delimited_text", "Raman spectra in columns of text, instrument exports included", recognise_delimited_text,
     read_delimited_text},
});

}  // namespace

std::span<const Format> formats() { return all_formats; }

namespace {

/// A gzip file may hold this many times its size, plus some; an honest one stays far below.
constexpr std::size_t most_expansion = 100, least_budget = std::size_t{64} << 20;

/// The file that a gzip file holds, under the same name.
Source unpacked(const Source& source) {
    try {
        return Source::from_bytes(source.name(),
                                  gunzip(source.bytes(), least_budget + most_expansion * source.bytes().size()));
    } catch (const DataError& error) {
        throw DataError(Position::at_file(source.name()), error.message());
    }
}

const Format* first_that_recognises(const Source& source) {
    for (const Format& format : formats())
        if (format.recognise(source)) return &format;
    return nullptr;
}

Measurement read_plain(const Source& source) {
    if (!source.is_folder() && source.bytes().empty())
        throw DataError(Position::at_file(source.name()), "empty file (expected a measurement)");
    if (const auto foreign = name_foreign(source)) throw DataError(Position::at_file(source.name()), *foreign);
    const Format* format = first_that_recognises(source);
    if (!format) throw DataError(Position::at_file(source.name()), describe_unknown(source));
    Measurement measurement = format->read(source);
    measurement.provenance.format = format->name;
    return measurement;
}

}  // namespace

const Format* recognise(const Source& source) {
    if (name_foreign(source)) return nullptr;
    if (!is_gzip(source.bytes())) return first_that_recognises(source);
    try {
        return first_that_recognises(unpacked(source));
    } catch (const DataError&) {
        return nullptr;
    }
}

Measurement read(const Source& source) {
    const bool packed = is_gzip(source.bytes());
    Measurement measurement = packed ? read_plain(unpacked(source)) : read_plain(source);
    if (packed)
        measurement.notes.emplace_back("the file is compressed with gzip; positions are those of the unpacked file");
    measurement.provenance.path = source.name();
    measurement.provenance.sha256 = source.sha256();
    return measurement;
}

Measurement read(const std::filesystem::path& path) { return read(Source::open(path)); }

}  // namespace spec::io
