#include <toml++/toml.h>

#include <algorithm>
#include <map>
#include <spec/core/text.hpp>
#include <spec/io/source.hpp>
#include <spec/library/build.hpp>
#include <spec/library/chemistry.hpp>
#include <spec/library/import.hpp>
#include <spec/library/proposal.hpp>
#include <spec/library/schema.hpp>

namespace spec::library {
namespace {

namespace fs = std::filesystem;

std::vector<fs::path> files_in(const fs::path& folder) {
    std::vector<fs::path> files;
    std::error_code error;
    for (const auto& item : fs::directory_iterator(folder, error))
        if (item.is_regular_file() && !item.path().filename().string().starts_with('.')) files.push_back(item.path());
    std::sort(files.begin(), files.end());
    return files;
}

std::string text_of(const fs::path& file) { return std::string(io::Source::open(file).text()); }

bool has_word(std::string_view words, std::string_view word) {
    const auto all = split(words, ' ');
    return std::find(all.begin(), all.end(), word) != all.end();
}

void check_columns(const Table& table, const TableSchema& schema) {
    for (const auto required : split(schema.required, ' ')) table.column(required);
    const std::string known =
        std::string(schema.required).append(schema.optional.empty() ? "" : " ").append(schema.optional);
    for (const std::string& column : table.columns)
        if (!has_word(known, column))
            throw DataError(Position::at_line(table.file, 1),
                            "unknown column '" + column + "' (expected " + known + ")");
}

// The tables stand in the folder itself, one a file.
void read_tables(const fs::path& folder, Build& build) {
    for (const fs::path& file : files_in(folder)) {
        if (file.extension() != ".csv") continue;
        const std::string name = file.stem().string();
        const TableSchema* schema = find_schema(name);
        if (!schema)
            throw DataError(Position::at_file(file.string()),
                            "unknown table '" + name + "' (expected one of docs/formats/library.md)");
        Table table = parse_csv_rows(text_of(file), name, file.string(), build.problems);
        check_columns(table, *schema);
        build.draft.tables.emplace(name, std::move(table));
    }
}

void read_texts(const fs::path& folder, Draft& draft) {
    for (const char* part : {"calibration", "rules"}) {
        for (const fs::path& file : files_in(folder / part)) {
            if (file.extension() != ".toml" && file.extension() != ".csv") continue;
            std::string text = text_of(file);
            if (!is_utf8(text))
                throw DataError(Position::at_file(file.string()), "bytes that are not UTF-8 (expected UTF-8 text)");
            draft.texts.emplace(std::string(part) + "/" + file.filename().string(), std::move(text));
        }
    }
}

// Name and release stand in library.toml; without it the library is called after its folder.
void read_stamp(const fs::path& folder, Draft& draft) {
    const fs::path file = folder / "library.toml";
    draft.name = default_source(folder);
    if (!fs::exists(file)) return;
    try {
        const toml::table stamp = toml::parse(text_of(file), file.string());
        draft.name = stamp["name"].value_or(draft.name);
        draft.release = stamp["release"].value_or(draft.release);
    } catch (const toml::parse_error& error) {
        throw DataError(Position::at_line(file.string(), error.source().begin.line), std::string(error.description()));
    }
}

double number_in(const Table& table, std::size_t row, const char* column) {
    const std::string& text = table.rows[row][table.column(column)];
    const auto value = to_double(text);
    if (!value) throw DataError(table.at(row), std::string(column) + " '" + text + "' is not a number");
    return *value;
}

// spectra/raman_bands.csv: one row a band, the rows of an entry together; positions and heights are what literature
// says.
void read_bands(const fs::path& file, Draft& draft) {
    const Table table = parse_csv(text_of(file), "raman_bands", file.string());
    check_columns(table, {"raman_bands", "entry name inchikey shift_cm1 height source verified_by", "formula note"});
    const auto field = [&](std::size_t row, const char* column) { return table.rows[row][table.column(column)]; };
    std::map<std::string, std::size_t> held;
    for (std::size_t row = 0; row < table.rows.size(); ++row) {
        const std::string id = "raman_bands:" + field(row, "entry");
        const double shift = number_in(table, row, "shift_cm1"), height = number_in(table, row, "height");
        if (shift <= 0 || height <= 0)
            throw DataError(table.at(row), "a band without shift or height (expected both above 0)");
        const auto [found, added] = held.emplace(id, draft.entries.size());
        if (added) {
            DraftEntry made;
            made.where = table.at(row);
            made.entry.id = id;
            made.entry.technique = Technique::raman;
            made.entry.kind = EntryKind::band_table;
            made.entry.name = field(row, "name");
            made.entry.inchikey = field(row, "inchikey");
            made.entry.provenance = {
                {"file", file.filename().string()},
                {"source", field(row, "source")},
                {"verified", field(row, "verified_by").empty() ? "not verified" : field(row, "verified_by")}};
            draft.entries.push_back(std::move(made));
        }
        DraftEntry& entry = draft.entries[found->second];
        if (!entry.x.empty() && shift <= entry.x.back())
            throw DataError(table.at(row),
                            "bands of '" + id + "' do not ascend (expected the rows of an entry together, by shift)");
        entry.x.push_back(shift);
        entry.y.push_back(height);
    }
}

// Kind: principal_ions in a record marks the strongest ions of a spectrum; ID begins with the substance's id.
void mark_principal_ions(DraftEntry& held) {
    Json& provenance = held.entry.provenance;
    if (!provenance.contains("record") || !provenance["record"].contains("kind")) return;
    if (provenance["record"]["kind"] == "principal_ions") held.entry.kind = EntryKind::principal_ions;
}

// entries.csv withdraws spectra with a reason: they stay in the text and are left out of the library.
void leave_out_withdrawn(Build& build) {
    const Table* table = build.draft.find_table("entries");
    if (!table) return;
    for (std::size_t row = 0; row < table->rows.size(); ++row) {
        const std::string &id = table->rows[row][table->column("entry")],
                          &state = table->rows[row][table->column("state")];
        auto& entries = build.draft.entries;
        const auto found =
            std::find_if(entries.begin(), entries.end(), [&](const DraftEntry& held) { return held.entry.id == id; });
        if (state != "deprecated")
            build.problems.emplace_back(table->at(row), "state '" + state + "' (expected deprecated)");
        else if (table->rows[row][table->column("reason")].empty())
            build.problems.emplace_back(table->at(row), "no reason (expected why the spectrum is withdrawn)");
        else if (found == entries.end())
            build.problems.emplace_back(table->at(row),
                                        "spectrum '" + id + "' does not exist (expected one of spectra/)");
        else
            entries.erase(found);
    }
}

void read_spectra(const fs::path& folder, Build& build) {
    std::vector<ImportFile> files;
    for (const fs::path& file : files_in(folder)) {
        if (file.filename() == "raman_bands.csv")
            read_bands(file, build.draft);
        else
            files.push_back({file, default_source(file)});
    }
    const ImportReport report = import_files(build.draft, files);
    for (const DataError& refusal : report.refused_records) build.problems.push_back(refusal);
    for (DraftEntry& held : build.draft.entries) mark_principal_ions(held);
    leave_out_withdrawn(build);
}

}  // namespace

namespace {

// A text whose root is that of the newest release is that release, and takes its signatures along.
void read_release(const fs::path& folder, Draft& draft) {
    const auto files = release_files(folder);
    const auto log = release_log(files);
    if (log.empty() || log.back().at("root") != content_root(draft)) return;
    draft.release = log.back().at("release").get<std::string>();
    for (const auto& [name, text] : files) draft.texts[name] = text;
}

// Everything but structures.
Build read_all(const fs::path& folder) {
    if (!fs::is_directory(folder))
        throw DataError(Position::at_file(folder.string()),
                        "not a folder (expected the text of a library, such as reference_library)");
    Build build;
    read_stamp(folder, build.draft);
    read_tables(folder, build);
    if (!build.draft.find_table("substances"))
        throw DataError(Position::at_file(folder.string()), "no substances.csv (expected the text of a library)");
    read_texts(folder, build.draft);
    read_spectra(folder / "spectra", build);
    for (const DataError& problem : contradictions(build.draft)) build.problems.push_back(problem);
    return build;
}

}  // namespace

Build build_from_text(const fs::path& folder) {
    Build build = read_all(folder);
    for (const DataError& problem : structure_contradictions(build.draft)) build.problems.push_back(problem);
    if (build.problems.empty())
        for (auto& [path, text] : derived_texts(build.draft)) build.draft.texts[path] = std::move(text);
    read_release(folder, build.draft);
    return build;
}

Build read_text(const fs::path& folder, const Draft* tested) {
    Build build = read_all(folder);
    if (tested)
        for (const DataError& problem : structure_contradictions(build.draft, tested))
            build.problems.push_back(problem);
    read_release(folder, build.draft);
    return build;
}

}  // namespace spec::library
