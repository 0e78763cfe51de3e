#include <algorithm>
#include <cctype>
#include <spec/core/error.hpp>
#include <spec/core/text.hpp>
#include <spec/library/controls_list.hpp>
#include <spec/library/draft.hpp>
#include <spec/library/library.hpp>
#include <spec/library/rows.hpp>
#include <spec/library/store.hpp>
#include <unordered_map>

namespace spec::library {
namespace {

constexpr std::string_view tables_group = "/sarap/tables", texts_group = "/sarap/texts", arrays_group = "/sarap/arrays";

std::string joined(std::string_view group, std::string_view name) {
    return std::string(group) + "/" + std::string(name);
}

std::string dataset_name(std::string_view path) {
    std::string name(path);
    std::replace(name.begin(), name.end(), '/', ':');
    return name;
}

std::string_view text_or_nothing(const StoredLibrary& stored, const std::string& path) {
    const auto bytes = stored.find(path);
    if (!bytes) return {};
    return {reinterpret_cast<const char*>(bytes->data()), bytes->size()};
}

std::optional<Table> read_table(const StoredLibrary& stored, const std::string& name) {
    const auto text = text_or_nothing(stored, joined(tables_group, name));
    if (text.empty()) return std::nullopt;
    return parse_csv(text, name, stored.file());
}

}  // namespace

const char* to_string(EntryKind kind) {
    switch (kind) {
        case EntryKind::spectrum: return "spectrum";
        case EntryKind::principal_ions: return "principal_ions";
        case EntryKind::band_table: return "band_table";
    }
    return "spectrum";
}

struct Library::Contents {
    explicit Contents(const std::filesystem::path& path)
        : file(path), stored(path), entries(read_entries(stored)), points(stored, entries.size()) {
        const auto table = [&](const char* name) { return read_table(stored, name); };
        substances = substances_from(table("substances"), table("names"));
        controls = controls_from(table("controls"), table("lists"));
        lists = lists_from(table("lists"));
        thresholds = thresholds_from(table("thresholds"));
        inlet_products = inlet_products_from(table("inlet_products"));
        coverage = coverage_from(table("coverage"), table("lists"));
        if (const auto hits = text_or_nothing(stored, joined(texts_group, "derived:rule_hits.csv")); !hits.empty())
            rule_hits = rule_hits_from(parse_csv(hits, "rule_hits", path.string()));
        for (std::size_t i = 0; i < substances.size(); ++i) {
            const Substance& substance = substances[i];
            by_id.emplace(lower(substance.id), i);
            by_key.emplace(substance.inchikey, i);
            by_block.emplace(substance.inchikey.substr(0, 14), i);
        }
        for (std::size_t i = 0; i < substances.size(); ++i) by_name.emplace(folded_name(substances[i].name), i);
        for (std::size_t i = 0; i < substances.size(); ++i)
            for (const SubstanceName& name : substances[i].names) by_name.emplace(folded_name(name.name), i);
    }

    const Substance* at(const std::unordered_map<std::string, std::size_t>& index, const std::string& key) const {
        const auto found = index.find(key);
        return found == index.end() || key.empty() ? nullptr : &substances[found->second];
    }

