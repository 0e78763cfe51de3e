#include <algorithm>
#include <spec/core/error.hpp>
#include <spec/search/ei_references.hpp>

namespace spec::search {

EiReferences::EiReferences(std::span<const library::Library* const> libraries) {
    for (const library::Library* library : libraries) {
        auto arrays = mapped_ei_arrays(*library);
        if (!arrays)
            arrays = make_ei_arrays(library->entries(), [&](std::size_t i) { return library->mass_spectrum(i); });
        add({library, library->entries(), std::move(*arrays), size()});
    }
    number();
}

EiReferences::EiReferences(std::vector<library::Entry> entries, const std::vector<MassSpectrum>& spectra)
    : own_(std::move(entries)) {
    expect(own_.size() == spectra.size(), "each entry has a spectrum");
    add({nullptr, own_, make_ei_arrays(own_, [&](std::size_t i) { return spectra[i]; }), 0});
    number();
}

void EiReferences::add(Part part) {
    if (part.arrays.size() > 0) parts_.push_back(std::move(part));
}

/// The numbers that a library holds are good for that library alone.
void EiReferences::number() {
    if (parts_.size() == 1) {
        compounds_ = parts_[0].arrays.compound;
        constitutions_ = parts_[0].arrays.constitution;
        return;
    }
    CompoundNumbers numbers =
        number_compounds(size(), [&](std::size_t i) -> const library::Entry& { return entry(i); });
    own_compounds_ = std::move(numbers.compound);
    own_constitutions_ = std::move(numbers.constitution);
    compounds_ = own_compounds_;
    constitutions_ = own_constitutions_;
}

const EiReferences::Part& EiReferences::part(std::size_t index) const {
    std::size_t n = parts_.size() - 1;
    while (parts_[n].first > index) --n;
    return parts_[n];
}

const library::Entry& EiReferences::entry(std::size_t index) const {
    const Part& p = part(index);
    return p.entries[p.arrays.entry[index - p.first]];
}

std::size_t EiReferences::index_in_library(std::size_t index) const {
    const Part& p = part(index);
    return p.arrays.entry[index - p.first];
}

std::span<const std::uint16_t> EiReferences::mz(std::size_t index) const {
    const Part& p = part(index);
    return p.arrays.peaks.mz_of(index - p.first);
}

std::span<const std::uint16_t> EiReferences::intensity(std::size_t index) const {
    const Part& p = part(index);
    return p.arrays.peaks.intensity_of(index - p.first);
}

MassSpectrum EiReferences::stored_spectrum(std::size_t index) const {
    const Part& p = part(index);
    if (p.library) return p.library->mass_spectrum(index_in_library(index));
    const UnitMassSpectrum unit = spectrum(index);
    return {{unit.mz.begin(), unit.mz.end()}, unit.intensity};
}

}  // namespace spec::search
