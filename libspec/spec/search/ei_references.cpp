#include <cmath>
#include <spec/core/error.hpp>
#include <spec/core/text.hpp>
#include <spec/search/ei_references.hpp>
#include <unordered_map>

namespace spec::search {
namespace {

constexpr int largest_mz = 65535;

std::string compound_key(const library::Entry& entry) {
    return entry.inchikey.empty() ? "name:" + folded(entry.name) : entry.inchikey;
}

}  // namespace

EiReferences::EiReferences(std::span<const library::Library* const> libraries) {
    for (const library::Library* library : libraries) {
        const auto entries = library->entries();
        for (std::size_t i = 0; i < entries.size(); ++i)
            if (entries[i].technique == Technique::ei_ms) add(entries[i], library->mass_spectrum(i), {library, i});
    }
    number_compounds();
}

EiReferences::EiReferences(std::vector<library::Entry> entries, const std::vector<MassSpectrum>& spectra)
    : own_(std::move(entries)) {
    expect(own_.size() == spectra.size(), "each entry has a spectrum");
    for (std::size_t i = 0; i < own_.size(); ++i) add(own_[i], spectra[i], {nullptr, i});
    number_compounds();
}

/// An entry without a usable peak is left out: it can match nothing.
void EiReferences::add(const library::Entry& entry, const MassSpectrum& spectrum, Origin origin) {
    const UnitMassSpectrum unit = to_unit_mass(spectrum);
    const std::size_t before = mz_.size();
    for (std::size_t i = 0; i < unit.mz.size(); ++i) {
        if (unit.mz[i] < 1 || unit.mz[i] > largest_mz) continue;
        mz_.push_back(static_cast<std::uint16_t>(unit.mz[i]));
        intensity_.push_back(static_cast<std::uint16_t>(unit.intensity[i]));
    }
    if (mz_.size() == before) return;
    entries_.push_back(&entry);
    origin_.push_back(origin);
    begin_.push_back(mz_.size());
}

void EiReferences::number_compounds() {
    std::unordered_map<std::string, std::size_t> numbers;
    for (const library::Entry* entry : entries_)
        compounds_.push_back(numbers.try_emplace(compound_key(*entry), numbers.size()).first->second);
    n_compounds_ = numbers.size();
}

UnitMassSpectrum EiReferences::spectrum(std::size_t index) const {
    const auto mz_part = mz(index), intensity_part = intensity(index);
    return {{mz_part.begin(), mz_part.end()}, {intensity_part.begin(), intensity_part.end()}};
}

MassSpectrum EiReferences::stored_spectrum(std::size_t index) const {
    if (origin_[index].library) return origin_[index].library->mass_spectrum(origin_[index].index);
    const auto mz_part = mz(index), intensity_part = intensity(index);
    return {{mz_part.begin(), mz_part.end()}, {intensity_part.begin(), intensity_part.end()}};
}

}  // namespace spec::search
