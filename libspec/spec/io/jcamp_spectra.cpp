#include <algorithm>
#include <array>
#include <spec/core/text.hpp>
#include <spec/io/jcamp_metadata.hpp>
#include <spec/io/jcamp_spectra.hpp>
#include <spec/io/jcamp_tuples.hpp>
#include <spec/io/msp_fields.hpp>
#include <spec/io/raman_curve.hpp>

namespace spec::io {
namespace {

std::optional<double> laser_nm(const JcampBlock& block) {
    for (const char* label :
         {"$LASERWAVELENGTHNM", "$LASERWAVELENGTH", "$LASER", "$EXCITATIONWAVELENGTH", ".LASERWAVELENGTH"}) {
        const std::string text = block.text(label);
        const auto value = to_double(text.substr(0, text.find_first_of(" n")));
        if (value && *value > 100 && *value < 5000) return value;
    }
    return std::nullopt;
}

/// x in cm-1 of Raman shift; wavelengths need the laser.
void convert_to_shift(JcampPage& page, const RamanSpectrum& spectrum, const std::string& file) {
    const std::string units = plain_label(page.x_units);
    if (units.find("NANOMETER") == std::string::npos && units != "NM") return;
    if (!spectrum.laser_nm)
        throw DataError(Position::at_line(file, page.table.line),
                        "x axis in nanometres and no laser wavelength (expected ##XUNITS=1/CM)");
    for (double& x : page.table.x) x = 1e7 / *spectrum.laser_nm - 1e7 / x;
    page.table.notes.push_back("wavelengths were converted to shifts from a laser of " + shortest(*spectrum.laser_nm) +
                               " nm");
}

RamanSpectrum raman_spectrum(const JcampBlock& block, JcampPage page, const std::string& file,
                             std::vector<std::string>& notes) {
    RamanSpectrum spectrum;
    spectrum.title = block.text("TITLE");
    spectrum.id = block.text("$ENTRYID");
    spectrum.inchikey = block.text("$INCHIKEY");
    spectrum.laser_nm = laser_nm(block);
    spectrum.instrument = block.text("SPECTROMETERDATASYSTEM");
    spectrum.licence = block.text("OWNER");
    spectrum.source = block.text("ORIGIN");
    spectrum.band_table = page.table.peaks;
    if (page.position) spectrum.title += " page " + shortest(*page.position);
    convert_to_shift(page, spectrum, file);
    const Position where = Position::at_line(file, page.table.line);
    for (std::string& note : page.table.notes) notes.push_back(std::move(note));
    for (std::string& note : set_curve(spectrum, std::move(page.table.x), std::move(page.table.y), where))
        notes.push_back(std::move(note));
    return spectrum;
}

struct FieldLabel {
    std::string_view label, key;
};
constexpr std::array<FieldLabel, 10> mass_fields{{{"TITLE", "name"},
                                                  {"$ENTRYID", "id"},
                                                  {"CASREGISTRYNO", "cas"},
                                                  {"MOLFORM", "formula"},
                                                  {"$RETENTIONINDEX", "ri"},
                                                  {"RI", "ri"},
                                                  {"$INCHIKEY", "inchikey"},
                                                  {"INCHIKEY", "inchikey"},
                                                  {"$SMILES", "smiles"},
                                                  {"$EXACTMASS", "exactmass"}}};

void enter_labels(const JcampBlock& block, SpectrumRecord& record) {
    for (const JcampRecord& labelled : block.records) {
        if (is_structural_label(labelled.label)) continue;
        const auto field = std::find_if(mass_fields.begin(), mass_fields.end(),
                                        [&](const FieldLabel& known) { return known.label == labelled.label; });
        const std::string value = to_utf8(first_line(labelled.text));
        if (field != mass_fields.end())
            enter_field(record, field->key, value);
        else if (labelled.label == "NAMES")
            for (std::string_view rest = labelled.text; !rest.empty();) {
                const std::string name = to_utf8(trimmed(next_line(rest)));
                if (!name.empty()) record.synonyms.push_back(name);
            }
        else if (!value.empty())
            record.metadata.try_emplace(lower(to_utf8(labelled.name)), value);
    }
}

MassSpectrum mass_spectrum_of(JcampTable table, const std::string& file, std::vector<std::string>& notes) {
    const Position where = Position::at_line(file, table.line);
    std::vector<std::size_t> order(table.x.size());
    for (std::size_t i = 0; i < order.size(); ++i) {
        order[i] = i;
        if (!(table.x[i] > 0)) throw DataError(where, "m/z " + shortest(table.x[i]) + " (expected a number above 0)");
        if (!(table.y[i] >= 0))
            throw DataError(where, "intensity " + shortest(table.y[i]) + " at m/z " + shortest(table.x[i]) +
                                       " (expected 0 or above)");
    }
    if (!std::is_sorted(table.x.begin(), table.x.end()))
        notes.push_back("peaks were not in ascending order of m/z and were sorted");
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return table.x[a] < table.x[b]; });
    MassSpectrum spectrum;
    for (const std::size_t i : order) {
        spectrum.mz.push_back(table.x[i]);
        spectrum.intensity.push_back(table.y[i]);
    }
    return spectrum;
}