    std::filesystem::path file;
    StoredLibrary stored;
    std::vector<Entry> entries;
    StoredPoints points;
    std::vector<Substance> substances;
    std::vector<Control> controls;
    std::vector<ControlledList> lists;
    std::vector<Coverage> coverage;
    std::vector<RuleRow> rule_hits;
    std::vector<Threshold> thresholds;
    std::vector<InletProduct> inlet_products;
    std::unordered_map<std::string, std::size_t> by_id, by_key, by_block, by_name;
};

Library::Library(std::unique_ptr<Contents> contents) : contents_(std::move(contents)) {}
Library::Library(Library&&) noexcept = default;
Library& Library::operator=(Library&&) noexcept = default;
Library::~Library() = default;

Library Library::open(const std::filesystem::path& path) { return Library(std::make_unique<Contents>(path)); }

const LibraryStamp& Library::stamp() const { return contents_->stored.stamp(); }
const std::filesystem::path& Library::path() const { return contents_->file; }
std::span<const Entry> Library::entries() const { return contents_->entries; }

Json Library::provenance(std::size_t entry) const {
    expect(entry < entries().size(), "entry < entries().size()");
    return read_provenance(contents_->stored, entry, entries().size());
}

MassSpectrum Library::mass_spectrum(std::size_t entry) const {
    expect(entry < entries().size(), "entry < entries().size()");
    Points points = contents_->points.read(entry, entries()[entry].id);
    return {std::move(points.x), std::move(points.y)};
}

RamanSpectrum Library::raman_spectrum(std::size_t entry) const {
    expect(entry < entries().size(), "entry < entries().size()");
    const Entry& held = entries()[entry];
    Points points = contents_->points.read(entry, held.id);
    RamanSpectrum spectrum;
    const Json from = provenance(entry);
    const auto stated = [&](const char* key) { return from.value(key, std::string()); };
    spectrum.title = held.name;
    spectrum.id = held.id.substr(held.id.find(':') + 1);
    spectrum.inchikey = held.inchikey;
    spectrum.shift_cm1 = std::move(points.x);
    spectrum.intensity = std::move(points.y);
    if (from.contains("laser_nm")) spectrum.laser_nm = from["laser_nm"].get<double>();
    spectrum.instrument = stated("instrument");
    spectrum.licence = stated("licence");
    spectrum.source = stated("source");
    spectrum.band_table = held.kind == EntryKind::band_table;
    return spectrum;
}

std::span<const Substance> Library::substances() const { return contents_->substances; }
std::span<const Control> Library::controls() const { return contents_->controls; }
std::span<const Coverage> Library::coverage() const { return contents_->coverage; }
std::span<const ControlledList> Library::lists() const { return contents_->lists; }
std::span<const RuleRow> Library::rule_hits() const { return contents_->rule_hits; }
std::span<const Threshold> Library::thresholds() const { return contents_->thresholds; }
std::span<const InletProduct> Library::inlet_products() const { return contents_->inlet_products; }

std::string_view Library::calibration(std::string_view name) const {
    return text("calibration/" + std::string(name) + ".toml");
}

std::optional<std::span<const std::byte>> Library::array(std::string_view name) const {
    const std::string path = joined(arrays_group, name);
    const auto found = contents_->stored.find(path);
    if (found && !contents_->stored.intact(path))
        throw DataError(Position::at_file(contents_->file.string()),
                        "damaged: the array '" + std::string(name) + "' does not agree with its checksum");
    return found;
}

std::string_view Library::table(std::string_view name) const {
    return text_or_nothing(contents_->stored, joined(tables_group, name));
}

std::vector<std::string> Library::texts() const {
    auto names = contents_->stored.names(texts_group);
    for (std::string& name : names) std::replace(name.begin(), name.end(), ':', '/');
    return names;
}

std::string_view Library::text(std::string_view path) const {
    return text_or_nothing(contents_->stored, joined(texts_group, dataset_name(path)));
}

const Substance* Library::find_by_inchikey(std::string_view key) const {
    if (key.find('-') == std::string_view::npos) return contents_->at(contents_->by_block, std::string(key));
    return contents_->at(contents_->by_key, std::string(key));
}

const Substance* Library::find_for_hit(std::string_view inchikey, std::string_view name) const {
    const Substance* named = contents_->at(contents_->by_name, folded_name(name));
    if (inchikey.empty()) return is_abbreviation(name) ? nullptr : named;
    if (inchikey.size() < 27) return find_by_inchikey(inchikey.substr(0, 14));
    const std::string_view block = inchikey.substr(0, 14);
    const auto same_block = [&](const Substance& s) { return s.inchikey.substr(0, 14) == block; };
    if (named && same_block(*named)) return named;
    if (const Substance* exact = find_by_inchikey(inchikey)) return exact;
    const auto states_no_stereo = [](std::string_view key) { return key.substr(15, 10) == "UHFFFAOYSA"; };
    const Substance* found = nullptr;
    for (const Substance& substance : substances()) {
        if (!same_block(substance) || !(states_no_stereo(substance.inchikey) || states_no_stereo(inchikey))) continue;
        const auto rows = controls();
        const bool listed =
            std::any_of(rows.begin(), rows.end(), [&](const Control& row) { return row.substance == substance.id; });
        if (listed) return &substance;
        if (!found) found = &substance;
    }
    return found;
}

const Substance* Library::find(std::string_view wanted) const {
    if (const Substance* found = contents_->at(contents_->by_id, folded(wanted))) return found;
    if (const Substance* found = contents_->at(contents_->by_name, folded_name(wanted))) return found;
    return find_by_inchikey(upper(trimmed(wanted)));
}

Draft read_library(const std::filesystem::path& path) {
    const StoredLibrary stored(path);
    Draft draft;
    draft.name = stored.stamp().name;
    draft.release = stored.stamp().release;
    auto entries = read_entries(stored);
    const StoredPoints points(stored, entries.size());
    draft.entries.resize(entries.size());
    const std::size_t count = entries.size();
    for (std::size_t i = 0; i < count; ++i) {
        auto [x, y] = points.read(i, entries[i].id);
        entries[i].provenance = read_provenance(stored, i, count);
        draft.entries[i] = {std::move(entries[i]), std::move(x), std::move(y), Position::at_file(path.string())};
    }
    for (const std::string& name : stored.names(tables_group)) draft.tables.emplace(name, *read_table(stored, name));
    for (const std::string& name : stored.names(texts_group)) {
        std::string plain = name;
        std::replace(plain.begin(), plain.end(), ':', '/');
        draft.texts.emplace(plain, stored.text(joined(texts_group, name)));
    }
    return draft;
}

}  // namespace spec::library
