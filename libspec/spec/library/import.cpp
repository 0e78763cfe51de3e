#include <algorithm>
#include <cmath>
#include <spec/core/text.hpp>
#include <spec/io/format.hpp>
#include <spec/library/import.hpp>
#include <spec/library/parallel.hpp>
#include <unordered_map>
#include <unordered_set>

namespace spec::library {
namespace {

// A record on its way: an entry, or why there is none.
struct Record {
    DraftEntry held;
    std::vector<std::string> notes;
    std::optional<std::string> defect;
};

struct FileRecords {
    std::vector<Record> records;
    std::optional<DataError> failure;
    std::vector<std::string> notes;
};

// One line of text: what a record says in several is joined by blanks.
std::string one_line(std::string_view text) {
    std::string line = to_utf8(text);
    for (char& c : line)
        if (static_cast<unsigned char>(c) < 0x20) c = ' ';
    return std::string(trimmed(line));
}

Json common_provenance(const Measurement& measurement) {
    Json provenance = Json::object();
    provenance["file"] = std::filesystem::path(measurement.provenance.path).filename().string();
    provenance["sha256"] = measurement.provenance.sha256;
    provenance["format"] = measurement.provenance.format;
    return provenance;
}

void add_text(Json& object, const char* key, std::string_view value) {
    if (!value.empty()) object[key] = one_line(value);
}

void add_position(Json& provenance, std::vector<std::string>& notes, const std::vector<std::string>& record_notes,
                  std::size_t line) {
    if (line > 0) provenance["line"] = line;
    if (record_notes.empty()) return;
    Json said = Json::array();
    for (const std::string& note : record_notes) said.push_back(one_line(note));
    provenance["notes"] = said;
    notes.insert(notes.end(), record_notes.begin(), record_notes.end());
}

// What makes a spectrum useless for comparison, whatever reader it came from.
std::optional<std::string> unusable(const std::vector<double>& x, const std::vector<double>& y) {
    if (x.empty()) return "no peaks (expected at least one)";
    if (std::none_of(y.begin(), y.end(), [](double value) { return value > 0; }))
        return "no intensity above zero (expected a spectrum)";
    return std::nullopt;
}

Record from_mass_spectrum(SpectrumRecord& record, const Json& provenance, const std::string& file) {
    Record out;
    Entry& entry = out.held.entry;
    entry.technique = Technique::ei_ms;
    entry.kind = record.principal_ions_only ? EntryKind::principal_ions : EntryKind::spectrum;
    entry.id = one_line(record.id);
    entry.name = one_line(record.name);
    for (const std::string& synonym : record.synonyms)
        if (!trimmed(synonym).empty()) entry.synonyms.push_back(one_line(synonym));
    entry.inchikey = one_line(record.inchikey);
    entry.smiles = one_line(record.smiles);
    entry.formula = one_line(record.formula);
    entry.cas = one_line(record.cas);
    entry.exact_mass = record.exact_mass;
    entry.retention_index = record.retention_index;
    entry.provenance = provenance;
    Json metadata = Json::object();
    for (const auto& [key, value] : record.metadata) add_text(metadata, one_line(key).c_str(), value);
    if (!metadata.empty()) entry.provenance["record"] = std::move(metadata);
    add_position(entry.provenance, out.notes, record.notes, record.line);
    out.held.x = std::move(record.spectrum.mz);
    out.held.y = std::move(record.spectrum.intensity);
    out.held.where = record.line > 0 ? Position::at_line(file, record.line) : Position::at_file(file);
    out.defect = record.defect ? record.defect : unusable(out.held.x, out.held.y);
    return out;
}

Record from_raman_spectrum(RamanSpectrum& spectrum, const Json& provenance, const std::string& file) {
    Record out;
    Entry& entry = out.held.entry;
    entry.technique = Technique::raman;
    entry.kind = spectrum.band_table ? EntryKind::band_table : EntryKind::spectrum;
    entry.id = one_line(spectrum.id);
    entry.name = one_line(spectrum.title);
    entry.inchikey = one_line(spectrum.inchikey);
    entry.provenance = provenance;
    add_text(entry.provenance, "instrument", spectrum.instrument);
    add_text(entry.provenance, "licence", spectrum.licence);
    add_text(entry.provenance, "source", spectrum.source);
    if (spectrum.laser_nm) entry.provenance["laser_nm"] = *spectrum.laser_nm;
    out.held.x = std::move(spectrum.shift_cm1);
    out.held.y = std::move(spectrum.intensity);
    out.held.where = Position::at_file(file);
    out.defect = unusable(out.held.x, out.held.y);
    return out;
}

FileRecords records_of(Measurement& measurement) {
    FileRecords out;
    const std::string& file = measurement.provenance.path;
    const Json provenance = common_provenance(measurement);
    for (const std::string& note : measurement.notes) out.notes.push_back(file + ": " + note);
    if (auto* spectra = std::get_if<std::vector<SpectrumRecord>>(&measurement.data)) {
        out.records.resize(spectra->size());
        parallel_for_each(spectra->size(),
                          [&](std::size_t i) { out.records[i] = from_mass_spectrum((*spectra)[i], provenance, file); });
    } else if (auto* raman = std::get_if<std::vector<RamanSpectrum>>(&measurement.data)) {
        for (RamanSpectrum& spectrum : *raman) out.records.push_back(from_raman_spectrum(spectrum, provenance, file));
    } else {
        const bool run = std::holds_alternative<GcmsRun>(measurement.data);
        out.failure.emplace(Position::at_file(file),
                            measurement.not_identifiable.value_or(run ? "a GC-MS run" : "no EI or Raman spectrum") +
                                " (expected EI or Raman spectra of known substances)");
    }
    return out;
}

FileRecords read_records(const std::filesystem::path& path) {
    try {
        Measurement measurement = io::read(path);
        return records_of(measurement);
    } catch (const DataError& error) {
        FileRecords out;
        out.failure = error;
        return out;
    }
}

// Adds the records of one file to the draft, or says why not.
class Adder {
 public:
    Adder(Draft& draft, ImportReport& report) : draft_(draft), report_(report) {
        for (const DraftEntry& held : draft.entries)
            ids_.emplace(held.entry.id, held.entry.provenance.value("file", std::string()));
    }