OtherSpectrum other_spectrum(const JcampBlock& block, JcampPage page, std::vector<std::string>& notes) {
    for (std::string& note : page.table.notes) notes.push_back(std::move(note));
    OtherSpectrum spectrum;
    spectrum.title = block.text("TITLE");
    if (!page.name.empty()) spectrum.title += " " + page.name;
    spectrum.x_label = page.x_units;
    spectrum.y_label = page.y_units;
    spectrum.x = std::move(page.table.x);
    spectrum.y = std::move(page.table.y);
    return spectrum;
}

/// All tables of a block: its pages, or the one table that it holds.
std::vector<JcampPage> tables_of(const JcampBlock& block, const std::string& file) {
    if (holds_tuples(block)) return read_pages(block, file);
    const JcampRecord* data = data_record(block);
    if (!data)
        throw DataError(Position::at_line(file, block.line),
                        "a block without data (expected XYDATA, XYPOINTS, PEAK TABLE or NTUPLES)");
    JcampPage page;
    page.table = read_table(block, *data, file);
    page.x_units = block.text("XUNITS");
    page.y_units = block.text("YUNITS");
    std::vector<JcampPage> pages;
    pages.push_back(std::move(page));
    return pages;
}

}  // namespace

std::vector<RamanSpectrum> read_raman(const JcampBlock& block, const std::string& file,
                                      std::vector<std::string>& notes) {
    std::vector<RamanSpectrum> spectra;
    for (JcampPage& page : tables_of(block, file))
        spectra.push_back(raman_spectrum(block, std::move(page), file, notes));
    return spectra;
}

SpectrumRecord read_mass(const JcampBlock& block, const std::string& file) {
    SpectrumRecord record;
    record.line = block.line;
    enter_labels(block, record);
    try {
        JcampTable table = std::move(tables_of(block, file).front().table);
        record.notes.insert(record.notes.end(), table.notes.begin(), table.notes.end());
        if (table.x.empty())
            throw DataError(Position::at_line(file, table.line), "no peaks (expected m/z and intensities)");
        record.spectrum = mass_spectrum_of(std::move(table), file, record.notes);
    } catch (const DataError& error) {
        record.defect = error.message() + " on line " + std::to_string(error.position().line.value_or(block.line));
    }
    return record;
}

std::vector<OtherSpectrum> read_other(const JcampBlock& block, const std::string& file,
                                      std::vector<std::string>& notes) {
    std::vector<OtherSpectrum> spectra;
    for (JcampPage& page : tables_of(block, file)) spectra.push_back(other_spectrum(block, std::move(page), notes));
    return spectra;
}

}  // namespace spec::io
