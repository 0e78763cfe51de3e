#include <zlib.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <spec/core/error.hpp>
#include <spec/core/json.hpp>
#include <spec/core/text.hpp>
#include <spec/library/checksum.hpp>
#include <spec/library/parallel.hpp>
#include <spec/library/store.hpp>

namespace spec::library {
namespace {

static_assert(std::endian::native == std::endian::little, "library files are mapped as little-endian numbers");

constexpr std::string_view hdf5_magic = "\x89HDF\r\n\x1a\n";

[[noreturn]] void damaged(const std::string& file, const std::string& what) {
    throw DataError(Position::at_file(file), "damaged: " + what);
}

std::size_t whole(const Json& object, const char* key) { return object.at(key).get<std::size_t>(); }

Number number_named(const std::string& name) {
    constexpr std::pair<const char*, Number> all[] = {
        {"u8", Number::u8}, {"u32", Number::u32}, {"u64", Number::u64}, {"f32", Number::f32}, {"f64", Number::f64}};
    for (const auto& [known, type] : all)
        if (name == known) return type;
    throw std::out_of_range(name);
}

}  // namespace

std::uint32_t checksum(std::span<const std::byte> bytes, std::uint32_t start) {
    return static_cast<std::uint32_t>(crc32_z(start, reinterpret_cast<const Bytef*>(bytes.data()), bytes.size()));
}

StoredLibrary::StoredLibrary(const std::filesystem::path& path) : source_(io::Source::open(path)) {
    read_index(read_header());
}

// The index of the user block, after its own checksum held.
std::string_view StoredLibrary::read_header() {
    const std::string_view all = source_.text();
    const auto wrong = [&](const std::string& what) { throw DataError(Position::at_file(file()), what); };
    if (source_.is_folder()) wrong("a folder (expected a library file; `sarap library build` makes one from text)");
    if (!all.starts_with("sarap.library/")) {
        const bool hdf5 = all.starts_with(hdf5_magic);
        wrong(std::string(hdf5 ? "an HDF5 file, but not a Sarap library" : "not a Sarap library") +
              " (expected one made by `sarap library build` or `sarap library import`)");
    }
    const std::size_t end = std::min(all.find('\n'), all.size());
    if (all.substr(0, end) != library_schema)
        wrong("library of schema '" + to_utf8(all.substr(0, std::min<std::size_t>(end, 40))) + "' (expected '" +
              std::string(library_schema) + "'; build it again with this program)");
    const std::size_t index_end = all.find('\n', std::min(end + 1, all.size()));
    if (index_end == std::string_view::npos || index_end + 10 > all.size()) damaged(file(), "its index is cut short");
    char expected[16];
    std::snprintf(expected, sizeof expected, "%08x", checksum(source_.bytes().first(index_end)));
    if (all.substr(index_end + 1, 8) != expected) damaged(file(), "the checksum of its index does not agree");
    return all.substr(end + 1, index_end - end - 1);
}

void StoredLibrary::read_index(std::string_view text) {
    const auto all = source_.bytes();
    std::size_t begin = 0;
    std::uint32_t expected = 0;
    try {
        const Json index = Json::parse(text);
        stamp_ = {index.at("name"), index.at("release"), index.at("root")};
        if (whole(index, "size") != all.size())
            damaged(file(),
                    std::to_string(all.size()) + " bytes (expected " + std::to_string(whole(index, "size")) + ")");
        begin = whole(index, "user_block");
        expected = index.at("checksum").get<std::uint32_t>();
        for (const Json& item : index.at("datasets")) {
            Dataset dataset{
                {item.at("path"), number_named(item.at("type")), whole(item, "count"), whole(item, "offset")}, {}};
            if (item.contains("checksum")) dataset.checksum = item.at("checksum").get<std::uint32_t>();
            const Extent& extent = dataset.extent;
            if (extent.offset > all.size() || extent.count > (all.size() - extent.offset) / size_of(extent.type))
                damaged(file(), "'" + extent.path + "' lies outside the file");
            datasets_.emplace(extent.path, dataset);
        }
    } catch (const DataError&) {
        throw;
    } catch (const std::exception&) {
        damaged(file(), "its index cannot be read");
    }
    std::vector<Extent> later;
    for (const auto& [path, dataset] : datasets_)
        if (dataset.checksum) later.push_back(dataset.extent);
    const std::size_t header_end = static_cast<std::size_t>(text.data() + text.size() - source_.text().data()) + 10;
    const auto padding = source_.text().substr(header_end, std::max(begin, header_end) - header_end);
    if (source_.text()[header_end - 1] != '\n' || padding.find_first_not_of('\0') != std::string_view::npos)
        damaged(file(), "bytes behind its index (expected none)");
    if (begin > all.size() || checksum_without(all, begin, std::move(later)) != expected)
        damaged(file(), "its checksum does not agree (expected the bytes that were written)");
}

std::uint32_t checksum_without(std::span<const std::byte> all, std::size_t begin, std::vector<Extent> later) {
    std::sort(later.begin(), later.end(), [](const Extent& a, const Extent& b) { return a.offset < b.offset; });
    std::uint32_t sum = 0;
    for (const Extent& extent : later) {
        if (extent.bytes() == 0 || extent.offset < begin) continue;
        sum = checksum(all.subspan(begin, extent.offset - begin), sum);
        begin = extent.offset + extent.bytes();
    }
    return checksum(all.subspan(begin), sum);
}

std::optional<std::span<const std::byte>> StoredLibrary::find(std::string_view path) const {
    const auto found = datasets_.find(path);
    if (found == datasets_.end()) return std::nullopt;
    return source_.bytes().subspan(found->second.extent.offset, found->second.extent.bytes());
}

std::span<const std::byte> StoredLibrary::bytes(std::string_view path) const {
    const auto found = find(path);
    if (!found) damaged(file(), "'" + std::string(path) + "' is missing");
    return *found;
}

std::string_view StoredLibrary::text(std::string_view path) const {
    const auto held = bytes(path);
    return {reinterpret_cast<const char*>(held.data()), held.size()};
}

const void* StoredLibrary::checked(std::string_view path, std::size_t size, std::size_t count) const {
    const auto held = bytes(path);
    const Extent& extent = datasets_.find(path)->second.extent;
    if (size_of(extent.type) != size || extent.count != count || extent.offset % size != 0)
        damaged(file(),
                "'" + std::string(path) + "' is of another size (expected " + std::to_string(count) + " numbers)");
    return held.data();
}

std::vector<std::string> StoredLibrary::names(std::string_view group) const {
    std::vector<std::string> found;
    const std::string prefix = std::string(group) + "/";
    for (const auto& [path, dataset] : datasets_)
        if (path.starts_with(prefix)) found.push_back(path.substr(prefix.size()));
    return found;
}

bool StoredLibrary::intact(std::string_view path) const {
    const auto found = datasets_.find(path);
    expect(found != datasets_.end(), "the dataset exists");
    return !found->second.checksum || checksum(bytes(path)) == *found->second.checksum;
}

std::vector<Extent> StoredLibrary::extents() const {
    std::vector<Extent> all;
    for (const auto& [path, dataset] : datasets_) all.push_back(dataset.extent);
    return all;
}

namespace {

// A column of texts: their bytes one after another, and where each begins.
class TextColumn {
 public:
    TextColumn(const StoredLibrary& stored, const std::string& name, std::size_t count)
        : text_(stored.text("/sarap/entries/" + name)),
          begin_(stored.numbers<std::uint64_t>("/sarap/entries/" + name + "_begin", count + 1)) {
        for (std::size_t i = 0; i < count; ++i)
            if (begin_[i] > begin_[i + 1] || begin_[i + 1] > text_.size())
                damaged(stored.file(), "'" + name + "' has offsets that do not ascend");
    }
    std::string_view operator[](std::size_t i) const { return text_.substr(begin_[i], begin_[i + 1] - begin_[i]); }

