#include <algorithm>
#include <array>
#include <spec/core/text.hpp>
#include <spec/io/jcamp.hpp>
#include <spec/io/jcamp_data.hpp>
#include <spec/io/jcamp_metadata.hpp>
#include <spec/io/jcamp_run.hpp>
#include <spec/io/jcamp_spectra.hpp>
#include <spec/io/jcamp_tuples.hpp>

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
    if (type.find("MASSSPECTRUM") != std::string::npos) return block.find("PAGE") ? Kind::run : Kind::mass;
    return data_record(block) || holds_tuples(block) ? Kind::other : Kind::empty;
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
            for (Spectrum& spectrum : read(*block)) spectra.push_back(std::move(spectrum));
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
    const JcampBlock& block = *blocks.front();
    measurement.data =
        holds_tuples(block) ? run_of_pages(block, file, measurement.notes) : read_run(block, file, measurement.notes);
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
        set_jcamp_metadata(*found.front(), measurement);
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
