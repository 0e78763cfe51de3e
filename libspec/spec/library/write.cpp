#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <bit>
#include <cerrno>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <limits>
#include <spec/core/json.hpp>
#include <spec/io/source.hpp>
#include <spec/io/write_file.hpp>
#include <spec/library/checksum.hpp>
#include <spec/library/draft.hpp>
#include <spec/library/store.hpp>

namespace spec::library {
namespace {

namespace fs = std::filesystem;

struct Planned {
    std::string path;
    Number type;
    std::span<const std::byte> bytes;
    bool checked_when_used = false;
};

// What a library file holds, as columns of numbers and bytes.
class Columns {
 public:
    explicit Columns(const Draft& draft);
    std::vector<Planned> planned() const;

 private:
    struct Text {
        const char* name;
        std::string bytes;
        std::vector<std::uint64_t> begin{0};
        void add(std::string_view text) {
            bytes += text;
            begin.push_back(bytes.size());
        }
    };
    void add(const DraftEntry& held);

    std::vector<std::uint8_t> technique_, kind_;
    std::vector<double> mass_, index_, x_, y_;
    std::vector<std::uint64_t> point_begin_{0};
    std::vector<std::uint32_t> checksum_;
    Text texts_[10] = {
        {"id", {}},      {"name", {}}, {"synonyms", {}},        {"inchikey", {}},         {"smiles", {}},
        {"formula", {}}, {"cas", {}},  {"retention_scale", {}}, {"retention_column", {}}, {"provenance", {}}};
};

Columns::Columns(const Draft& draft) {
    for (const DraftEntry& held : draft.entries) add(held);
}

void Columns::add(const DraftEntry& held) {
    constexpr double none = std::numeric_limits<double>::quiet_NaN();
    const Entry& entry = held.entry;
    expect(held.x.size() == held.y.size() && !held.x.empty(), "an entry has points");
    technique_.push_back(entry.technique == Technique::raman ? 1 : 0);
    kind_.push_back(static_cast<std::uint8_t>(entry.kind));
    mass_.push_back(entry.exact_mass.value_or(none));
    index_.push_back(entry.retention_index ? entry.retention_index->value : none);
    std::string synonyms;
    for (const std::string& synonym : entry.synonyms) synonyms += (synonyms.empty() ? "" : "\n") + synonym;
    const std::string_view values[] = {entry.id,     entry.name,    synonyms, entry.inchikey,
                                       entry.smiles, entry.formula, entry.cas};
    for (std::size_t i = 0; i < std::size(values); ++i) texts_[i].add(values[i]);
    texts_[7].add(entry.retention_index ? entry.retention_index->scale : "");
    texts_[8].add(entry.retention_index ? entry.retention_index->column : "");
    texts_[9].add(canonical_json(entry.provenance));
    x_.insert(x_.end(), held.x.begin(), held.x.end());
    y_.insert(y_.end(), held.y.begin(), held.y.end());
    point_begin_.push_back(x_.size());
    checksum_.push_back(checksum(std::as_bytes(std::span(held.y)), checksum(std::as_bytes(std::span(held.x)))));
}

std::vector<Planned> Columns::planned() const {
    const auto bytes = [](const auto& values) { return std::as_bytes(std::span(values)); };
    std::vector<Planned> all = {{"technique", Number::u8, bytes(technique_)},
                                {"kind", Number::u8, bytes(kind_)},
                                {"exact_mass", Number::f64, bytes(mass_)},
                                {"retention_index", Number::f64, bytes(index_)},
                                {"point_begin", Number::u64, bytes(point_begin_)},
                                {"point_checksum", Number::u32, bytes(checksum_)},
                                {"x", Number::f64, bytes(x_), true},
                                {"y", Number::f64, bytes(y_), true}};
    for (const Text& text : texts_) {
        all.push_back({text.name, Number::u8, bytes(text.bytes)});
        all.push_back({std::string(text.name) + "_begin", Number::u64, bytes(text.begin)});
    }
    for (Planned& dataset : all) dataset.path = "/sarap/entries/" + dataset.path;
    return all;
}

// A path below reference_library as the name of a dataset.
std::string dataset_name(std::string path) {
    for (char& c : path)
        if (c == '/') c = ':';
    return path;
}

const char* name_of(Number type) {
    constexpr const char* names[] = {"u8", "u32", "u64", "f32", "f64"};
    return names[static_cast<int>(type)];
}

void sync(const fs::path& path) {
    const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0) return;
    ::fsync(file);
    ::close(file);
}

fs::path folder_of(const fs::path& path) { return path.parent_path().empty() ? fs::path(".") : path.parent_path(); }

// The index for the user block: one line of JSON between the schema and its checksum.
std::string header(const Draft& draft, const std::string& root, std::size_t user_block,
                   const std::vector<Planned>& planned, const std::vector<Extent>& extents,
                   std::span<const std::byte> file) {
    Json datasets = Json::array();
    std::vector<Extent> later;
    for (std::size_t i = 0; i < extents.size(); ++i) {
        const Extent& extent = extents[i];
        Json item{
            {"path", extent.path}, {"type", name_of(extent.type)}, {"count", extent.count}, {"offset", extent.offset}};
        if (planned[i].checked_when_used) {
            item["checksum"] = checksum(planned[i].bytes);
            later.push_back(extent);
        }
        datasets.push_back(item);
    }
    const Json index{{"name", draft.name},
                     {"release", draft.release},
                     {"root", root},
                     {"size", file.size()},
                     {"datasets", datasets},
                     {"user_block", user_block},
                     {"checksum", checksum_without(file, user_block, later)}};
    std::string text = std::string(library_schema) + "\n" + canonical_json(index) + "\n";
    char sum[16];
    std::snprintf(sum, sizeof sum, "%08x", checksum(std::as_bytes(std::span(text.data(), text.size() - 1))));
    return text + sum + "\n";
}

void write_header(const fs::path& path, const std::string& text) {
    const int file = ::open(path.c_str(), O_WRONLY | O_CLOEXEC);
    const bool written = file >= 0 && io::write_all(file, text) && ::fsync(file) == 0;
    const std::string reason = std::strerror(errno);
    if (file >= 0) ::close(file);
    if (!written)
        throw DataError(Position::at_file(path.string()),
                        "cannot be written: " + reason + " (expected a writable place)");
}

// Writes everything to a new file; the caller renames it.
void write_file(const fs::path& path, const Draft& draft, const ArrayMaker& make_arrays) {
    const Columns columns(draft);
    const auto arrays = make_arrays ? make_arrays(draft) : std::vector<NamedArray>{};
    std::vector<Planned> planned = columns.planned();
    std::map<std::string, std::string> tables;
    for (const auto& [name, table] : draft.tables) tables[name] = to_csv(table);
    for (const auto& [name, text] : tables)
        planned.push_back({"/sarap/tables/" + name, Number::u8, std::as_bytes(std::span(text))});
    for (const auto& [name, text] : draft.texts)
        planned.push_back({"/sarap/texts/" + dataset_name(name), Number::u8, std::as_bytes(std::span(text))});
    for (const NamedArray& array : arrays)
        planned.push_back({"/sarap/arrays/" + array.name, Number::u8, array.bytes, true});
    std::size_t index_size = 1024 + draft.name.size();
    for (const Planned& dataset : planned) index_size += dataset.path.size() + 160;
    const std::size_t user_block = std::bit_ceil(std::max<std::size_t>(index_size, 4096));

    const std::string root = content_root(draft);
    Hdf5Writer writer(path, user_block);
    for (const char* group : {"/sarap", "/sarap/entries", "/sarap/tables", "/sarap/texts", "/sarap/arrays"})
        writer.group(group);
    writer.attribute("/sarap", "schema", library_schema);
    writer.attribute("/sarap", "name", draft.name);
    writer.attribute("/sarap", "release", draft.release);
    writer.attribute("/sarap", "root", root);
    for (const Planned& dataset : planned) writer.dataset(dataset.path, dataset.type, dataset.bytes);
    const auto extents = writer.finish();
    const io::Source file = io::Source::open(path);
    const std::string text = header(draft, root, user_block, planned, extents, file.bytes());
    expect(text.size() <= user_block, "the index fits the user block");
    write_header(path, text);
}

}  // namespace

