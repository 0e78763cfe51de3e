#include <spec/chem/structure.hpp>
#include <spec/core/text.hpp>
#include <spec/io/write.hpp>
#include <spec/io/write_file.hpp>
#include <spec/library/export.hpp>

namespace spec::library {
namespace {

std::string stated(const Entry& entry, const char* key) {
    const Json& provenance = entry.provenance;
    if (provenance.contains(key) && provenance[key].is_string()) return provenance[key].get<std::string>();
    if (provenance.contains("record") && provenance["record"].contains(key))
        return provenance["record"][key].get<std::string>();
    return {};
}

// A licence that says so forbids to pass a spectrum on.
bool may_be_passed_on(const Entry& entry) {
    const std::string licence = lower(stated(entry, "licence"));
    return licence.find("not for export") == std::string::npos &&
           licence.find("no redistribution") == std::string::npos;
}

SpectrumRecord record_of(const DraftEntry& held) {
    const Entry& entry = held.entry;
    SpectrumRecord record;
    record.name = entry.name;
    record.synonyms = entry.synonyms;
    record.id = entry.id.substr(entry.id.find(':') + 1);
    record.inchikey = entry.inchikey;
    record.smiles = entry.smiles;
    record.formula = entry.formula;
    record.cas = entry.cas;
    record.exact_mass = entry.exact_mass;
    record.retention_index = entry.retention_index;
    record.spectrum = {held.x, held.y};
    record.principal_ions_only = entry.kind == EntryKind::principal_ions;
    if (entry.provenance.contains("record"))
        for (const auto& item : entry.provenance["record"].items())
            if (item.value().is_string()) record.metadata[item.key()] = item.value().get<std::string>();
    return record;
}

RamanSpectrum raman_of(const DraftEntry& held) {
    RamanSpectrum spectrum;
    spectrum.title = held.entry.name;
    spectrum.id = held.entry.id.substr(held.entry.id.find(':') + 1);
    spectrum.inchikey = held.entry.inchikey;
    spectrum.shift_cm1 = held.x;
    spectrum.intensity = held.y;
    spectrum.instrument = stated(held.entry, "instrument");
    spectrum.licence = stated(held.entry, "licence");
    spectrum.source = stated(held.entry, "source");
    spectrum.band_table = held.entry.kind == EntryKind::band_table;
    return spectrum;
}

ExportReport export_spectra(const Draft& library, Technique technique, const std::filesystem::path& target) {
    ExportReport report;
    Measurement measurement;
    std::vector<SpectrumRecord> records;
    std::vector<RamanSpectrum> raman;
    for (const DraftEntry& held : library.entries) {
        if (held.entry.technique != technique) {
            report.left_out.push_back(held.entry.id + ": another technique");
        } else if (!may_be_passed_on(held.entry)) {
            report.left_out.push_back(held.entry.id + ": its licence does not allow it");
        } else if (technique == Technique::ei_ms) {
            records.push_back(record_of(held));
        } else {
            raman.push_back(raman_of(held));
        }
    }
    report.written = records.size() + raman.size();
    measurement.technique = technique;
    const bool mass = technique == Technique::ei_ms;
    if (mass)
        measurement.data = std::move(records);
    else
        measurement.data = std::move(raman);
    io::write_whole(target, mass ? io::write_msp(measurement) : io::write_jcamp(measurement));
    return report;
}

ExportReport export_structures(const Draft& library, const std::filesystem::path& target) {
    ExportReport report;
    const Table* table = library.find_table("substances");
    std::string text;
    for (std::size_t row = 0; table && row < table->rows.size(); ++row) {
        const auto field = [&](const char* column) { return table->rows[row][table->column(column)]; };
        if (field("smiles").empty()) {
            report.left_out.push_back(field("id") + ": no structure");
            continue;
        }
        text += chem::mol_block(chem::Structure::from_smiles(field("smiles"), table->at(row)), field("name"));
        for (const char* column : {"id", "name", "formula", "cas", "inchikey", "smiles", "class", "structure_verified"})
            if (!field(column).empty()) text += std::string("> <") + column + ">\n" + field(column) + "\n\n";
        text += "$$$$\n";
        ++report.written;
    }
    io::write_whole(target, text);
    return report;
}

ExportReport export_tables(const Draft& library, const std::filesystem::path& target) {
    ExportReport report;
    std::filesystem::create_directories(target);
    for (const auto& [name, table] : library.tables) {
        io::write_whole(target / (name + ".csv"), to_csv(table));
        ++report.written;
    }
    return report;
}

}  // namespace

ExportReport export_library(const Draft& library, const std::string& form, const std::filesystem::path& target) {
    if (form == "msp") return export_spectra(library, Technique::ei_ms, target);
    if (form == "jcamp") return export_spectra(library, Technique::raman, target);
    if (form == "sdf") return export_structures(library, target);
    if (form == "csv") return export_tables(library, target);
    throw UsageError("--to " + form + " (expected msp, jcamp, sdf or csv)");
}

}  // namespace spec::library
