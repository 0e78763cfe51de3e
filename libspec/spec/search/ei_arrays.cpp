#include <algorithm>
#include <array>
#include <cstring>
#include <spec/core/error.hpp>
#include <spec/search/ei_arrays.hpp>
#include <spec/search/ei_compounds.hpp>

namespace spec::search {
namespace {

constexpr std::uint64_t version = 2;

/// Stored as it is, little-endian like every machine that Sarap runs on.
struct Header {
    std::uint64_t version = search::version;
    std::uint64_t n_spectra = 0, n_principal = 0, first_mz = 1, n_groups = 0;
};

struct Storage {
    std::vector<std::uint32_t> entry, compound, constitution;
    match::PeakTable peaks;
    match::DenseIndex index;
};

void add_entries(std::span<const library::Entry> entries, const std::function<MassSpectrum(std::size_t)>& spectrum,
                 library::EntryKind kind, Storage& out) {
    for (std::size_t i = 0; i < entries.size(); ++i) {
        if (entries[i].technique != Technique::ei_ms || entries[i].kind != kind) continue;
        if (out.peaks.add(to_unit_mass(spectrum(i))) > 0)
            out.entry.push_back(static_cast<std::uint32_t>(i));
        else
            out.peaks.begin.pop_back();
    }
}

template <typename Value>
std::span<const Value> array_of(const library::Library& library, const char* name, std::size_t size) {
    const auto bytes = library.array(name);
    if (!bytes || bytes->size() != size * sizeof(Value))
        throw DataError(Position::at_file(library.path().string()),
                        "the search array " + std::string(name) + " holds " +
                            std::to_string(bytes ? bytes->size() : 0) + " bytes (expected " +
                            std::to_string(size * sizeof(Value)) + ")");
    return {reinterpret_cast<const Value*>(bytes->data()), size};
}

template <typename Value>
library::NamedArray named(const char* name, std::span<const Value> values) {
    const auto bytes = std::as_bytes(values);
    return {name, {bytes.begin(), bytes.end()}};
}

void check(const library::Library& library, const EiArrays& arrays) {
    const auto& begin = arrays.peaks.begin;
    const bool ascending = begin.front() == 0 && std::is_sorted(begin.begin(), begin.end());
    const std::size_t entries = library.entries().size();
    const bool known =
        std::all_of(arrays.entry.begin(), arrays.entry.end(), [&](std::uint32_t e) { return e < entries; });
    if (!ascending || !known)
        throw DataError(Position::at_file(library.path().string()),
                        "the search arrays do not fit the entries (expected those written with the library)");
}

}  // namespace

EiArrays make_ei_arrays(std::span<const library::Entry> entries,
                        const std::function<MassSpectrum(std::size_t)>& spectrum) {
    const auto storage = std::make_shared<Storage>();
    EiArrays out;
    add_entries(entries, spectrum, library::EntryKind::spectrum, *storage);
    out.n_spectra = storage->entry.size();
    add_entries(entries, spectrum, library::EntryKind::principal_ions, *storage);
    out.n_principal = storage->entry.size() - out.n_spectra;
    out.entry = storage->entry;
    out.peaks = storage->peaks.view();
    auto numbers =
        number_compounds(out.size(), [&](std::size_t i) -> const library::Entry& { return entries[out.entry[i]]; });
    storage->compound = std::move(numbers.compound);
    storage->constitution = std::move(numbers.constitution);
    out.compound = storage->compound;
    out.constitution = storage->constitution;
    storage->index = match::build_dense_index(out.spectra_peaks());
    out.index = storage->index.view();
    out.storage = storage;
    return out;
}

std::optional<EiArrays> mapped_ei_arrays(const library::Library& library) {
    const auto bytes = library.array("ei-header");
    if (!bytes || bytes->size() != sizeof(Header)) return std::nullopt;
    Header header;
    std::memcpy(&header, bytes->data(), sizeof header);
    if (header.version != version) return std::nullopt;
    EiArrays out;
    out.n_spectra = header.n_spectra;
    out.n_principal = header.n_principal;
    const std::size_t most = library.entries().size(), n = out.size();
    if (header.n_spectra > most || header.n_principal > most || header.n_groups > 65536 || header.first_mz > 65535)
        throw DataError(Position::at_file(library.path().string()),
                        "the search arrays tell of more entries than there are");
    out.entry = array_of<std::uint32_t>(library, "ei-entry", n);
    out.compound = array_of<std::uint32_t>(library, "ei-compound", n);
    out.constitution = array_of<std::uint32_t>(library, "ei-constitution", n);
    out.peaks.begin = array_of<std::uint64_t>(library, "ei-begin", n + 1);
    const std::size_t peaks = out.peaks.begin.back();
    if (peaks > n * 65536)
        throw DataError(Position::at_file(library.path().string()), "the search arrays tell of too many peaks");
    out.peaks.mz = array_of<std::uint16_t>(library, "ei-mz", peaks);
    out.peaks.intensity = array_of<std::uint16_t>(library, "ei-intensity", peaks);
    out.index.n_entries = out.n_spectra;
    out.index.first_mz = static_cast<int>(header.first_mz);
    out.index.n_groups = static_cast<int>(header.n_groups);
    const std::size_t places = out.index.blocks() * 32;
    out.index.lines = array_of<std::uint8_t>(library, "ei-lines", places * header.n_groups * 4);
    out.index.scale = array_of<float>(library, "ei-scale", places);
    out.index.error = array_of<float>(library, "ei-error", places);
    out.index.outside = array_of<float>(library, "ei-outside", places);
    check(library, out);
    return out;
}

std::vector<library::NamedArray> ei_named_arrays(const library::Draft& draft) {
    std::vector<library::Entry> entries;
    for (const library::DraftEntry& entry : draft.entries) entries.push_back(entry.entry);
    const EiArrays a = make_ei_arrays(entries, [&](std::size_t i) {
        return MassSpectrum{draft.entries[i].x, draft.entries[i].y};
    });
    const Header header{version, a.n_spectra, a.n_principal, static_cast<std::uint64_t>(a.index.first_mz),
                        static_cast<std::uint64_t>(a.index.n_groups)};
    return {named("ei-header", std::span(&header, 1)), named("ei-entry", a.entry),
            named("ei-compound", a.compound),          named("ei-constitution", a.constitution),
            named("ei-begin", a.peaks.begin),          named("ei-mz", a.peaks.mz),
            named("ei-intensity", a.peaks.intensity),  named("ei-lines", a.index.lines),
            named("ei-scale", a.index.scale),          named("ei-error", a.index.error),
            named("ei-outside", a.index.outside)};
}

}  // namespace spec::search