const Table* Draft::find_table(const std::string& table) const {
    const auto found = tables.find(table);
    return found == tables.end() ? nullptr : &found->second;
}

void write_library(const fs::path& path, const Draft& draft, const ArrayMaker& arrays) {
    const fs::path temporary = path.string() + ".part-" + std::to_string(::getpid());
    std::error_code ignored;
    fs::remove(temporary, ignored);
    try {
        write_file(temporary, draft, arrays);
        if (std::rename(temporary.c_str(), path.c_str()) != 0)
            throw DataError(Position::at_file(path.string()),
                            std::string("cannot be written: ") + std::strerror(errno) + " (expected a writable place)");
    } catch (...) {
        fs::remove(temporary, ignored);
        throw;
    }
    sync(folder_of(path));
}

WriteLock::WriteLock(const fs::path& library) : file_(library.string() + ".lock") {
    for (;;) {
        descriptor_ = ::open(file_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
        if (descriptor_ < 0)
            throw DataError(Position::at_file(library.string()),
                            std::string("cannot be written: ") + std::strerror(errno) + " (expected a writable place)");
        if (::flock(descriptor_, LOCK_EX | LOCK_NB) != 0) {
            ::close(descriptor_);
            throw DataError(
                Position::at_file(library.string()),
                "another process is changing this library (expected to be alone; try again when it is done)");
        }
        // The holder before us may have removed the file between our open and our lock.
        struct stat opened {
        }, named{};
        if (::fstat(descriptor_, &opened) == 0 && ::stat(file_.c_str(), &named) == 0 && opened.st_ino == named.st_ino)
            break;
        ::close(descriptor_);
    }
    // Alone now: what a killed writer left behind may go.
    const std::string left_behind = library.filename().string() + ".part-";
    std::error_code ignored;
    for (const auto& item : fs::directory_iterator(folder_of(library), ignored))
        if (item.path().filename().string().starts_with(left_behind)) fs::remove_all(item.path(), ignored);
}

WriteLock::~WriteLock() {
    ::unlink(file_.c_str());
    ::close(descriptor_);
}

}  // namespace spec::library