    void add(const ImportFile& file, FileRecords& read) {
        report_.notes.insert(report_.notes.end(), read.notes.begin(), read.notes.end());
        if (read.failure) {
            ++report_.read;
            refuse(*read.failure);
            report_.failed.emplace_back(read.failure->what());
        }
        for (std::size_t i = 0; i < read.records.size(); ++i) {
            ++report_.read;
            add(file, read.records[i], i, read.records.size());
        }
    }

 private:
    void add(const ImportFile& file, Record& record, std::size_t ordinal, std::size_t count) {
        Entry& entry = record.held.entry;
        const std::string where = record.held.where.text();
        if (entry.id.empty()) entry.id = count == 1 ? one_line(file.path.stem().string()) : std::to_string(ordinal + 1);
        entry.id = file.source + ":" + entry.id;
        const auto refused = [&](const std::string& why) {
            refuse(DataError(record.held.where, "'" + label(entry) + "': " + why));
        };
        if (record.defect) return refused(*record.defect);
        if (entry.name.empty()) return refused("no name (expected a substance)");
        const auto [held, added] = ids_.emplace(entry.id, where);
        if (!added)
            return refused("id '" + entry.id + "' stands in the library already (" + held->second +
                           "; expected an id of its own, or another --source)");
        for (const std::string& note : record.notes)
            report_.notes.push_back(where + ": '" + label(entry) + "': " + note);
        note_doubts(entry, where);
        draft_.entries.push_back(std::move(record.held));
        ++report_.loaded;
    }

    static const std::string& label(const Entry& entry) { return entry.name.empty() ? entry.id : entry.name; }

    // Two structures with one CAS number: somebody's number or structure is wrong; noted, not refused.
    void note_doubts(const Entry& entry, const std::string& where) {
        if (entry.cas.empty() || entry.inchikey.size() < 14) return;
        const std::string block = entry.inchikey.substr(0, 14);
        const auto [held, added] = structure_of_cas_.emplace(entry.cas, block);
        if (!added && held->second != block)
            report_.notes.push_back(where + ": '" + entry.name + "': CAS number " + entry.cas +
                                    " also stands with another structure (" + held->second + " and " + block + ")");
    }

    void refuse(const DataError& why) {
        ++report_.refused;
        report_.refused_records.push_back(why);
    }

    Draft& draft_;
    ImportReport& report_;
    std::unordered_map<std::string, std::string> ids_, structure_of_cas_;
};

}  // namespace

ImportReport import_files(Draft& draft, const std::vector<ImportFile>& files) {
    ImportReport report;
    Adder adder(draft, report);
    for (const ImportFile& file : files) {
        FileRecords read = read_records(file.path);
        adder.add(file, read);
    }
    std::size_t without_key = 0;
    for (std::size_t i = draft.entries.size() - report.loaded; i < draft.entries.size(); ++i)
        if (draft.entries[i].entry.inchikey.empty()) ++without_key;
    if (without_key > 0)
        report.notes.push_back(std::to_string(without_key) + " of " + std::to_string(report.loaded) +
                               " records have no InChIKey");
    return report;
}

std::string default_source(const std::filesystem::path& path) {
    const std::filesystem::path plain = path.filename().empty() ? path.parent_path() : path;
    return one_line(plain.stem().string());
}

}  // namespace spec::library