 private:
    std::string_view text_;
    std::span<const std::uint64_t> begin_;
};

std::optional<double> present(double value) {
    if (std::isnan(value)) return std::nullopt;
    return value;
}

}  // namespace

std::vector<Entry> read_entries(const StoredLibrary& stored) {
    const std::size_t count = stored.bytes("/sarap/entries/technique").size();
    const auto numbers = [&]<typename Value>(const char* name, Value) {
        return stored.numbers<Value>("/sarap/entries/" + std::string(name), count);
    };
    const auto technique = numbers("technique", std::uint8_t{}), kind = numbers("kind", std::uint8_t{});
    const auto mass = numbers("exact_mass", 0.0), index = numbers("retention_index", 0.0);
    const TextColumn id(stored, "id", count), name(stored, "name", count), synonyms(stored, "synonyms", count),
        inchikey(stored, "inchikey", count), smiles(stored, "smiles", count), formula(stored, "formula", count),
        cas(stored, "cas", count), scale(stored, "retention_scale", count), column(stored, "retention_column", count);
    std::vector<Entry> entries(count);
    parallel_for_each(count, [&](std::size_t i) {
        Entry& entry = entries[i];
        entry.id = id[i];
        entry.technique = technique[i] == 0 ? Technique::ei_ms : Technique::raman;
        entry.kind = static_cast<EntryKind>(std::min<std::uint8_t>(kind[i], 2));
        entry.name = name[i];
        if (!synonyms[i].empty())
            for (const auto synonym : split(synonyms[i], '\n')) entry.synonyms.emplace_back(synonym);
        entry.inchikey = inchikey[i];
        entry.smiles = smiles[i];
        entry.formula = formula[i];
        entry.cas = cas[i];
        entry.exact_mass = present(mass[i]);
        if (const auto value = present(index[i]))
            entry.retention_index = {*value, std::string(scale[i]), std::string(column[i])};
    });
    return entries;
}

Json read_provenance(const StoredLibrary& stored, std::size_t entry, std::size_t entries) {
    const auto begin = stored.numbers<std::uint64_t>("/sarap/entries/provenance_begin", entries + 1);
    const std::string_view all = stored.text("/sarap/entries/provenance");
    if (begin[entry] > begin[entry + 1] || begin[entry + 1] > all.size())
        damaged(stored.file(), "'provenance' has offsets that do not ascend");
    Json provenance = Json::parse(all.substr(begin[entry], begin[entry + 1] - begin[entry]), nullptr, false);
    if (!provenance.is_object()) damaged(stored.file(), "the provenance of an entry is not JSON");
    return provenance;
}

StoredPoints::StoredPoints(const StoredLibrary& stored, std::size_t entries)
    : file_(stored.file()),
      begin_(stored.numbers<std::uint64_t>("/sarap/entries/point_begin", entries + 1)),
      checksum_(stored.numbers<std::uint32_t>("/sarap/entries/point_checksum", entries)) {
    const std::size_t points = begin_[entries];
    x_ = stored.numbers<double>("/sarap/entries/x", points);
    y_ = stored.numbers<double>("/sarap/entries/y", points);
    for (std::size_t i = 0; i < entries; ++i)
        if (begin_[i] > begin_[i + 1]) damaged(file_, "'point_begin' does not ascend");
}

Points StoredPoints::read(std::size_t entry, const std::string& id) const {
    const std::size_t begin = begin_[entry], count = begin_[entry + 1] - begin;
    const auto x = x_.subspan(begin, count), y = y_.subspan(begin, count);
    if (checksum(std::as_bytes(y), checksum(std::as_bytes(x))) != checksum_[entry])
        damaged(file_, "the spectrum of '" + id + "' does not agree with its checksum");
    return {{x.begin(), x.end()}, {y.begin(), y.end()}};
}

}  // namespace spec::library
