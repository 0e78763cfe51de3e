#include <algorithm>
#include <array>
#include <spec/core/text.hpp>
#include <spec/io/jcamp.hpp>
#include <spec/io/jcamp_data.hpp>
#include <spec/io/jcamp_run.hpp>
#include <spec/io/msp_fields.hpp>
#include <spec/io/raman_curve.hpp>

namespace spec::io {
namespace {

enum class Kind { raman, mass, run, other, empty };

struct KindName {
    std::string_view pattern;  ///< part of the compared DATA TYPE
    std::string_view name;
};
constexpr std::array<KindName, 7> foreign_kinds{{{"INFRARED", "infrared spectrum"},
                                                 {"UV", "ultraviolet-visible spectrum"},
                                                 {"NMR", "nuclear magnetic resonance spectrum"},
                                                 {"NEARIR", "near-infrared spectrum"},
                                                 {"CHROMATOGRAM", "chromatogram"},
                                                 {"XRAY", "X-ray pattern"},
                                                 {"IONMOBILITY", "ion mobility spectrum"}}};

Kind kind_of(const JcampBlock& block) {
    const std::string type = plain_label(block.text("DATATYPE"));
    if (holds_run(block)) return Kind::run;
    if (type.find("RAMAN") != std::string::npos) return Kind::raman;
    if (type.find("MASSSPECTRUM") != std::string::npos) return Kind::mass;
    return data_record(block) || block.find("NTUPLES") || block.find("DATATABLE") ? Kind::other : Kind::empty;
}

/// "infrared spectrum, not Raman (DATA TYPE=INFRARED SPECTRUM)".
std::string foreign_reason(const JcampBlock& block) {
    const std::string type = block.text("DATATYPE");
    if (type.empty()) return "JCAMP-DX data without DATA TYPE (expected RAMAN SPECTRUM or MASS SPECTRUM)";
    std::string_view name = "spectrum of another kind";
    for (const KindName& kind : foreign_kinds)
        if (plain_label(type).find(kind.pattern) != std::string::npos) name = kind.name;
    return std::string(name) + ", not Raman (DATA TYPE=" + type + ")";
}

const JcampRecord& require_data(const JcampBlock& block, const std::string& file) {
    const JcampRecord* data = data_record(block);
    if (data) return *data;
    const JcampRecord* tuples = block.find("NTUPLES");
    if (!tuples) tuples = block.find("DATATABLE");
    if (tuples)
        throw DataError(Position::at_line(file, tuples->line),
                        "NTUPLES data are not read (expected XYDATA, XYPOINTS or PEAK TABLE)");
    throw DataError(Position::at_line(file, block.line),
                    "a block without data (expected XYDATA, XYPOINTS or PEAK TABLE)");
}

std::optional<double> laser_nm(const JcampBlock& block) {
    for (const char* label :
         {"$LASERWAVELENGTHNM", "$LASERWAVELENGTH", "$LASER", "$EXCITATIONWAVELENGTH", ".LASERWAVELENGTH"}) {
        const std::string text = block.text(label);
        const auto value = to_double(text.substr(0, text.find_first_of(" n")));
        if (value && *value > 100 && *value < 5000) return value;
    }
    return std::nullopt;
}

/// x of the block in cm-1 of Raman shift; wavelengths need the laser.
void convert_to_shift(const JcampBlock& block, JcampTable& table, const RamanSpectrum& spectrum,
                      const std::string& file) {
    const std::string units = plain_label(block.text("XUNITS"));
    if (units.find("NANOMETER") == std::string::npos && units != "NM") return;
    if (!spectrum.laser_nm)
        throw DataError(Position::at_line(file, table.line),
                        "x axis in nanometres and no laser wavelength (expected ##XUNITS=1/CM)");
    for (double& x : table.x) x = 1e7 / *spectrum.laser_nm - 1e7 / x;
    table.notes.push_back("wavelengths were converted to shifts from a laser of " + shortest(*spectrum.laser_nm) +
                          " nm");
}

RamanSpectrum read_raman(const JcampBlock& block, const std::string& file, std::vector<std::string>& notes) {
    JcampTable table = read_table(block, require_data(block, file), file);
    RamanSpectrum spectrum;
    spectrum.title = block.text("TITLE");
    spectrum.id = block.text("$ENTRYID");
    spectrum.inchikey = block.text("$INCHIKEY");
    spectrum.laser_nm = laser_nm(block);
    spectrum.instrument = block.text("SPECTROMETERDATASYSTEM");
    spectrum.licence = block.text("OWNER");
    spectrum.source = block.text("ORIGIN");
    spectrum.band_table = table.peaks;
    convert_to_shift(block, table, spectrum, file);
    for (std::string& note : table.notes) notes.push_back(std::move(note));
    for (std::string& note :
         set_curve(spectrum, std::move(table.x), std::move(table.y), Position::at_line(file, table.line)))
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

bool holds_table(const std::string& label) {
    return label == "XYDATA" || label == "XYPOINTS" || label == "PEAKTABLE";
}

bool is_structural(const std::string& label) {
    return holds_table(label) || label == "END" || label == "JCAMPDX" || label == "DATATYPE" || label == "NPOINTS";
}

void enter_labels(const JcampBlock& block, SpectrumRecord& record) {
    for (const JcampRecord& labelled : block.records) {
        if (is_structural(labelled.label)) continue;
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

SpectrumRecord read_mass(const JcampBlock& block, const std::string& file) {
    SpectrumRecord record;
    record.line = block.line;
    enter_labels(block, record);
    try {
        JcampTable table = read_table(block, require_data(block, file), file);
        record.notes.insert(record.notes.end(), table.notes.begin(), table.notes.end());
        if (table.x.empty())
            throw DataError(Position::at_line(file, table.line), "no peaks (expected m/z and intensities)");
        record.spectrum = mass_spectrum_of(std::move(table), file, record.notes);
    } catch (const DataError& error) {
        record.defect = error.message() + " on line " + std::to_string(error.position().line.value_or(block.line));
    }
    return record;
}

OtherSpectrum read_other(const JcampBlock& block, const std::string& file, std::vector<std::string>& notes) {
    JcampTable table = read_table(block, require_data(block, file), file);
    for (std::string& note : table.notes) notes.push_back(std::move(note));
    OtherSpectrum spectrum;
    spectrum.title = block.text("TITLE");
    spectrum.x_label = block.text("XUNITS");
    spectrum.y_label = block.text("YUNITS");
    spectrum.x = std::move(table.x);
    spectrum.y = std::move(table.y);
    return spectrum;
}

/// "98/05/15", "2004/03/15 15:29:12.000" or "2019-03-06" as an ISO date or date and time; empty when it is written
/// otherwise.
std::string iso_date(std::string text, const std::string& time) {
    std::replace(text.begin(), text.end(), '/', '-');
    const auto digits = [&](std::size_t at, std::size_t count) {
        return text.size() >= at + count && std::all_of(text.begin() + static_cast<std::ptrdiff_t>(at),
                                                        text.begin() + static_cast<std::ptrdiff_t>(at + count),
                                                        [](char c) { return c >= '0' && c <= '9'; });
    };
    if (digits(0, 2) && text.size() >= 8 && text[2] == '-') text = (text[0] >= '7' ? "19" : "20") + text;
    if (text.size() < 10 || !digits(0, 4) || text[4] != '-' || !digits(5, 2) || text[7] != '-' || !digits(8, 2))
        return {};
    const std::string clock = text.size() >= 19 ? text.substr(11, 8) : time.substr(0, 8);
    const std::string day = text.substr(0, 10);
    if (clock.size() == 8 && clock[2] == ':' && clock[5] == ':') return day + "T" + clock;
    if (clock.size() == 5 && clock[2] == ':') return day + "T" + clock + ":00";
    return day;
}

std::string metadata_key(std::string_view label) {
    std::string key = lower(to_utf8(label));
    for (char& c : key)
        if (c == ' ' || c == '-' || c == '/') c = '_';
    key.erase(0, key.find_first_not_of("$._"));
    return key;
}

void set_metadata(const JcampBlock& block, Measurement& measurement) {
    auto& metadata = measurement.metadata;
    const auto set = [&](const char* key, const std::string& value) {
        if (!value.empty()) metadata[key] = value;
    };
    for (const JcampRecord& record : block.records) {
        const std::string value = to_utf8(first_line(record.text));
        const std::string key = metadata_key(record.name);
        if (is_structural(record.label) || value.empty() || key.empty() || record.label == "$USER") continue;
        metadata.try_emplace(key, value);
    }
    set("sample", block.text("TITLE"));
    set("instrument", block.text("SPECTROMETERDATASYSTEM"));
    set("operator", block.text("$USER"));
    std::string date = block.text("LONGDATE");
    if (date.empty()) date = block.text("DATE");
    set("acquired", iso_date(date, block.text("TIME")));
    for (const char* label : {".IONIZATIONMODE", "IONIZATIONMODE"}) set("ionisation", block.text(label));
}

/// Sets `not_identifiable` when the file states an ionisation that is not electron ionisation.
void judge_ionisation(Measurement& measurement) {
    const auto stated = measurement.metadata.find("ionisation");
    if (stated == measurement.metadata.end()) return;
    const std::string mode = upper(stated->second);
    if (mode.starts_with("EI") || mode.find("ELECTRON") != std::string::npos) return;
    measurement.not_identifiable = "ionisation '" + stated->second + "', not electron ionisation";
}

using Blocks = std::vector<const JcampBlock*>;

/// A single broken spectrum is an error of the file; among several it is left out with a note.
template <typename Spectrum, typename Read>
std::vector<Spectrum> read_each(const Blocks& blocks, std::vector<std::string>& notes, Read read) {
    std::vector<Spectrum> spectra;
    for (const JcampBlock* block : blocks) {
        try {
            spectra.push_back(read(*block));
        } catch (const DataError& error) {
            if (blocks.size() == 1) throw;
            notes.push_back("block of line " + std::to_string(block->line) + " was left out: " + error.what());
        }
    }
    return spectra;
}

void fill_raman(const Blocks& blocks, Measurement& measurement, const std::string& file) {
    measurement.technique = Technique::raman;
    auto spectra = read_each<RamanSpectrum>(
        blocks, measurement.notes, [&](const JcampBlock& block) { return read_raman(block, file, measurement.notes); });
    if (spectra.empty())
        throw DataError(Position::at_file(file),
                        "none of the Raman spectra can be read (" + measurement.notes.front() + ")");
    measurement.data = std::move(spectra);
}

void fill_mass(const Blocks& blocks, Measurement& measurement, const std::string& file) {
    measurement.technique = Technique::ei_ms;
    std::vector<SpectrumRecord> records;
    for (const JcampBlock* block : blocks) records.push_back(read_mass(*block, file));
    if (records.size() == 1 && records[0].defect) throw DataError(Position::at_file(file), *records[0].defect);
    judge_ionisation(measurement);
    measurement.data = std::move(records);
}

void fill_run(const Blocks& blocks, Measurement& measurement, const std::string& file) {
    if (blocks.size() > 1)
        measurement.notes.push_back("the file holds " + std::to_string(blocks.size()) + " runs: the first was read");
    measurement.technique = Technique::gcms;
    measurement.data = read_run(*blocks.front(), file, measurement.notes);
    judge_ionisation(measurement);
}

void fill_other(const Blocks& blocks, Measurement& measurement, const std::string& file) {
    measurement.technique = Technique::other;
    measurement.not_identifiable = foreign_reason(*blocks.front());
    auto spectra = read_each<OtherSpectrum>(
        blocks, measurement.notes, [&](const JcampBlock& block) { return read_other(block, file, measurement.notes); });
    if (spectra.empty())
        throw DataError(Position::at_file(file),
                        *measurement.not_identifiable + ", and its data cannot be read: " + measurement.notes.front());
    measurement.data = std::move(spectra);
}

struct Reading {
    Kind kind;
    std::string_view name;
    void (*fill)(const Blocks&, Measurement&, const std::string&);
};
/// In the order of what is wanted most when a file holds several kinds.
constexpr std::array<Reading, 4> readings{{{Kind::run, "GC-MS runs", fill_run},
                                           {Kind::raman, "Raman spectra", fill_raman},
                                           {Kind::mass, "mass spectra", fill_mass},
                                           {Kind::other, "spectra of other kinds", fill_other}}};

Blocks blocks_of(const std::vector<JcampBlock>& blocks, Kind kind) {
    Blocks found;
    for (const JcampBlock& block : blocks)
        if (kind_of(block) == kind) found.push_back(&block);
    return found;
}

}  // namespace

bool recognise_jcamp(const Source& source) {
    if (source.is_folder()) return false;
    std::string_view text = source.text().substr(0, std::size_t{1} << 16);
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    bool begun = false;
    while (!text.empty()) {
        const std::string_view line = trimmed(next_line(text));
        if (line.empty() || line.starts_with("$$")) continue;
        if (!begun && !line.starts_with("##")) return false;
        begun = true;
        if (!line.starts_with("##")) continue;
        const std::string label = plain_label(line.substr(2, line.find('=') - 2));
        for (const std::string_view known :
             {"TITLE", "JCAMPDX", "DATATYPE", "XYDATA", "XYPOINTS", "PEAKTABLE", "NTUPLES"})
            if (label == known) return true;
    }
    return false;
}

Measurement read_jcamp(const Source& source) {
    const std::vector<JcampBlock> blocks = split_jcamp(source.text());
    Measurement measurement;
    bool filled = false;
    for (const Reading& reading : readings) {
        const Blocks found = blocks_of(blocks, reading.kind);
        if (found.empty()) continue;
        if (filled) {
            measurement.notes.push_back(std::to_string(found.size()) + " " + std::string(reading.name) +
                                        " of the file were left out");
            continue;
        }
        set_metadata(*found.front(), measurement);
        reading.fill(found, measurement, source.name());
        filled = true;
    }
    if (!filled)
        throw DataError(Position::at_file(source.name()),
                        "JCAMP-DX file without a spectrum (expected XYDATA, XYPOINTS or PEAK TABLE)");
    const bool run = std::holds_alternative<GcmsRun>(measurement.data);  // their writers never write END
    if (!run && std::any_of(blocks.begin(), blocks.end(), [](const JcampBlock& block) { return !block.ended; }))
        measurement.notes.push_back("##END= is missing (cut short?)");
    return measurement;
}

}  // namespace spec::io
